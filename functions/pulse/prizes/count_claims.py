"""Count the days for which prizes of a pool wait for their winners alone; set aside those of too many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pulse import log
from pulse.accounts import ConnectedAccount, Role, account_path, is_on_hold, person_hold_path
from pulse.alerts import causes
from pulse.batches import chunks, partition, skip_unreadable
from pulse.errors import Conflict
from pulse.ledger import Change, audited_update, entry_writes
from pulse.notices import Said
from pulse.pools import Pool, pool_path, set_unclaimed
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Unchanged, Write
from pulse.prizes.acts import may_be_transferred
from pulse.prizes.claims import (
    awaits_winner_alone,
    claimed_until,
    counted,
    entry_reference,
    reminder_days,
    unclaimed,
)
from pulse.prizes.notices import claim_notice
from pulse.prizes.pool_conditions import payable_from
from pulse.prizes.pool_prizes import Stored, may_move, read_pool_prizes
from pulse.prizes.records import PrizeRecord
from pulse.settings import Settings

ACTOR = "system:claims"
_DAYS_MIN_LIVE = 30
_PAGE = 100
"""Records in one commit, each with its audit row, entry and notice."""


def claim_days(settings: Settings, *, livemode: bool) -> int:
    """So many days a prize waits for its winner. With a live key at least a month, whatever the setting."""
    return max(settings.prize_claim_days, _DAYS_MIN_LIVE) if livemode else settings.prize_claim_days


def count_claims(challenge_id: str, *, ports: Ports) -> int:
    """How many prizes became unclaimed. Every commit requires the pool as it was read before its prizes.

    Raises *PrizesDamaged*, and what asking Stripe raises: then nothing is set aside.
    """
    document = ports.store.get(pool_path(challenge_id))
    pools, _ = partition(Pool, [document] if document else [])
    if document is None or not pools or not _may_count(pools[0], ports=ports):
        return 0
    now = ports.clock.now()
    waiting = [
        one
        for one in read_pool_prizes(challenge_id, ports=ports)
        if awaits_winner_alone(one[1], pools[0], now)
    ]
    return sum(_count_batch(document, batch, now, ports=ports) for batch in chunks(waiting, _PAGE))


def _may_count(pool: Pool, *, ports: Ports) -> bool:
    payable_at = payable_from(pool, ports.settings)
    return may_move(pool) and payable_at is not None and payable_at <= ports.clock.now()


def _count_batch(pool: Document, batch: Sequence[Stored], now: datetime, *, ports: Ports) -> int:
    """After a conflict one by one: a prize that changes just now does not keep back the others."""
    try:
        return _commit(pool, batch, now, ports=ports)
    except Conflict:
        if len(batch) == 1:
            log.write("claim.not_counted", prize_record_id=batch[0][1].id)
            return 0
        return sum(_count_batch(pool, [one], now, ports=ports) for one in batch)


def _commit(pool: Document, batch: Sequence[Stored], now: datetime, *, ports: Ports) -> int:
    days = claim_days(ports.settings, livemode=ports.stripe.livemode)
    due = [(document, after) for document, record in batch if (after := counted(record, now)) is not None]
    gone = _settle(due, days, ports=ports)
    erased = _erased([record for _, record in due], ports=ports)
    writes: list[Write] = []
    for document, record in due:
        tells = record.user_id not in erased
        if record.id in gone:
            writes += _unclaimed_writes(document, record, days, now, tells=tells, ports=ports)
        else:
            writes += _counted_writes(document, record, days, now, tells=tells, ports=ports)
    if writes:
        ports.store.commit([Unchanged(pool.path, pool.version), *writes])
    return len(gone)


def _settle(due: Sequence[Stored], days: int, *, ports: Ports) -> frozenset[str]:
    """The ids of those whose time is over, whose winner cannot be paid, and of which nothing is in flight."""
    over = [record for _, record in due if record.claim_days >= days]
    accounts = {one.user_id: account_path(Role.WINNER, one.user_id) for one in over}
    holds = {one.user_id: person_hold_path(one.user_id) for one in over}
    found = ports.store.get_all([*accounts.values(), *holds.values()]) if over else {}
    return frozenset(
        one.id
        for one in over
        if not _is_ready(found.get(accounts[one.user_id]), ports=ports)
        and not is_on_hold(found.get(holds[one.user_id]))
        and not may_be_transferred(one, ports=ports)
    )


def _is_ready(document: Document | None, *, ports: Ports) -> bool:
    """One that cannot be read may be ready: then nothing is taken from its winner."""
    if document is None:
        return False
    accounts = skip_unreadable(ConnectedAccount, [document], ports=ports)
    return not accounts or accounts[0].ready_for_transfers


def _erased(records: Sequence[PrizeRecord], *, ports: Ports) -> frozenset[str]:
    paths = {path("erasures", one.user_id): one.user_id for one in records}
    found = ports.store.get_all([*paths], {"erasures": NO_FIELDS}) if paths else {}
    return frozenset(paths[one] for one in found)


def _counted_writes(
    document: Document, record: PrizeRecord, days: int, now: datetime, *, tells: bool, ports: Ports
) -> list[Write]:
    after = record.but(version=record.version + 1, updated_at=now)
    writes: list[Write] = [*audited_update(document, after, Change("claim.counted", ACTOR, now))]
    if tells and record.claim_days in reminder_days(days):
        said = Said.PRIZE_CLAIM_REMINDED
        writes.append(_notice(record, f"claim_{record.claim_days}", said, days, now, ports=ports))
    return writes


def _unclaimed_writes(
    document: Document, record: PrizeRecord, days: int, now: datetime, *, tells: bool, ports: Ports
) -> list[Write]:
    after = unclaimed(record).but(version=record.version + 1, updated_at=now)
    posted = set_unclaimed(record.challenge_id, after.unclaimed_amount, record.currency)
    ports.alerts.raise_alert(  # before the commit: a crash repeats it instead of losing it
        causes.PRIZE_UNCLAIMED.alert(
            f"A prize was not claimed within {days} days. Two administrators decide what happens to it.",
            subject=record.path,
            amount_cents=after.unclaimed_amount,
            currency=record.currency,
            user_id=record.user_id,
        )
    )
    writes: list[Write] = [
        *audited_update(document, after, Change("prize.unclaimed", ACTOR, now)),
        *entry_writes(entry_reference(record), "unclaimed", posted, subject=record.path, at=now),
    ]
    if tells:
        writes.append(_notice(record, "unclaimed", Said.PRIZE_UNCLAIMED, days, now, ports=ports))
    return writes


def _notice(record: PrizeRecord, word: str, said: Said, days: int, now: datetime, *, ports: Ports) -> Write:
    """One for each day of each round: its id makes repeats harmless."""
    due = claimed_until(record, days, now)
    return claim_notice(record, f"{word}_{record.claim_round}", said, due, now, ports.settings)
