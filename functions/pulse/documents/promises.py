"""What a challenge's `prizeMoney` says: the pool, and the shares of a custom distribution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pulse.documents.misfit import CurrencyMisfit, DistributionMisfit, PrizePoolMisfit
from pulse.documents.raw import Raw
from pulse.documents.readers import AMOUNT, CURRENCY, FLAG, Unfit, read_number
from pulse.money import BASIS_POINTS

CURRENCY_DEFAULT = "usd"
PLACES_MAX = 10_000
_FRACTIONS_MAX = 100
"""Basis points. Shares that make 1 or less in all are fractions: 0.6 and 0.4 mean 60 and 40 percent."""
CUSTOM = "custom"
_PERCENTAGES = (
    "percentages from 0 to 100 with at most two decimals, more than 1 and at most 100 in all: "
    f"a list of 1 to {PLACES_MAX:,}, or a map whose names are the places 1, 2, 3 and so on without a gap"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """*pool* in minor units of *currency*; 0 where nothing is promised, and then nothing else was read."""

    pool: int
    currency: str = CURRENCY_DEFAULT
    distribution_type: str | None = None
    custom_shares: tuple[int, ...] = ()
    """Of each place, best first, in basis points of the pool; only for a custom distribution."""


NO_PROMISE = Promise(0)


def promise_of(prize_money: Mapping[str, Any]) -> Promise:
    """What a request says of prize money, read as in a challenge. Raises *DocumentMisfit*."""
    return read_promise(Raw("", prize_money))


def read_promise(prize_money: Raw) -> Promise:
    """Raises *DocumentMisfit*. Only true promises anything; the flag may be absent, and is nothing else."""
    if not prize_money.optional("isEnabled", FLAG):
        return NO_PROMISE
    distribution = prize_money.any("distributionType")
    return Promise(
        pool=prize_money.required("totalAmount", AMOUNT, PrizePoolMisfit),
        currency=prize_money.optional("currency", CURRENCY, CurrencyMisfit) or CURRENCY_DEFAULT,
        distribution_type=_word(prize_money, distribution),
        custom_shares=_shares(prize_money) if distribution == CUSTOM else (),
    )


def _word(prize_money: Raw, distribution: Any) -> str | None:
    if distribution is None or (isinstance(distribution, str) and distribution):
        return distribution
    raise prize_money.misfit("distributionType", "the name of a distribution", DistributionMisfit)


def _shares(prize_money: Raw) -> tuple[int, ...]:
    custom = prize_money.any("customDistribution")
    try:
        places = tuple(_basis_points(percent) for percent in _in_order(custom))
    except Unfit:
        places = ()
    if not _FRACTIONS_MAX < sum(places) <= BASIS_POINTS:
        raise prize_money.misfit("customDistribution", _PERCENTAGES, DistributionMisfit)
    return places


def _in_order(custom: Any) -> Iterator[Any]:
    if not isinstance(custom, list | tuple | Mapping) or not 1 <= len(custom) <= PLACES_MAX:
        raise Unfit
    if not isinstance(custom, Mapping):
        yield from custom
        return
    names = [str(place) for place in range(1, len(custom) + 1)]
    if set(custom) != set(names):
        raise Unfit
    yield from (custom[name] for name in names)


def _basis_points(percent: Any) -> int:
    """By the shortest decimal that means this double: 33.33 is 3333 basis points."""
    points = Decimal(str(read_number(percent))) * 100
    if not 0 <= points <= BASIS_POINTS or points != int(points):
        raise Unfit
    return int(points)
