"""Reads what of our balance belongs to others: what live pools hold, what goes back, what is under way.

The work follows the pools that are not settled, and the prizes that are being sent, not all that ever were.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.batches import chunks, concurrently, skip_unreadable
from pulse.pools import (
    Claims,
    Funding,
    FundingStatus,
    OwnFigures,
    PoolPhase,
    PoolReturn,
    PoolUnreadable,
    figures_of,
    prizes_of,
)
from pulse.ports import Document, Ports
from pulse.ports.store import IN_MAX, Query
from pulse.ports.stripe_objects import Balance
from pulse.prizes.pool_prizes import kept_fee
from pulse.prizes.records import PrizeRecord, PrizeStatus
from pulse.prizes.rules import is_under_way

_SIDE_BY_SIDE = 8
_LIVE = ("challengeId", "currency", "phase", "funded")
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


def _read_claims(*, ports: Ports) -> Callable[[str], Claims]:
    pools, owed, under_way, taken_back = concurrently(
        lambda: _read_live_pools(ports=ports),
        lambda: ports.store.query(Query("poolReturns", where=[("owed", "==", True)])),
        lambda: _read_under_way(ports=ports),
        lambda: _read_taken_back(ports=ports),
    )
    held, settled = _read_held(pools, taken_back, ports=ports)
    returning: Counter[str] = Counter()
    for made in skip_unreadable(PoolReturn, owed, ports=ports):
        returning[made.currency] += made.amount

    def of(currency: str) -> Claims:
        sent = [one for one in under_way if one.currency == currency]
        return Claims(
            held=held[currency],
            held_settled=settled[currency],
            returning=returning[currency],
            pool_prizes=sum(one.prize_amount for one in sent if not one.own_money),
            own_prizes=sum(one.winner_amount for one in sent if one.own_money),
        )

    return of


def _read_live_pools(*, ports: Ports) -> list[Document]:
    """A settled pool holds nothing, and into an unfunded award nobody paid."""
    phases = [PoolPhase.OPEN.value, PoolPhase.CLOSED.value]
    waiting = Query("prizePools", where=[("phase", "in", phases)], fields=_LIVE)
    awarded = [("phase", "==", PoolPhase.AWARDED.value), ("funded", "==", True)]
    return [
        *ports.store.query(waiting),
        *ports.store.query(Query("prizePools", where=awarded, fields=_LIVE)),  # type: ignore[arg-type]
    ]


def _read_under_way(*, ports: Ports) -> list[PrizeRecord]:
    """Prizes of which a transfer may exist, or appear, that is not recorded."""
    sent = Query(
        "prizeRecords", where=[("status", "in", _UNRECORDED), ("attempt.closed", "in", [False, True])]
    )
    found = skip_unreadable(PrizeRecord, ports.store.query(sent), ports=ports)
    return [one for one in found if is_under_way(one)]


def _read_taken_back(*, ports: Ports) -> Mapping[str, list[PrizeRecord]]:
    """By challenge: prizes of pools of which something was reversed, or that were issued again."""
    queries = [Query("prizeRecords", where=[(name, ">", 0)]) for name in ("amountReversed", "reissues")]
    found = {one.path: one for query in queries for one in ports.store.query(query)}
    grouped: dict[str, list[PrizeRecord]] = defaultdict(list)
    for record in skip_unreadable(PrizeRecord, found.values(), ports=ports):
        if not record.own_money:
            grouped[record.challenge_id].append(record)
    return grouped


@dataclass(frozen=True, slots=True)
class _Held:
    currency: str
    amount: int
    settled: int


def _read_held(
    pools: Sequence[Document], taken_back: Mapping[str, list[PrizeRecord]], *, ports: Ports
) -> tuple[Counter[str], Counter[str]]:
    """What pools hold, by currency, and the part of it that is available at Stripe."""
    fundings: dict[str, list[Document]] = defaultdict(list)
    for some in chunks([pool.id for pool in pools], IN_MAX):
        for document in ports.store.query(Query("poolFundings", where=[("challengeId", "in", list(some))])):
            fundings[str(document.fields["challengeId"])].append(document)
    paid_into = [pool for pool in pools if fundings[pool.id]]
    now = ports.clock.now()

    def read(pool: Document) -> Callable[[], list[_Held]]:
        return lambda: _held_of(pool, fundings[pool.id], taken_back.get(pool.id, ()), now, ports=ports)

    held: Counter[str] = Counter()
    settled: Counter[str] = Counter()
    for batch in chunks(paid_into, _SIDE_BY_SIDE):
        for one in (one for found in concurrently(*map(read, batch)) for one in found):
            held[one.currency] += one.amount
            settled[one.currency] += one.settled
    return held, settled


def _held_of(
    pool: Document,
    documents: Sequence[Document],
    taken_back: Sequence[PrizeRecord],
    now: datetime,
    *,
    ports: Ports,
) -> list[_Held]:
    """By its fundings and prizes; where a funding cannot be read, by the books."""
    fundings = skip_unreadable(Funding, documents, ports=ports)
    if len(fundings) < len(documents):
        return _held_by_books(pool.id, ports=ports)
    paid = [one for one in fundings if one.status is FundingStatus.SUCCEEDED]
    if not paid:
        return []
    out = _paid_out(pool, taken_back, ports=ports)
    covered = sum(one.covered_amount for one in paid)  # of our own money, after a loss
    left = sum(one.left for one in paid) + covered
    settled = sum(one.left for one in paid if one.is_available(now)) + covered
    return [_Held(paid[0].currency, max(0, left - out), max(0, settled - out))]


def _paid_out(pool: Document, taken_back: Sequence[PrizeRecord], *, ports: Ports) -> int:
    """What has left the pool for prizes and did not come back; nothing has before it is awarded."""
    if pool.fields.get("phase") != PoolPhase.AWARDED:
        return 0
    where = [("challengeId", "==", pool.id), ("status", "==", PrizeStatus.PAID.value)]
    paid = ports.store.totals(Query("prizeRecords", where), ["prizeAmount"]).sums["prizeAmount"]  # type: ignore[arg-type]
    back = sum(one.amount_reversed for one in taken_back if one.status is PrizeStatus.PAID)
    return paid - back + sum(map(kept_fee, taken_back))


def _held_by_books(challenge_id: str, *, ports: Ports) -> list[_Held]:
    """Each entry that touches what the pool holds. Raises *PoolUnreadable* if one of them cannot be read."""
    account = prizes_of(challenge_id)
    sums: Counter[str] = Counter()
    try:
        for entry in ports.store.query(Query("journal", where=[("accounts", "array_contains", account)])):
            for posting in entry.fields["postings"]:
                if posting["account"] == account:
                    sums[str(posting["currency"])] += int(posting["amount"])
    except (KeyError, TypeError, ValueError) as error:
        raise PoolUnreadable("what a prize pool holds cannot be read; we have been told") from error
    return [_Held(currency, max(0, amount), max(0, amount)) for currency, amount in sums.items()]
