"""Create one prize record per winner of an award; an unusual one is held before it can be paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias

from pulse.batches import chunks
from pulse.errors import Busy
from pulse.ledger import Change, audited_create, retry_after_conflict
from pulse.money import fee
from pulse.pools import pool_path
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes.award_size import measure_award
from pulse.prizes.holds import hold_writes
from pulse.prizes.patterns import Pattern
from pulse.prizes.reasons import NEXT_ACTION, Reason
from pulse.prizes.records import Award, PrizeRecord, PrizeStatus, Winner, prize_of
from pulse.prizes.screening import alert_unusual, held, screen
from pulse.prizes.shared_details import Owners
from pulse.prizes.standings import fetch_standings

Patterns: TypeAlias = Mapping[str, Sequence[Pattern]]
"""By user id; empty where nothing is unusual."""


def create_missing_records(award: Award, owners: Owners, *, actor: str, ports: Ports) -> None:
    """Create the award's records, batch by batch; those that exist stay as they are.

    Raises *Busy* when half of the function's time is over. The next call creates the records that are left.
    """
    until = ports.clock.monotonic() + ports.settings.function_timeout_seconds / 2
    size = measure_award(award, ports=ports)
    own_money = not _is_funded(award, ports=ports)
    winners = [winner for winner in fetch_standings(award, ports=ports) if winner.prize_amount > 0]
    for batch in chunks(winners, ports.settings.award_batch_size):
        if ports.clock.monotonic() > until:
            raise Busy("the many prizes are still being recorded; please try again", code="award_goes_on")
        records = [_prize_record(award, winner, own_money, ports=ports) for winner in batch]
        records = _find_missing(award, records, ports=ports)
        unusual = screen(records, owners, size, ports=ports)
        patterns = {record.user_id: unusual[record.id] for record in records}
        _create(award, records, patterns, actor=actor, ports=ports)


def _create(
    award: Award, records: Sequence[PrizeRecord], unusual: Patterns, *, actor: str, ports: Ports
) -> None:
    """Create *records*; after a conflict only the missing ones, as another call may create the same."""

    def once(tries: int) -> Sequence[PrizeRecord]:
        missing = _find_missing(award, records, ports=ports) if tries else records
        writes = [write for record in missing for write in _creation(record, unusual[record.user_id], actor)]
        if writes:
            ports.store.commit(writes)
        return missing

    created = retry_after_conflict(
        once, busy="others are recording this award just now; please try again", code="award_busy"
    )
    for record in created:
        alert_unusual(record, unusual[record.user_id], ports=ports)


def _find_missing(award: Award, records: Sequence[PrizeRecord], *, ports: Ports) -> list[PrizeRecord]:
    """Those that do not exist, each under the id that it is created with (decision 0032)."""
    places = [prize_of(award.challenge_id, record.user_id, award.ended_at) for record in records]
    found = ports.store.get_all([path for place in places for path in place.paths])
    chosen = zip(records, (place.place(found) for place in places), strict=True)
    return [
        record if record.id == place.id else record.but(id=place.id)
        for record, place in chosen
        if place.document is None
    ]


def _creation(record: PrizeRecord, patterns: Sequence[Pattern], actor: str) -> list[Write]:
    change = Change("prize.awarded", actor, record.created_at)
    return [*audited_create(record.path, held(record, patterns), change), *hold_writes(record, patterns)]


def _is_funded(award: Award, *, ports: Ports) -> bool:
    """Whether the award divides what was paid in. It is decided in the award's commit, and stays."""
    document = ports.store.get(pool_path(award.challenge_id))
    return document is not None and document.fields.get("funded") is True


def _prize_record(award: Award, winner: Winner, own_money: bool, *, ports: Ports) -> PrizeRecord:
    now = ports.clock.now()
    platform_fee = fee(winner.prize_amount, award.fee_bps, award.currency)
    return PrizeRecord(
        id=prize_of(award.challenge_id, winner.user_id, award.ended_at).documented,
        challenge_id=award.challenge_id,
        challenge_title=award.challenge_title,
        user_id=winner.user_id,
        placement=winner.placement,
        score=winner.score,
        award_version=award.award_version or 1,
        prize_amount=winner.prize_amount,
        winner_amount=winner.prize_amount - platform_fee,
        platform_fee=platform_fee,
        fee_bps=award.fee_bps,
        currency=award.currency,
        own_money=own_money,
        status=PrizeStatus.PENDING,
        reason=Reason.IN_REVIEW,
        next_action=NEXT_ACTION[Reason.IN_REVIEW],
        next_check_at=now + timedelta(seconds=ports.settings.outbox_age_seconds),
        created_at=award.created_at,
        updated_at=now,
    )
