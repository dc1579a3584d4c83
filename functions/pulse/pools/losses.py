"""What a pool lacks because money was taken back after it was awarded. Pure.

Only what was taken is a loss: money that waits to be accepted is still there, and a warning moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.pools.records import Funding
from pulse.pools.states import FundingStatus, TakingKind
from pulse.pools.sums import sums_of


@dataclass(frozen=True, slots=True)
class Loss:
    """Minor units of the pool's currency, in pool parts."""

    lost: int = 0
    """Taken from fundings, and covered by nobody."""
    for_paid: int = 0
    """Of it: what the pool lacks for what it has paid."""
    for_all: int = 0
    """Of it: what the pool lacks for all its prizes, paid or waiting."""


def loss_of(fundings: Iterable[Funding], paid_out: int, assigned: int, now: datetime) -> Loss:
    """*paid_out* has left the pool for prizes; *assigned* is that, and what the other prizes may take."""
    fundings = list(fundings)
    lost = sum(_open(one) for one in fundings)
    has = sums_of(fundings, now).funded
    return Loss(lost, _lacking(paid_out, has, lost), _lacking(assigned, has, lost))


def cover_shares(amount: int, fundings: Iterable[Funding]) -> Mapping[str, int]:
    """Which fundings *amount* stands in for, by id: disputed ones first, then the oldest; none gets 0."""
    shares: dict[str, int] = {}
    for funding in sorted(fundings, key=_order):
        part = min(amount, _open(funding))
        if part > 0:
            shares[funding.funding_id] = part
            amount -= part
    return shares


def excess_shares(fundings: Sequence[Funding], assigned: int, now: datetime) -> Mapping[str, int]:
    """How much of each funding's cover no prize needs any more, by id: the last covered first."""
    sums = sums_of(fundings, now)
    excess = max(0, min(sums.covered, sums.funded - assigned))
    shares: dict[str, int] = {}
    for funding in sorted(fundings, key=_order, reverse=True):
        part = min(excess, funding.covered_amount)
        if part > 0:
            shares[funding.funding_id] = part
            excess -= part
    return shares


def _open(funding: Funding) -> int:
    """What was taken of it and nobody stands in for; late money is no pool's."""
    return funding.taken - funding.covered_amount if funding.status is FundingStatus.SUCCEEDED else 0


def _lacking(wanted: int, has: int, lost: int) -> int:
    return min(lost, max(0, wanted - has))


def _order(funding: Funding) -> tuple[bool, datetime, str]:
    disputed = any(one.kind is TakingKind.DISPUTE and one.pool_amount for one in funding.takings)
    return not disputed, funding.charged_at or funding.created_at, funding.funding_id
