"""The step of docs/testing.md between a sale and its award: the challenge ends, and somebody wins it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter

from local.errors import CannotStart
from local.places import PROJECT

LEAD_POINTS = 100
"""The winner ends this far before everybody else."""


def end_challenge(challenge: str, winner: str) -> str:
    """As the app does: everybody's result is in, *winner*'s is the best, and the owner ends the challenge.

    Needs `FIRESTORE_EMULATOR_HOST`. Returns a sentence. Raises *CannotStart* for a challenge that is not
    there or is over, and for a winner who takes no part in it.
    """
    store = firestore.Client(project=PROJECT, credentials=AnonymousCredentials())  # type: ignore[no-untyped-call]
    found = store.document(f"challenges/{challenge}").get()
    if not found.exists:
        raise CannotStart(f"there is no challenge {challenge}")
    if (found.to_dict() or {}).get("status") == "completed":
        raise CannotStart(f"{challenge} is over already")
    named = FieldFilter("challengeId", "==", challenge)
    entries = list(store.collection("user-challenge").where(filter=named).stream())
    own = next((entry for entry in entries if (entry.to_dict() or {}).get("userId") == winner), None)
    if own is None:
        raise CannotStart(f"{winner} takes no part in {challenge}: they have to join or buy first")
    now = datetime.now(UTC)
    best = max(_points(entry.to_dict() or {}) for entry in entries)
    batch = store.batch()
    result = {"isCompleted": True, "completedAt": now - timedelta(seconds=1)}
    batch.update(own.reference, {**result, "pulsePoints.totalPoints": best + LEAD_POINTS})
    batch.update(found.reference, {"status": "completed", "endDate": now})
    batch.commit()
    return (
        f"{challenge} is over, and {winner} won it with {best + LEAD_POINTS} points of {len(entries)} people."
    )


def _points(entry: dict[str, Any]) -> int:
    points = (entry.get("pulsePoints") or {}).get("totalPoints", 0)
    return points if isinstance(points, int) else 0
