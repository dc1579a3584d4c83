"""The people of the story: the guide's users, as Auth users who can sign in and as user documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from local.places import PROJECT

PASSWORD = "correct-horse-battery"  # noqa: S105 - for the Auth emulator, which forgets everything when it stops
TOKEN_SECONDS = 3_600


@dataclass(frozen=True)
class Person:
    uid: str
    username: str
    email: str
    claims: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """`users/{uid}` before anything happened to it (guide, User Document Structure)."""
        return {"id": self.uid, "username": self.username, "email": self.email}


TRAINER = Person("user_123", "fitness_trainer", "trainer@example.com")
WINNER = Person("user_456", "challenge_winner", "winner@example.com")
SECOND_WINNER = Person("user_789", "second_winner", "second.winner@example.com")
CUSTOMER = Person("customer_user_456", "round_customer", "customer@example.com")
TESTER = Person("test_user_123", "test_trainer", "tester@example.com")
"""The user of the guide's curls."""
ADMIN = Person("admin_user_1", "pulse_admin", "admin@example.com", {"admin": True})

EVERYBODY = (TRAINER, WINNER, SECOND_WINNER, CUSTOMER, TESTER, ADMIN)


@dataclass(frozen=True)
class Auth:
    """The Auth emulator's REST interface, as an administrator and as a signing-in user."""

    url: str

    def create(self, person: Person) -> None:
        user = {"localId": person.uid, "email": person.email, "password": PASSWORD, "emailVerified": True}
        self._post(f"projects/{PROJECT}/accounts", user)
        if person.claims:
            claims = {"localId": person.uid, "customAttributes": json.dumps(person.claims)}
            self._post(f"projects/{PROJECT}/accounts:update", claims)

    def id_token(self, person: Person) -> str:
        """What the app sends as the bearer token; good for an hour."""
        credentials = {"email": person.email, "password": PASSWORD, "returnSecureToken": True}
        return str(self._post("accounts:signInWithPassword?key=any", credentials)["idToken"])

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = httpx.post(
            f"{self.url}/identitytoolkit.googleapis.com/v1/{path}",
            json=dict(body),
            headers={} if "?key=" in path else {"Authorization": "Bearer owner"},
            timeout=30,
            trust_env=False,
        )
        answer.raise_for_status()
        return dict(answer.json())
