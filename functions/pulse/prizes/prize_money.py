"""What a challenge promises: the pool, its currency, and how it is split over the places. Pure.

The distributions and their rounding are decision 0013.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from pulse.money import BASIS_POINTS, maximum_charge, out_of_step, split, step, written
from pulse.prizes.refusals import (
    CurrencyInvalid,
    CurrencyNotPaid,
    DistributionInvalid,
    DistributionUnknown,
    PrizePoolInvalid,
)
from pulse.settings import Settings

DISTRIBUTIONS = {
    "winner_takes_all": (BASIS_POINTS,),
    "top_three_equal": (1, 1, 1),
    "top_three_weighted": (5_000, 3_000, 2_000),
}
"""The shares of each place, in proportion to each other."""

_CURRENCY = re.compile(r"[a-z]{3}")
"""An award freezes its currency for good, so a currency that Stripe cannot know is refused first."""

NAME_LENGTH_MAX = 200
"""People write names and titles, and each standing and record holds a copy; a document holds 1 MiB."""


@dataclass(frozen=True, slots=True)
class PrizeMoney:
    """What the challenge promises. *pool* is in minor units, 0 where prize money is switched off."""

    pool: int
    currency: str
    distribution_type: str
    places: tuple[int, ...]
    """One weight per place, best first; for `custom` in basis points of the pool."""


NO_PRIZE_MONEY = PrizeMoney(0, "usd", "winner_takes_all", DISTRIBUTIONS["winner_takes_all"])


def challenge_title(fields: Mapping[str, Any]) -> str:
    """From a challenge's fields: the title, cut to a length that every record can hold."""
    return str(fields.get("title") or "")[:NAME_LENGTH_MAX]


def prize_money(fields: Mapping[str, Any]) -> PrizeMoney:
    """From a challenge's `prizeMoney`.

    Raises *PrizePoolInvalid*, *CurrencyInvalid*, *DistributionUnknown* or *DistributionInvalid* for what
    cannot be paid. Where nothing is promised, the rest of the promise is not read.
    """
    promised = fields.get("prizeMoney")
    if not isinstance(promised, dict) or not promised.get("isEnabled"):
        return NO_PRIZE_MONEY
    pool = promised.get("totalAmount") or 0
    if isinstance(pool, float) and pool.is_integer():
        pool = int(pool)  # JavaScript clients write whole numbers as doubles
    if not isinstance(pool, int) or isinstance(pool, bool) or pool < 0:
        raise PrizePoolInvalid("the challenge's prize pool is not a whole number of cents")
    currency = str(promised.get("currency") or "usd").lower()
    if not _CURRENCY.fullmatch(currency):
        raise CurrencyInvalid("the challenge's currency is not a three-letter code")
    distribution = promised.get("distributionType") or "winner_takes_all"
    money = PrizeMoney(
        pool=pool,
        currency=currency,
        distribution_type=str(distribution),
        places=_places(distribution, promised.get("customDistribution")),
    )
    _refuse_unpayable(money)
    return money


def place_amounts(money: PrizeMoney) -> list[int]:
    """Minor units for each place, in amounts that Stripe takes in the currency.

    A custom distribution below 100 % leaves part of the pool unassigned.
    """
    smallest = step(money.currency)
    if money.distribution_type != "custom":
        return split(money.pool, money.places, step=smallest)
    rest = BASIS_POINTS - sum(money.places)
    return split(money.pool, [*money.places, rest], step=smallest)[: len(money.places)]


def refuse_other_currency(money: PrizeMoney, settings: Settings) -> None:
    """Raises *CurrencyNotPaid* for prizes in a currency that we do not settle in (decision 0029)."""
    allowed = settings.settlement_currencies
    if money.pool and money.currency not in allowed:
        named = " or ".join(code.upper() for code in allowed)
        raise CurrencyNotPaid(
            f"the prizes are promised in {money.currency.upper()}; prizes are paid in {named} only",
            currency=money.currency,
            allowed_currencies=list(allowed),
        )


def _refuse_unpayable(money: PrizeMoney) -> None:
    """A prize that Stripe takes as no amount is refused before it is awarded."""
    if problem := out_of_step(money.pool, money.currency):
        raise PrizePoolInvalid(f"the challenge's prize pool cannot be paid: {problem}")
    most = maximum_charge(money.currency)
    if max(place_amounts(money)) > most:
        raise PrizePoolInvalid(
            f"the challenge's prize pool cannot be paid: a prize is at most {written(most, money.currency)}"
        )


def _places(distribution: Any, custom: Any) -> tuple[int, ...]:
    if distribution != "custom":
        if not isinstance(distribution, str) or distribution not in DISTRIBUTIONS:
            raise DistributionUnknown(f"no such distribution of prizes: {distribution}")
        return DISTRIBUTIONS[distribution]
    places = tuple(_basis_points(percent) for percent in _in_order(custom))
    if not places or sum(places) > BASIS_POINTS:
        raise DistributionInvalid("a custom distribution needs at least one place and at most 100 % in all")
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
        raise DistributionInvalid("percentages must be from 0 to 100 with at most two decimals")
    return int(points)
