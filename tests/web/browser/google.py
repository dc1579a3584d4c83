"""Google's Identity Toolkit as its reference describes it, for one person: sign-in, address, second factors.

The Auth emulator knows codes by text message alone, and the real service was not asked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page, Route

GOOGLE = "https://identitytoolkit.googleapis.com"
PROJECT = {"projectId": "demo-pulse", "apiKey": "a-key", "authDomain": "demo-pulse.firebaseapp.com"}
EMAIL = "admin@example.com"
ANYBODY = {"access-control-allow-origin": "*", "access-control-allow-headers": "*"}
FACTOR = {
    "mfaEnrollmentId": "app_1",
    "displayName": "app",
    "enrolledAt": "2026-11-01T00:00:00Z",
    "totpInfo": {},
}
OLD, NEW = b"twenty bytes of key!", b"key of the new phone"
WRONG = 400, {"error": {"code": 400, "message": "INVALID_MFA_CODE"}}


def code_at(secret: bytes, now: float) -> str:
    """RFC 6238: six digits of every 30 seconds, by HMAC-SHA-1."""
    digest = hmac.new(secret, struct.pack(">Q", int(now // 30)), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Google:
    """*factors* are those of the person at first."""

    def __init__(self, page: Page, *, factors: list[dict[str, Any]], is_confirmed: bool = True) -> None:
        self.now = datetime.now(UTC).timestamp()
        self.factors = factors
        self.is_confirmed = is_confirmed
        self.refusals: dict[str, str] = {}
        """By call: what the service says instead of doing it."""
        self.secrets = {"app_1": OLD, "app_new": NEW}
        self.sent: list[tuple[str, dict[str, Any]]] = []
        page.route(f"{GOOGLE}/**", self._answer)

    @property
    def asked(self) -> list[str]:
        return [name for name, _ in self.sent]

    def code(self, factor: str = "app_1") -> str:
        return code_at(self.secrets[factor], self.now)

    def _answer(self, route: Route) -> None:
        if route.request.method == "OPTIONS":
            return route.fulfill(status=204, headers=ANYBODY)
        call = route.request.url.partition("?")[0].rpartition("/")[2]
        sent = route.request.post_data_json or {}
        self.sent.append((call, sent))
        status, body = self._body(call, sent)
        return route.fulfill(status=status, json=body, headers=ANYBODY)

    def _body(self, call: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if refusal := self.refusals.get(call):
            return 400, {"error": {"code": 400, "message": refusal}}
        answers = {
            "accounts:signInWithPassword": self._sign_in,
            "mfaSignIn:finalize": self._finish_sign_in,
            "accounts:lookup": self._look_up,
            "accounts:sendOobCode": lambda _: (200, {"email": EMAIL}),
            "mfaEnrollment:start": lambda _: (200, {"totpSessionInfo": self._session()}),
            "mfaEnrollment:finalize": self._enrol,
            "mfaEnrollment:withdraw": self._withdraw,
        }
        return answers[call](sent)

    def _sign_in(self, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not self.factors:
            return 200, self._signed_in(second_factor=False)
        return 200, {"mfaPendingCredential": "half-way", "mfaInfo": self.factors, "localId": "admin_1"}

    def _finish_sign_in(self, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        code = sent["totpVerificationInfo"]["verificationCode"]
        if sent["mfaPendingCredential"] != "half-way" or code != self.code(sent["mfaEnrollmentId"]):
            return WRONG
        return 200, self._signed_in(second_factor=True)

    def _look_up(self, _: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        person = {"localId": "admin_1", "email": EMAIL, "emailVerified": self.is_confirmed}
        return 200, {"users": [{**person, "mfaInfo": self.factors}]}

    def _enrol(self, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if sent["totpVerificationInfo"]["verificationCode"] != self.code("app_new"):
            return WRONG
        added = {**FACTOR, "mfaEnrollmentId": "app_new", "displayName": sent["displayName"]}
        self.factors = [*self.factors, added]
        return 200, self._signed_in(second_factor=False)

    def _withdraw(self, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        gone = sent["mfaEnrollmentId"]
        self.factors = [one for one in self.factors if one["mfaEnrollmentId"] != gone]
        return 200, self._signed_in(second_factor=False)

    def _session(self) -> dict[str, Any]:
        return {
            "sharedSecretKey": base64.b32encode(NEW).decode(),
            "verificationCodeLength": 6,
            "hashingAlgorithm": "SHA1",
            "periodSec": 30,
            "sessionInfo": "a-session",
            "finalizeEnrollmentTime": int(self.now) + 600,
        }

    def _signed_in(self, *, second_factor: bool) -> dict[str, Any]:
        """An ID token as the page reads it; only the backend would look at a signature."""
        claims = {
            "sub": "admin_1", "user_id": "admin_1", "admin": True, "iat": int(self.now),
            "exp": int(self.now) + 3600, "auth_time": int(self.now),
            "firebase": {"sign_in_second_factor": "totp"} if second_factor else {},
        }  # fmt: skip
        parts = (json.dumps(one).encode() for one in ({"alg": "none"}, claims))
        encoded = [base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts]
        token = ".".join([*encoded, ""])
        return {
            "idToken": token, "refreshToken": "a-refresh-token", "localId": "admin_1", "expiresIn": "3600",
        }  # fmt: skip
