"""The data of a new world: the people of the story, their challenge, that of the curls, and strangers'."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from local import hostile
from local.people import ALL_PEOPLE, RUNNER_UP, SECOND_WINNER, TESTER, TRAINER, WINNER, Auth, Person
from local.places import PROJECT, Home

CHALLENGE = "challenge_789"
"""Morning Mobility (docs/guide.md): a round costs $100.00, and $250.00 are promised to three places.

It runs when the world starts. The story sells a round of it, pays its pool in and ends it. Two take part.
"""
TESTER_CHALLENGE = "test_challenge_123"
"""The challenge of the curls in docs/guide.md: a round costs $50.00."""
ROUND_CENTS = 10_000
POOL_CENTS, SHARES = 25_000, (40, 40, 20)
"""What is promised, and the percentage of each place."""
PRIZE_CENTS, REST_CENTS = 10_000, 5_000
"""The first two prizes, and the third place's share, which nobody takes."""


def seed(auth: Auth) -> None:
    """Needs `FIRESTORE_EMULATOR_HOST`, and an empty Firestore and Auth emulator."""
    store = firestore.Client(project=PROJECT, credentials=AnonymousCredentials())  # type: ignore[no-untyped-call]
    batch = store.batch()
    now = datetime.now(UTC)
    for path, document in {**documents(now), **hostile.documents(now)}.items():
        batch.set(store.document(path), document)
    batch.commit()
    for person in ALL_PEOPLE:
        auth.create(person)


def write_tokens(auth: Auth, home: Home) -> None:
    """One file for each person, `curl -H "Authorization: Bearer $(cat FILE)"`, from a new sign-in.

    A file is replaced in one step: a call may read it at the same time.
    """
    for person in ALL_PEOPLE:
        fresh = home.tokens / f".{person.uid}"
        fresh.touch(mode=0o600)
        fresh.write_text(auth.id_token(person))
        fresh.replace(home.tokens / person.uid)


def documents(now: datetime) -> dict[str, dict[str, Any]]:
    challenges = {
        CHALLENGE: _challenge(CHALLENGE, "Morning Mobility", TRAINER, price_cents=ROUND_CENTS, now=now),
        TESTER_CHALLENGE: _challenge(TESTER_CHALLENGE, "Test Challenge", TESTER, price_cents=5_000, now=now),
    }
    return {
        **{f"users/{person.uid}": person.document() for person in ALL_PEOPLE},
        **{f"challenges/{name}": challenge for name, challenge in challenges.items()},
        **dict(_participation(CHALLENGE, person, points, now) for person, points in SCORES),
        **dict([_participation(TESTER_CHALLENGE, RUNNER_UP, 500, now)]),
    }


SCORES = ((WINNER, 980), (SECOND_WINNER, 870))


def _challenge(name: str, title: str, owner: Person, *, price_cents: int, now: datetime) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "subtitle": "Ten minutes before breakfast",
        "ownerId": owner.uid,
        "status": "active",
        "startDate": now - timedelta(days=30),
        "endDate": now + timedelta(days=30),
        "pricingInfo": {"isEnabled": True, "amount": price_cents, "currency": "usd"},
        "prizeMoney": {
            "isEnabled": True,
            "totalAmount": POOL_CENTS,
            "currency": "usd",
            "winnerCount": len(SHARES),
            "distributionType": "custom",
            "customDistribution": list(SHARES),
        },
    }


def _participation(challenge: str, person: Person, points: int, now: datetime) -> tuple[str, dict[str, Any]]:
    name = f"{challenge}_{person.uid}"
    return f"user-challenge/{name}", {
        "id": name,
        "challengeId": challenge,
        "userId": person.uid,
        "username": person.username,
        "joinDate": now - timedelta(days=29),
        "isCompleted": True,
        "completedAt": now - timedelta(days=1),
        "pulsePoints": {"totalPoints": points},
    }
