"""An administrator asks for a payment: a funded prize gets its turn in a new pass first."""

from __future__ import annotations

from dataclasses import replace

from pulse.batches import partition
from pulse.ledger import existing
from pulse.pools import Pool, pool_path
from pulse.ports import Ports
from pulse.prizes.allot_pool import allot_pool
from pulse.prizes.pay_prize import PaymentOutcome, PayPrize, pay_prize
from pulse.prizes.records import PrizeRecord, prize_path


def pay_when_asked(command: PayPrize, *, ports: Ports) -> PaymentOutcome:
    """As `pay_prize`, for an administrator. Raises *PoolUnreadable* and *PrizesDamaged* too."""
    found = ports.store.get(prize_path(command.prize_record_id))
    record = PrizeRecord.of(existing(found, "prize record", code="prize_record_not_found"))
    if not record.settled and _waits_for_a_pass(record, ports=ports):
        allot_pool(record.challenge_id, ports=ports)
    return pay_prize(replace(command, by_admin=True), ports=ports)


def _waits_for_a_pass(record: PrizeRecord, *, ports: Ports) -> bool:
    document = ports.store.get(pool_path(record.challenge_id))
    pools, _ = partition(Pool, [document] if document else [])
    return any(pool.funded and record.cover_epoch != pool.cover_epoch for pool in pools)
