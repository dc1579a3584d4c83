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

    def document(self) -> dict[str, Any]:
        """`users/{uid}` at the start (docs/guide.md, User Document Structure)."""
        return {"id": self.uid, "username": self.username, "email": self.email}


TRAINER = Person("user_123", "fitness_trainer", "trainer@example.com")
WINNER = Person("user_456", "challenge_winner", "winner@example.com")
SECOND_WINNER = Person("user_789", "second_winner", "second.winner@example.com")
CUSTOMER = Person("customer_user_456", "round_customer", "customer@example.com")
TESTER = Person("test_user_123", "test_trainer", "tester@example.com")
"""The user of the curls in docs/guide.md."""
ADMIN = Person("admin_user_1", "pulse_admin", "admin@example.com", {"admin": True})

ALL_PEOPLE = (TRAINER, WINNER, SECOND_WINNER, CUSTOMER, TESTER, ADMIN)


@dataclass(frozen=True)
class Auth:
    """The REST interface of the Auth emulator, for an administrator and for a user who signs in."""

    url: str

    def create(self, person: Person) -> None:
        user = {"localId": person.uid, "email": person.email, "password": PASSWORD, "emailVerified": True}
        self._post(f"projects/{PROJECT}/accounts", user)
        if person.claims:
            claims = {"localId": person.uid, "customAttributes": json.dumps(person.claims)}
            self._post(f"projects/{PROJECT}/accounts:update", claims)

    def id_token(self, person: Person) -> str:
        """The bearer token that the app sends. It is valid for an hour."""
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
