"""Who wins what: pure rules from a challenge's participants to places and prizes (decision 0013)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.documents import Participant
from pulse.ledger import canonical
from pulse.pools import PrizeMoney, place_amounts
from pulse.prizes.records import Winner


@dataclass(frozen=True, slots=True)
class Result:
    standings: tuple[Winner, ...]
    """Everyone with a score, in order of placement."""
    unassigned_amount: int

    @property
    def winners(self) -> tuple[Winner, ...]:
        return tuple(winner for winner in self.standings if winner.prize_amount > 0)


def rank(participants: Sequence[Participant], end: datetime) -> list[Participant]:
    """Highest score first; ties go to the earlier finisher, the earlier joiner, then by user id.

    A score of 0 wins nothing, nor does an entry that began or was completed after the *end*. A person who
    takes part twice has one place: the better one.
    """
    late = math.inf
    ordered = sorted(
        (entry for entry in participants if entry.score > 0 and _in_time(entry, end)),
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


def _in_time(entry: Participant, end: datetime) -> bool:
    return all(at is None or at <= end for at in (entry.joined_at, entry.completed_at))


def decide(
    money: PrizeMoney, participants: Sequence[Participant], end: datetime, owners: Collection[str] = ()
) -> Result:
    """The prizes: the pool split over all places to the cent. Places without a winner stay in the pool.

    The challenge's *owners* are ranked and win nothing: the prizes go to the best of the others, in order.
    """
    amounts = iter(place_amounts(money))
    standings = tuple(
        Winner(
            user_id=entry.user_id,
            username=entry.username,
            user_challenge_id=entry.user_challenge_id,
            placement=index + 1,
            score=entry.score,
            prize_amount=0 if entry.user_id in owners else next(amounts, 0),
        )
        for index, entry in enumerate(rank(participants, end))
    )
    return Result(standings, money.pool - sum(winner.prize_amount for winner in standings))


def moved_up(
    standings: Sequence[Winner], out: Collection[str], passed_over: Collection[str] = ()
) -> tuple[Winner, ...]:
    """The standings without the people who are *out*: the next ones move up, and each place keeps its prize.

    Who is *passed_over* has no place that a prize belongs to, and gets none: the owners, and whoever did not
    claim a prize that went to the next. What the last places then do not take is assigned to nobody.
    """
    amounts = iter([one.prize_amount for one in standings if one.user_id not in passed_over])
    left = [one for one in standings if one.user_id not in out]
    return tuple(
        one.but(placement=index + 1, prize_amount=0 if one.user_id in passed_over else next(amounts, 0))
        for index, one in enumerate(left)
    )


def inputs_hash(
    money: PrizeMoney,
    participants: Sequence[Participant],
    end: datetime,
    fee_bps: int,
    owners: Collection[str] = (),
) -> str:
    """Changes exactly when something that the result depends on changes."""
    entries = sorted(
        [p.user_challenge_id, p.user_id, p.score, str(p.completed_at), str(p.joined_at)] for p in participants
    )
    owners_taking_part = sorted({entry.user_id for entry in participants} & set(owners))
    promised: list[object] = [
        money.pool,
        money.currency,
        money.distribution_type,
        list(money.places),
        fee_bps,
        str(end),
    ]
    if owners_taking_part:
        promised.append(owners_taking_part)
    return hashlib.sha256(canonical([promised, entries]).encode()).hexdigest()[:32]
