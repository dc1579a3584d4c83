"""The people of the story (the users of docs/guide.md), as Auth users and as user documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from local.places import PROJECT

PASSWORD = "correct-horse-battery"  # noqa: S105 - for the Auth emulator, which loses its data when it stops
TOKEN_SECONDS = 3_600


@dataclass(frozen=True)
class Person:
    uid: str
    username: str
    email: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    phone: str = ""
    """The second factor. Who has one signs in with the password and a code; others with the password."""

    def document(self) -> dict[str, Any]:
        """`users/{uid}` at the start (docs/guide.md, User Document Structure)."""
        return {"id": self.uid, "username": self.username, "email": self.email}


TRAINER = Person("user_123", "fitness_trainer", "trainer@example.com")
WINNER = Person("user_456", "challenge_winner", "winner@example.com")
SECOND_WINNER = Person("user_789", "second_winner", "second.winner@example.com")
CUSTOMER = Person("customer_user_456", "round_customer", "customer@example.com")
TESTER = Person("test_user_123", "test_trainer", "tester@example.com")
"""The user of the curls in docs/guide.md."""
TEST_BUYER = Person("test_buyer_456", "test_buyer", "buyer@example.com")
"""Buys from the tester in those curls, and wins the tester's challenge (docs/testing.md)."""
RUNNER_UP = Person("test_runner_up_789", "test_runner_up", "runner.up@example.com")
"""Takes part in it too: nobody wins alone."""
ADMIN = Person("admin_user_1", "pulse_admin", "admin@example.com", {"admin": True}, "+15555550100")
SECOND_ADMIN = Person(
    "admin_user_2", "second_admin", "second.admin@example.com", {"admin": True}, "+15555550101"
)
"""Some acts take two administrators."""

ALL_PEOPLE = (TRAINER, WINNER, SECOND_WINNER, CUSTOMER, TESTER, TEST_BUYER, RUNNER_UP, ADMIN, SECOND_ADMIN)


@dataclass(frozen=True)
class Auth:
    """The REST interface of the Auth emulator, for an administrator and for a user who signs in."""

    url: str

    def create(self, person: Person) -> None:
        user = {"localId": person.uid, "email": person.email, "password": PASSWORD, "emailVerified": True}
        self._post(f"v1/projects/{PROJECT}/accounts", user)
        if person.claims:
            claims = {"localId": person.uid, "customAttributes": json.dumps(person.claims)}
            self._post(f"v1/projects/{PROJECT}/accounts:update", claims)
        if person.phone:
            enrolled = {"phoneInfo": person.phone, "mfaEnrollmentId": f"phone-of-{person.uid}"}
            second_factor = {"localId": person.uid, "mfa": {"enrollments": [enrolled]}}
            self._post(f"v1/projects/{PROJECT}/accounts:update", second_factor)

    def id_token(self, person: Person) -> str:
        """The bearer token that the app sends: valid for an hour, for acts of administrators 15 minutes.

        The emulator knows codes by text message alone; in production administrators use an app for codes.
        """
        credentials = {"email": person.email, "password": PASSWORD, "returnSecureToken": True}
        answer = self._post("v1/accounts:signInWithPassword?key=any", credentials)
        if "mfaPendingCredential" in answer:
            answer = self._with_code(answer["mfaPendingCredential"], answer["mfaInfo"][0]["mfaEnrollmentId"])
        return str(answer["idToken"])

    def _with_code(self, pending: str, enrollment_id: str) -> dict[str, Any]:
        """The second step of a sign-in. The emulator keeps the code that it would send."""
        started = self._post(
            "v2/accounts/mfaSignIn:start?key=any",
            {"mfaPendingCredential": pending, "mfaEnrollmentId": enrollment_id, "phoneSignInInfo": {}},
        )
        session = started["phoneResponseInfo"]["sessionInfo"]
        typed = {"sessionInfo": session, "code": self._code_of(session)}
        return self._post(
            "v2/accounts/mfaSignIn:finalize?key=any",
            {"mfaPendingCredential": pending, "phoneVerificationInfo": typed},
        )

    def _code_of(self, session: str) -> str:
        sent = f"{self.url}/emulator/v1/projects/{PROJECT}/verificationCodes"
        answer = httpx.get(sent, timeout=30, trust_env=False)
        answer.raise_for_status()
        codes = answer.json()["verificationCodes"]
        return str(next(one["code"] for one in codes if one["sessionInfo"] == session))

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = httpx.post(
            f"{self.url}/identitytoolkit.googleapis.com/{path}",
            json=dict(body),
            headers={} if "?key=" in path else {"Authorization": "Bearer owner"},
            timeout=30,
            trust_env=False,
        )
        answer.raise_for_status()
        return dict(answer.json())
