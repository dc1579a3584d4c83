"""Who wins what: pure rules from a challenge's participants to places and prizes (decision 0013)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse.ledger import canonical
from pulse.ports.paths import is_id
from pulse.prizes.prize_money import NAME_LENGTH_MAX, PrizeMoney, place_amounts
from pulse.prizes.records import Winner


@dataclass(frozen=True, slots=True)
class Participant:
    user_challenge_id: str
    user_id: str
    username: str | None
    score: float
    completed_at: datetime | None
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Result:
    standings: tuple[Winner, ...]
    """Everyone with a score, in order of placement."""
    unassigned_amount: int

    @property
    def winners(self) -> tuple[Winner, ...]:
        return tuple(winner for winner in self.standings if winner.prize_amount > 0)


def participant(document_id: str, fields: Mapping[str, Any]) -> Participant | None:
    """From `user-challenge/{id}`; None for an entry without a user id, or with one that cannot be an id."""
    user_id = fields.get("userId")
    if not isinstance(user_id, str) or not is_id(user_id):
        return None
    points = fields.get("pulsePoints")
    username = fields.get("username")
    return Participant(
        user_challenge_id=document_id,
        user_id=user_id,
        username=username[:NAME_LENGTH_MAX] if isinstance(username, str) else None,
        score=_score(points.get("totalPoints") if isinstance(points, dict) else None),
        completed_at=_time(fields.get("completedAt")),
        joined_at=_time(fields.get("joinDate")),
    )


def rank(participants: Sequence[Participant]) -> list[Participant]:
    """Highest score first; ties go to the earlier finisher, the earlier joiner, then by user id.

    A score of 0 wins nothing, and a person who takes part twice has one place: the better one.
    """
    late = math.inf
    ordered = sorted(
        (entry for entry in participants if entry.score > 0),
        key=lambda entry: (
            -entry.score,
            entry.completed_at.timestamp() if entry.completed_at else late,
            entry.joined_at.timestamp() if entry.joined_at else late,
            entry.user_id,
            entry.user_challenge_id,
        ),
    )
    best: dict[str, Participant] = {}
    for entry in ordered:
        best.setdefault(entry.user_id, entry)
    return list(best.values())


def decide(money: PrizeMoney, participants: Sequence[Participant]) -> Result:
    """The prizes: the pool split over all places to the cent. Places without a winner stay in the pool."""
    amounts = place_amounts(money)
    standings = tuple(
        Winner(
            user_id=entry.user_id,
            username=entry.username,
            user_challenge_id=entry.user_challenge_id,
            placement=index + 1,
            score=entry.score,
            prize_amount=amounts[index] if index < len(amounts) else 0,
        )
        for index, entry in enumerate(rank(participants))
    )
    return Result(standings, money.pool - sum(winner.prize_amount for winner in standings))


def inputs_hash(money: PrizeMoney, participants: Sequence[Participant], fee_bps: int) -> str:
    """Changes exactly when something that the result depends on changes."""
    entries = sorted(
        [p.user_challenge_id, p.user_id, p.score, str(p.completed_at), str(p.joined_at)] for p in participants
    )
    promised = [money.pool, money.currency, money.distribution_type, list(money.places), fee_bps]
    return hashlib.sha256(canonical([promised, entries]).encode()).hexdigest()[:32]


def _score(points: Any) -> float:
    if isinstance(points, bool) or not isinstance(points, int | float) or not math.isfinite(points):
        return 0
    return max(points, 0)


def _time(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None
