"""Who wins what: pure rules from a challenge and its participants to places and prizes (decision 0013)."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, DecimalException
from typing import Any

from pulse.errors import Refusal
from pulse.ledger.audit import canonical
from pulse.money import BASIS_POINTS, split
from pulse.ports.paths import is_id
from pulse.prizes.records import Winner

_PLACES = {
    "winner_takes_all": (BASIS_POINTS,),
    "top_three_equal": (1, 1, 1),
    "top_three_weighted": (5_000, 3_000, 2_000),
}
_CURRENCY = re.compile(r"[a-z]{3}")
"""Once it is frozen in an award it can never be another: what Stripe cannot know is refused before."""

NAME_LENGTH_MAX = 200
"""People write names and titles, and each standing and record has a copy: a document ends at 1 MiB."""


@dataclass(frozen=True, slots=True)
class Participant:
    user_challenge_id: str
    user_id: str
    username: str | None
    score: float
    completed_at: datetime | None
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class PrizeMoney:
    """What the challenge promises. *pool* is 0 where prize money is switched off."""

    pool: int
    currency: str
    distribution_type: str
    places: tuple[int, ...]
    """One weight a place, best first; for `custom` in basis points of the pool."""


NO_PRIZE_MONEY = PrizeMoney(0, "usd", "winner_takes_all", _PLACES["winner_takes_all"])


@dataclass(frozen=True, slots=True)
class Result:
    standings: tuple[Winner, ...]
    """Everybody with a score, in order of placement."""
    unassigned_amount: int

    @property
    def winners(self) -> tuple[Winner, ...]:
        return tuple(winner for winner in self.standings if winner.prize_amount > 0)


def participant(document_id: str, fields: Mapping[str, Any]) -> Participant | None:
    """From `user-challenge/{id}`; None for an entry without a person, or with what can be nobody's uid."""
    user_id = fields.get("userId")
    if not isinstance(user_id, str) or not is_id(user_id):
        return None
    points = _map(fields.get("pulsePoints")).get("totalPoints")
    username = fields.get("username")
    return Participant(
        user_challenge_id=document_id,
        user_id=user_id,
        username=username[:NAME_LENGTH_MAX] if isinstance(username, str) else None,
        score=_score(points),
        completed_at=_time(fields.get("completedAt")),
        joined_at=_time(fields.get("joinDate")),
    )


def challenge_title(fields: Mapping[str, Any]) -> str:
    """From a challenge: the beginning of a title of any length."""
    return str(fields.get("title") or "")[:NAME_LENGTH_MAX]


def prize_money(fields: Mapping[str, Any]) -> PrizeMoney:
    """From a challenge's `prizeMoney`. Raises *Refusal* for a distribution that cannot be paid.

    Where nothing is promised nothing can be wrong with it: whoever may write such a challenge says no more.
    """
    promised = _map(fields.get("prizeMoney"))
    if not promised.get("isEnabled"):
        return NO_PRIZE_MONEY
    pool = promised.get("totalAmount") or 0
    if isinstance(pool, float) and pool.is_integer():
        pool = int(pool)  # JavaScript clients write whole numbers as doubles
    if not isinstance(pool, int) or isinstance(pool, bool) or pool < 0:
        raise Refusal("the challenge's prize pool is not a whole number of cents", code="prize_pool_invalid")
    currency = str(promised.get("currency") or "usd").lower()
    if not _CURRENCY.fullmatch(currency):
        raise Refusal("the challenge's currency is not one of three letters", code="currency_invalid")
    distribution = promised.get("distributionType") or "winner_takes_all"
    return PrizeMoney(
        pool=pool,
        currency=currency,
        distribution_type=str(distribution),
        places=_places(distribution, promised.get("customDistribution")),
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
    """The prizes: the pool split over all places to the cent; places that nobody fills stay in the pool."""
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


def place_amounts(money: PrizeMoney) -> list[int]:
    """Minor units for each place; a custom distribution below 100 % leaves a rest of the pool unassigned."""
    if money.distribution_type != "custom":
        return split(money.pool, money.places)
    rest = BASIS_POINTS - sum(money.places)
    return split(money.pool, [*money.places, rest])[: len(money.places)]


def inputs_hash(money: PrizeMoney, participants: Sequence[Participant], fee_bps: int) -> str:
    """Changes exactly when something that the result follows from changes."""
    entries = sorted(
        [p.user_challenge_id, p.user_id, p.score, str(p.completed_at), str(p.joined_at)] for p in participants
    )
    promised = [money.pool, money.currency, money.distribution_type, list(money.places), fee_bps]
    return hashlib.sha256(canonical([promised, entries]).encode()).hexdigest()[:32]


def _places(distribution: Any, custom: Any) -> tuple[int, ...]:
    if distribution != "custom":
        if not isinstance(distribution, str) or distribution not in _PLACES:
            raise Refusal(f"no such distribution of prizes: {distribution}", code="distribution_unknown")
        return _PLACES[distribution]
    places = tuple(_basis_points(percent) for percent in _in_order(custom))
    if not places or sum(places) > BASIS_POINTS:
        raise Refusal("a custom distribution has places, at most 100 % in all", code="distribution_invalid")
    return places


def _in_order(custom: Any) -> list[Any]:
    """A list of percentages, or a map from place to percentage."""
    if isinstance(custom, list):
        return custom
    if isinstance(custom, dict) and all(str(place).isdecimal() for place in custom):
        return [custom[place] for place in sorted(custom, key=int)]
    return []


def _basis_points(percent: Any) -> int:
    try:
        points = Decimal(str(percent)) * 100
    except DecimalException:
        points = Decimal(-1)
    within = points.is_finite() and 0 <= points <= BASIS_POINTS
    if isinstance(percent, bool) or not within or points != int(points):
        raise Refusal("percentages are from 0 to 100 with at most two decimals", code="distribution_invalid")
    return int(points)


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _score(points: Any) -> float:
    if isinstance(points, bool) or not isinstance(points, int | float) or not math.isfinite(points):
        return 0
    return max(points, 0)


def _time(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None
