"""`cancellations/{challengeId}`: that a challenge is to be cancelled, and how far that has come."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pulse.ledger import Record
from pulse.ports.paths import path


class CancellationStatus(StrEnum):
    ASKED = "asked"
    """Nothing is sold any more. What was paid goes back, sale by sale; each sweep continues."""
    DONE = "done"
    """Each sale was refunded or is in `unrefunded`, and the challenge is cancelled."""


class Cancellation(Record):
    challenge_id: str
    status: CancellationStatus
    by: str
    """The second administrator; the approval has both."""
    reason: str
    asked_at: datetime
    unrefunded: tuple[str, ...] = ()
    """Payments that did not go back: disputed ones, and those that Stripe does not refund. At most 100."""
    done_at: datetime | None = None


def cancellation_path(challenge_id: str) -> str:
    return path("cancellations", challenge_id)
