"""Staff sign in with the code of an authenticator app: Firebase's own library, and Google's answers made up.

The Auth emulator knows codes by text message alone; the tests of the running world sign in with those.
Google's service is answered here as its reference says: it was not asked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.browser.site import SITE, Site

pytestmark = pytest.mark.thorough

GOOGLE = "https://identitytoolkit.googleapis.com"
PROJECT = {"projectId": "demo-pulse", "apiKey": "a-key", "authDomain": "demo-pulse.firebaseapp.com"}
SECRET = b"twenty bytes of key!"
ANYBODY = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}
FACTOR = {
    "mfaEnrollmentId": "app_1",
    "displayName": "app",
    "enrolledAt": "2026-11-01T00:00:00Z",
    "totpInfo": {},
}
SHOW = """globalThis.session = await import('/app/session.js');
globalThis.session.onPerson((person) => (globalThis.person = person));
await import('/app/parts/sign-in.js');
document.body.append(document.createElement('pulse-sign-in'));"""


def code_at(now: float) -> str:
    """RFC 6238: six digits of every 30 seconds, by HMAC-SHA-1."""
    digest = hmac.new(SECRET, struct.pack(">Q", int(now // 30)), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def token(now: float) -> str:
    """An ID token as the page reads it; only the backend would look at a signature."""
    claims = {
        "sub": "admin_1", "user_id": "admin_1", "admin": True, "iat": int(now), "exp": int(now) + 3600,
        "auth_time": int(now), "firebase": {"sign_in_second_factor": "totp"},
    }  # fmt: skip
    parts = (json.dumps(one).encode() for one in ({"alg": "none"}, claims))
    return ".".join([*(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts), ""])


class Google:
    """The part of Identity Toolkit by which a person with an authenticator app signs in."""

    def __init__(self, page: Page, factors: list[dict[str, Any]]) -> None:
        self.now = datetime.now(UTC).timestamp()
        self.factors = factors
        self.asked: list[str] = []
        page.route(f"{GOOGLE}/**", self._answer)

    def _answer(self, route: Route) -> None:
        if route.request.method == "OPTIONS":
            return route.fulfill(status=204, headers=ANYBODY)
        call = route.request.url.partition("?")[0].rpartition("/")[2]
        self.asked.append(call)
        status, body = self._body(call, route.request.post_data_json or {})
        return route.fulfill(status=status, json=body, headers=ANYBODY)

    def _body(self, call: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        signed_in = {"idToken": token(self.now), "refreshToken": "a-refresh-token", "localId": "admin_1"}
        match call:
            case "accounts:signInWithPassword":
                return 200, {
                    "mfaPendingCredential": "half-way",
                    "mfaInfo": self.factors,
                    "localId": "admin_1",
                }
            case "mfaSignIn:finalize":
                code = sent["totpVerificationInfo"]["verificationCode"]
                if sent["mfaPendingCredential"] != "half-way" or code != code_at(self.now):
                    return 400, {"error": {"code": 400, "message": "INVALID_MFA_CODE"}}
                return 200, signed_in
            case "accounts:lookup":
                return 200, {"users": [{"localId": "admin_1", "email": "admin@example.com"}]}
        return 404, {"error": {"code": 404, "message": f"nobody made up an answer to {call}"}}


def half_way(site: Site, factors: list[dict[str, Any]]) -> Google:
    """The password was right."""
    google = Google(site.page, factors)
    site.page.route(f"{SITE}/__/firebase/init.json", lambda route: route.fulfill(json=PROJECT))
    site.evaluate(SHOW)
    site.page.get_by_label("E-mail address").fill("admin@example.com")
    site.page.get_by_label("Password").fill("correct-horse-battery")
    site.page.get_by_role("button", name="Sign in").click()
    return google


def confirm(site: Site, code: str) -> None:
    site.page.get_by_label("The six digits that your authenticator app shows").fill(code)
    site.page.get_by_role("button", name="Confirm").click()


def test_the_code_of_the_app_signs_in_and_the_token_names_it(site: Site) -> None:
    google = half_way(site, [FACTOR])
    confirm(site, code_at(google.now))
    site.page.wait_for_function("() => globalThis.person")

    claims = site.evaluate("return (await globalThis.person.getIdTokenResult()).claims;")
    assert (claims["admin"], claims["firebase"]["sign_in_second_factor"]) == (True, "totp")
    assert "accounts:sendVerificationCode" not in google.asked


def test_a_code_that_is_not_right_is_said_and_the_next_one_is_taken(site: Site) -> None:
    google = half_way(site, [FACTOR])
    wrong = f"{(int(code_at(google.now)) + 1) % 1_000_000:06}"
    confirm(site, wrong)
    expect(site.page.get_by_role("alert")).to_have_text("This code is not right. Please use the newest one.")
    assert site.evaluate("return Boolean(globalThis.person);") is False

    confirm(site, code_at(google.now))
    site.page.wait_for_function("() => globalThis.person")


def test_without_an_authenticator_app_a_deployed_page_says_what_is_missing(site: Site) -> None:
    """A text message would need Google's scripts, which the policy of the site refuses."""
    phone = {"mfaEnrollmentId": "phone_1", "phoneInfo": "+*******0100", "enrolledAt": "2026-11-01T00:00:00Z"}
    google = half_way(site, [phone])

    told = "This page takes the codes of an authenticator app alone, and your account has none."
    expect(site.page.get_by_role("alert")).to_contain_text(told)
    assert google.asked == ["accounts:signInWithPassword"]
