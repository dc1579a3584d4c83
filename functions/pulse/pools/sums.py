"""What a pool has: sums over its fundings, in pool parts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.limits import Amounts, is_above
from pulse.pools.records import Funding
from pulse.pools.states import FundingStatus


@dataclass(frozen=True, slots=True)
class Sums:
    """Minor units of the pool's currency."""

    paid_in: int = 0
    """All that was paid in for the pool; late money is not."""
    taken: int = 0
    """Refunded, by us or others, and disputed."""
    returning: int = 0
    """Reserved by open returns, of which Stripe has no refund yet."""
    covered: int = 0
    """What our own money stands in for of what was taken. It counts, and is clean."""
    held: int = 0
    """Of what is left: waits for two people to accept it."""
    funded: int = 0
    """What counts: prize money and award follow it."""
    clean: int = 0
    """The part of it that is mature: prizes are paid from it."""
    settling_until: datetime | None = None
    """When the last of what counts is mature; None when all of it is."""


def sums_of(fundings: Iterable[Funding], now: datetime) -> Sums:
    paid = [one for one in fundings if one.status is FundingStatus.SUCCEEDED]
    counted = [one for one in paid if not one.is_held]
    settling = [one for one in counted if one.left and not is_mature(one, now)]
    covered = sum(one.covered_amount for one in paid)
    funded = sum(one.left for one in counted) + covered
    return Sums(
        paid_in=sum(one.amount for one in paid),
        taken=sum(one.taken for one in paid),
        returning=sum(one.returning_amount for one in paid),
        covered=covered,
        held=sum(one.left for one in paid if one.is_held),
        funded=funded,
        clean=funded - sum(one.left for one in settling),
        settling_until=max((one.mature_at for one in settling if one.mature_at), default=None),
    )


def is_mature(funding: Funding, now: datetime) -> bool:
    """A funding whose time is not known is not mature."""
    return funding.mature_at is not None and funding.mature_at <= now


@dataclass(frozen=True, slots=True)
class Maturity:
    """How long money waits before it pays a prize, in seconds."""

    usual: int
    first: int
    """The first funding of a payer."""
    large: int
    large_above: Amounts


def mature_at(
    maturity: Maturity,
    *,
    charged_at: datetime,
    available_on: datetime | None,
    amount: int,
    currency: str,
    is_payers_first: bool,
) -> datetime | None:
    """When a funding of *amount* may pay prizes. None until Stripe says when its money is available."""
    if available_on is None:
        return None
    waits = [maturity.usual]
    waits += [maturity.first] if is_payers_first else []
    waits += [maturity.large] if is_above(maturity.large_above, amount, currency) else []
    return max(available_on, charged_at + timedelta(seconds=max(waits)))
