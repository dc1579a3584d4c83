"""How a promised pool is split over the places, and which promises cannot be paid. Pure.

The distributions and their rounding are decision 0013; how a promise is read is decision 0030.
"""

from __future__ import annotations

from dataclasses import dataclass

from pulse.documents import CUSTOM, Promise, cleaned
from pulse.money import BASIS_POINTS, maximum_charge, out_of_step, split, step, written
from pulse.pools.refusals import CurrencyNotPaid, DistributionUnknown, PrizePoolInvalid
from pulse.settings import Settings

DISTRIBUTIONS = {
    "winner_takes_all": (BASIS_POINTS,),
    "top_three_equal": (1, 1, 1),
    "top_three_weighted": (5_000, 3_000, 2_000),
}
"""The shares of each place, in proportion to each other."""

_DEFAULT = "winner_takes_all"


@dataclass(frozen=True, slots=True)
class PrizeMoney:
    """What the challenge promises. *pool* is in minor units, 0 where prize money is switched off."""

    pool: int
    currency: str
    distribution_type: str
    places: tuple[int, ...]
    """One weight per place, best first; for `custom` in basis points of the pool."""


def prize_money(promise: Promise) -> PrizeMoney:
    """Raises *PrizePoolInvalid* or *DistributionUnknown* for what cannot be paid."""
    distribution = promise.distribution_type or _DEFAULT
    if distribution == CUSTOM:
        places = promise.custom_shares
    elif distribution in DISTRIBUTIONS:
        places = DISTRIBUTIONS[distribution]
    else:
        known = [*DISTRIBUTIONS, CUSTOM]
        raise DistributionUnknown(
            f"no such distribution of prizes: {cleaned(distribution)[:40]}; there are {', '.join(known)}",
            allowed_distributions=known,
        )
    money = PrizeMoney(promise.pool, promise.currency, distribution, places)
    _refuse_unpayable(money)
    return money


def place_amounts(money: PrizeMoney) -> list[int]:
    """Minor units for each place, in amounts that Stripe takes in the currency.

    A custom distribution below 100 % leaves part of the pool unassigned.
    """
    smallest = step(money.currency)
    if money.distribution_type != CUSTOM:
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
