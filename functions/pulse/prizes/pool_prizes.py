"""The prizes of a pool: read strictly, what they use of its money, and what is assigned to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pulse.alerts import causes
from pulse.batches import partition
from pulse.ledger import Change, audited_update
from pulse.pools import Claim, Pool, PoolPhase, Use, pool_path, reopened_phase
from pulse.ports import Document, Ports
from pulse.ports.store import Query, Write
from pulse.prizes.records import PrizeRecord, PrizeStatus
from pulse.prizes.refusals import PrizesDamaged
from pulse.prizes.rules import is_under_way

Stored = tuple[Document, PrizeRecord]
FINAL = frozenset({PrizeStatus.PAID, PrizeStatus.CANCELED})
"""Nothing more is sent for it, and nothing of it is back in the pool, unless something unusual happens."""


def read_pool_prizes(challenge_id: str, *, ports: Ports) -> tuple[Stored, ...]:
    """Best place first. One that cannot be read may have been paid, so nobody knows what is left.

    Nor do they where the amounts of one do not add up: the edited cent would go back to who paid in.
    """
    found = ports.store.query(Query("prizeRecords", where=[("challengeId", "==", challenge_id)]))
    records, damaged = partition(PrizeRecord, found)
    edited = {record.path for record in records if not record.adds_up}
    damaged += [document for document in found if document.path in edited]
    for document in damaged:
        ports.alerts.raise_alert(
            causes.RECORD_DAMAGED.alert(
                "A prize cannot be read or does not add up. No prize of its pool is paid until it does.",
                subject=document.path,
            )
        )
    if damaged:
        raise PrizesDamaged("a prize of this pool cannot be read; we have been told")
    return tuple(sorted(zip(found, records, strict=True), key=lambda one: (one[1].placement, one[1].id)))


def use_of(record: PrizeRecord) -> Use:
    """What the prize does with the pool's money. What may be in flight uses it, also while it is stopped."""
    if record.unclaimed_amount:
        return Use.PAID
    match record.status:
        case PrizeStatus.PAID:
            return Use.PAID
        case PrizeStatus.REVERSED | PrizeStatus.CANCELED:
            return Use.NONE
        case PrizeStatus.FAILED:
            return Use.IN_FLIGHT
    return Use.IN_FLIGHT if is_under_way(record) else Use.WAITING


def kept_fee(record: PrizeRecord) -> int:
    """Our fee of a prize that was taken back: it left the pool once, with the first transfer, and stays out.

    While the prize is paid, also for the second time, the fee is a part of what was paid.
    """
    was_reversed = record.status is PrizeStatus.REVERSED or record.reissues > 0
    return record.platform_fee if was_reversed and record.status is not PrizeStatus.PAID else 0


def claims_of(record: PrizeRecord) -> list[Claim]:
    """What the prize takes of its pool: a fee that is kept is out, whatever becomes of the rest."""
    kept = kept_fee(record)
    fee = [Claim(record.id, record.placement, kept, Use.PAID)] if kept else []
    return [*fee, Claim(record.id, record.placement, record.prize_amount - kept, use_of(record))]


def assigned(records: Iterable[PrizeRecord]) -> int:
    """What the prizes took or may still take. One that was reversed may be issued again by two people."""
    return sum(
        kept_fee(one) + one.unclaimed_amount if one.status is PrizeStatus.CANCELED else one.prize_amount
        for one in records
    )


def paid_out(records: Iterable[PrizeRecord]) -> int:
    """What has left the pool for prizes, the platform's fee included, and did not come back.

    What is unclaimed has left it too: it waits elsewhere.
    """
    return sum(_paid_out(one) + one.unclaimed_amount for one in records)


def _paid_out(record: PrizeRecord) -> int:
    if record.status is PrizeStatus.PAID:
        return record.prize_amount - record.amount_reversed
    return kept_fee(record)


def reopening_writes(before: PrizeRecord, after: PrizeRecord, now: datetime, *, ports: Ports) -> list[Write]:
    """The pool in its next version where a final prize is final no more, or some of it was taken back.

    A return or a settlement that has read *before* is not committed beside this. Raises *Conflict* from the
    commit when the pool has changed. A pool that cannot be read is settled by nobody.
    """
    if before.status not in FINAL or (
        after.status is before.status and after.amount_reversed == before.amount_reversed
    ):
        return []
    stored = ports.store.get(pool_path(before.challenge_id))
    pools, _ = partition(Pool, [stored] if stored else [])
    if stored is None or not pools or not pools[0].funded:
        return []
    pool = pools[0]
    return [*audited_update(stored, revised_pool(pool, now), Change("pool.changed", "system:prizes", now))]


def revised_pool(pool: Pool, now: datetime) -> Pool:
    """In its next version and epoch, to be looked at: something of its prizes was decided."""
    return pool.but(
        phase=reopened_phase(pool),
        proven_payer_ids=(),
        cover_epoch=pool.cover_epoch + 1,
        next_check_at=now,
        version=pool.version + 1,
        updated_at=now,
    )


def may_move(pool: Pool) -> bool:
    """Whether its award stands and nobody contests it; the time of its review is asked elsewhere."""
    return pool.funded and pool.phase is PoolPhase.AWARDED and pool.contested_place is None
