"""What live pools hold: by their payments and prizes, or, where a payment cannot be read, by the books."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.batches import chunks, concurrently, skip_unreadable
from pulse.pools import Funding, FundingStatus, PoolPhase, PoolUnreadable, prizes_of, unclaimed_of
from pulse.ports import Document, Ports
from pulse.ports.store import IN_MAX, Query
from pulse.prizes.pool_prizes import kept_fee
from pulse.prizes.read_strictly import read_strictly
from pulse.prizes.records import PrizeRecord, PrizeStatus

_SIDE_BY_SIDE = 8


@dataclass(frozen=True, slots=True)
class _Held:
    currency: str
    amount: int
    settled: int


def read_held(pools: Sequence[Document], *, ports: Ports) -> tuple[Counter[str], Counter[str]]:
    """What *pools* hold, by currency, and the part of it that is available at Stripe.

    Raises *PoolUnreadable* where neither records nor books say it.
    """
    fundings: dict[str, list[Document]] = defaultdict(list)
    for some in chunks([pool.id for pool in pools], IN_MAX):
        for document in ports.store.query(Query("poolFundings", where=[("challengeId", "in", list(some))])):
            fundings[str(document.fields["challengeId"])].append(document)
    paid_into = [pool for pool in pools if fundings[pool.id]]
    taken_back = _read_taken_back([one.id for one in paid_into if _is_awarded(one)], ports=ports)
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


def _is_awarded(pool: Document) -> bool:
    return pool.fields.get("phase") == PoolPhase.AWARDED


def _read_taken_back(challenge_ids: Sequence[str], *, ports: Ports) -> Mapping[str, list[PrizeRecord]]:
    """By challenge: prizes of pools of which something was reversed, or that were issued again."""
    found: dict[str, Document] = {}
    for some in chunks(challenge_ids, IN_MAX):
        for name in ("amountReversed", "reissues"):
            query = Query("prizeRecords", [("challengeId", "in", list(some)), (name, ">", 0)])
            found |= {one.path: one for one in ports.store.query(query)}
    grouped: dict[str, list[PrizeRecord]] = defaultdict(list)
    for record in read_strictly(PrizeRecord, list(found.values()), ports=ports):
        grouped[record.challenge_id].append(record)
    return grouped


def _paid_out(pool: Document, taken_back: Sequence[PrizeRecord], *, ports: Ports) -> int:
    """What has left the pool for prizes and did not come back; nothing has before it is awarded."""
    if not _is_awarded(pool):
        return 0
    where = [("challengeId", "==", pool.id), ("status", "==", PrizeStatus.PAID.value)]
    paid = ports.store.totals(Query("prizeRecords", where), ["prizeAmount"]).sums["prizeAmount"]  # type: ignore[arg-type]
    back = sum(one.amount_reversed for one in taken_back if one.status is PrizeStatus.PAID)
    return paid - back + sum(map(kept_fee, taken_back))


def _held_by_books(challenge_id: str, *, ports: Ports) -> list[_Held]:
    """Each entry of what the pool holds, and of what nobody has claimed of it. Raises *PoolUnreadable*."""
    accounts = (prizes_of(challenge_id), unclaimed_of(challenge_id))
    queries = [Query("journal", where=[("accounts", "array_contains", one)]) for one in accounts]
    entries = {one.path: one for query in queries for one in ports.store.query(query)}  # many are in both
    sums: Counter[str] = Counter()
    try:
        for entry in entries.values():
            for posting in entry.fields["postings"]:
                if posting["account"] in accounts:
                    sums[str(posting["currency"])] += int(posting["amount"])
    except (KeyError, TypeError, ValueError) as error:
        raise PoolUnreadable("what a prize pool holds cannot be read; we have been told") from error
    return [_Held(currency, max(0, amount), max(0, amount)) for currency, amount in sums.items()]
