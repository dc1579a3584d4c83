"""Reads what of our balance belongs to others: what live pools hold, what goes back, what is under way.

The work follows the pools that are not settled, and the prizes that are being sent, not all that ever were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from pulse.batches import concurrently
from pulse.pools import Claims, OwnFigures, PoolPhase, PoolReturn, figures_of
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Balance
from pulse.prizes.read_held import read_held
from pulse.prizes.read_strictly import read_strictly
from pulse.prizes.records import PrizeRecord, PrizeStatus
from pulse.prizes.rules import is_under_way

_LIVE_POOLS = (
    Query("prizePools", [("phase", "in", [PoolPhase.OPEN.value, PoolPhase.CLOSED.value])], fields=["phase"]),
    Query("prizePools", [("phase", "==", PoolPhase.AWARDED.value), ("funded", "==", True)], fields=["phase"]),
)
"""A settled pool holds nothing, and into an unfunded award nobody paid."""
_OWED = Query("poolReturns", [("owed", "==", True)])
"""Returns whose money is in our balance and belongs to its payer."""
_UNRECORDED = (PrizeStatus.PENDING.value, PrizeStatus.PROCESSING.value, PrizeStatus.FAILED.value)


@dataclass(frozen=True, slots=True)
class OwnReading:
    """*figures* by currency, and the balance that was read last."""

    figures: Mapping[str, OwnFigures]
    balance: Balance


def read_own_money(currencies: Iterable[str], *, ports: Ports) -> OwnReading:
    """The figures of each of *currencies*. The balance is read before and after our records.

    Raises *PoolUnreadable* where neither records nor books say what a pool holds, *StripeUnavailable*,
    *StripeRefused* and *StoreUnavailable*: then nobody knows what is ours.
    """
    before = ports.stripe.retrieve_balance()
    claims = _read_claims(ports=ports)
    after = ports.stripe.retrieve_balance()
    return OwnReading({one: figures_of(before, after, claims(one), one) for one in currencies}, after)


def belongs_to_others(*, ports: Ports) -> bool:
    """Whether money of others may be in our balance: a pool is not settled, or a return has not left it."""
    queries = [*_LIVE_POOLS, _OWED]
    return any(ports.store.query(replace(one, limit=1)) for one in queries)


def _read_claims(*, ports: Ports) -> Callable[[str], Claims]:
    pools, owed, under_way = concurrently(
        lambda: _read_live_pools(ports=ports),
        lambda: _read_owed(ports=ports),
        lambda: _read_under_way(ports=ports),
    )
    held, settled = read_held(pools, ports=ports)
    # Again: one that was reserved meanwhile has left its pool. One that counts twice is not counted as ours.
    owed = {**owed, **_read_owed(ports=ports)}

    def of(currency: str) -> Claims:
        sent = [one for one in under_way if one.currency == currency]
        returns = [one for one in owed.values() if one.currency == currency]
        return Claims(
            held=held[currency],
            held_settled=settled[currency],
            returning=sum(one.amount for one in returns),
            returning_sent=sum(one.amount for one in returns if one.may_be_out),
            pool_prizes=sum(one.prize_amount for one in sent if not one.own_money),
            own_prizes=sum(one.winner_amount for one in sent if one.own_money),
        )

    return of


def _read_owed(*, ports: Ports) -> dict[str, PoolReturn]:
    found = read_strictly(PoolReturn, ports.store.query(_OWED), ports=ports)
    return {one.return_id: one for one in found}


def _read_live_pools(*, ports: Ports) -> list[Document]:
    return [document for query in _LIVE_POOLS for document in ports.store.query(query)]


def _read_under_way(*, ports: Ports) -> list[PrizeRecord]:
    """Prizes of which a transfer may exist, or appear, that is not recorded."""
    sent = Query(
        "prizeRecords", where=[("status", "in", _UNRECORDED), ("attempt.closed", "in", [False, True])]
    )
    found = read_strictly(PrizeRecord, ports.store.query(sent), ports=ports)
    return [one for one in found if is_under_way(one)]
