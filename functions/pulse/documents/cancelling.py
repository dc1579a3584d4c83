"""What the backend writes into a challenge that two administrators cancel."""

from __future__ import annotations

from datetime import datetime

from pulse.documents.challenges import COLLECTION, Challenge, ChallengeStatus
from pulse.ports.store import Update


def mark_cancel_asked(challenge: Challenge, at: datetime) -> Update:
    """From now on it is not sold, completed or awarded. Fails if the challenge has changed since."""
    return Update(f"{COLLECTION}/{challenge.id}", {"cancelAskedAt": at}, challenge.version)


def mark_cancelled(challenge: Challenge) -> Update:
    """Last of all. Fails if the challenge has changed since."""
    cancelled = {"status": ChallengeStatus.CANCELLED.value}
    return Update(f"{COLLECTION}/{challenge.id}", cancelled, challenge.version)
