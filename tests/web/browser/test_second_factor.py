"""Staff sign in with the code of an authenticator app: Firebase's own library, answers of `google.py`."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser.google import FACTOR, PROJECT, Google
from tests.web.browser.site import SITE, Site

pytestmark = pytest.mark.thorough

SHOW = """globalThis.session = await import('/app/session.js');
globalThis.session.onPerson((person) => (globalThis.person = person));
await import('/app/parts/sign-in.js');
document.body.append(document.createElement('pulse-sign-in'));"""


def half_way(site: Site, factors: list[dict[str, Any]]) -> Google:
    """The password was right."""
    google = Google(site.page, factors=factors)
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
    confirm(site, google.code())
    site.page.wait_for_function("() => globalThis.person")

    claims = site.evaluate("return (await globalThis.person.getIdTokenResult()).claims;")
    assert (claims["admin"], claims["firebase"]["sign_in_second_factor"]) == (True, "totp")
    assert "accounts:sendVerificationCode" not in google.asked


def test_a_code_that_is_not_right_is_said_and_the_next_one_is_taken(site: Site) -> None:
    google = half_way(site, [FACTOR])
    wrong = f"{(int(google.code()) + 1) % 1_000_000:06}"
    confirm(site, wrong)
    expect(site.page.get_by_role("alert")).to_have_text("This code is not right. Please use the newest one.")
    assert site.evaluate("return Boolean(globalThis.person);") is False

    confirm(site, google.code())
    site.page.wait_for_function("() => globalThis.person")


def test_without_an_authenticator_app_a_deployed_page_says_what_is_missing(site: Site) -> None:
    """A text message would need Google's scripts, which the policy of the site refuses."""
    phone = {"mfaEnrollmentId": "phone_1", "phoneInfo": "+*******0100", "enrolledAt": "2026-11-01T00:00:00Z"}
    google = half_way(site, [phone])

    told = "This page takes the codes of an authenticator app alone, and your account has none."
    expect(site.page.get_by_role("alert")).to_contain_text(told)
    assert google.asked == ["accounts:signInWithPassword"]


def test_with_a_new_phone_beside_the_old_one_either_code_signs_in(site: Site) -> None:
    """For the moment between connecting the one and ending the other."""
    newer = {**FACTOR, "mfaEnrollmentId": "app_2", "enrolledAt": "2026-11-02T00:00:00Z"}
    google = half_way(site, [FACTOR, newer])
    google.secrets["app_2"] = b"another twenty bytes"
    confirm(site, google.code("app_1"))
    site.page.wait_for_function("() => globalThis.person")

    assert [one["mfaEnrollmentId"] for name, one in google.sent if name == "mfaSignIn:finalize"] == [
        "app_2",
        "app_1",
    ]
