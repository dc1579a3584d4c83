"""`user-challenge/{id}` as a frozen value: who takes part, with which score, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse.documents.misfit import DocumentMisfit
from pulse.documents.raw import Raw
from pulse.documents.readers import MOMENT, NUMBER, PERSON, cleaned
from pulse.ports.store import Document

COLLECTION = "user-challenge"
FIELDS = ("challengeId", "userId", "username", "pulsePoints", "completedAt", "joinDate", "paymentId")


@dataclass(frozen=True, slots=True)
class Participant:
    user_challenge_id: str
    user_id: str
    username: str | None
    score: float
    """0 until the first points are written; a score from 0 down wins nothing."""
    completed_at: datetime | None
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An entry as the sale of a round needs it. What is no text is None: it is nobody's payment."""

    challenge_id: str | None
    user_id: str | None
    payment_id: str | None


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Where the entry of one person in one challenge is, or is to be created if it is None."""

    id: str
    path: str
    enrolment: Enrolment | None


def participant(document: Document) -> Participant | None:
    """None for an entry that can win nothing and whose person or times cannot be read.

    Raises *DocumentMisfit* for an entry that may win: leaving it out would pay another person.
    """
    raw = Raw.of(document)
    score = raw.inner("pulsePoints").optional("totalPoints", NUMBER) or 0
    try:
        return Participant(
            user_challenge_id=document.id,
            user_id=raw.required("userId", PERSON),
            username=cleaned(raw.any("username")) or None,
            score=score,
            completed_at=raw.optional("completedAt", MOMENT),
            joined_at=raw.optional("joinDate", MOMENT),
        )
    except DocumentMisfit:
        if score > 0:
            raise
        return None


def enrolment(document: Document) -> Enrolment:
    raw = Raw.of(document)
    challenge_id, user_id, payment_id = (
        value if isinstance(value := raw.any(name), str) else None
        for name in ("challengeId", "userId", "paymentId")
    )
    return Enrolment(challenge_id, user_id, payment_id)
