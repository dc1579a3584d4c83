"""Award a completed challenge's prizes: freeze the result once, then one record per winner, then the queue.

Safe to call at any time, any number of times: the frozen award is found again, missing records are created,
existing ones are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulse import log
from pulse.errors import Busy, Conflict, OutcomeUnknown, Refusal
from pulse.ledger import (
    Change,
    audited_create,
    commit_create,
    commit_update,
    existing,
    retry_after_conflict,
)
from pulse.ledger.first_system import moment
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Query, Write
from pulse.prizes import ranking
from pulse.prizes.compare_award import compared
from pulse.prizes.patterns import Pattern
from pulse.prizes.records import (
    NEXT_ACTION,
    Award,
    PrizeRecord,
    PrizeStatus,
    Reason,
    Winner,
    award_path,
    prize_record_id,
)
from pulse.prizes.rules import fee
from pulse.prizes.screening import Matches, Owners, held, hold_writes, owners_of, screened, tell_of
from pulse.prizes.standings import participants_of, standings, write_standings


class AwardedBefore(Refusal):
    """Not ours to award: the first system did it, or somebody settled it by hand."""

    code = "awarded_before"


@dataclass(frozen=True, slots=True)
class AwardPrizes:
    challenge_id: str
    actor: str
    by_admin: bool = False
    """An administrator may award what ended before `awards_from`; nobody else, and nothing by itself."""


def award_prizes(command: AwardPrizes, *, ports: Ports) -> Award:
    """The challenge's award, after every prize record exists and payment is queued.

    Raises *NotFound* for an unknown challenge, *Refusal* while it has not ended, was cancelled, or promises
    what cannot be paid, *AwardedBefore* for what was settled before this system, and *Busy* where thousands
    of records take more than one call.
    """
    found = ports.store.get_all([award_path(command.challenge_id), path("challenges", command.challenge_id)])
    challenge = found.get(path("challenges", command.challenge_id))
    award_document = found.get(award_path(command.challenge_id))
    challenge = existing(challenge, "challenge", code="challenge_not_found")
    if award_document is None:
        award_document = _freeze(command, challenge.fields, ports)
    else:
        award_document = compared(award_document, challenge.fields, actor=command.actor, ports=ports)
    award = Award.of(award_document)
    if award.status != "recorded":
        award = _record(command, award_document, award, owners_of(challenge.fields, ports=ports), ports)
    queue_payments(award, ports)
    return award


def queue_payments(award: Award, ports: Ports) -> None:
    """One task that fans out: however many winners there are, the award's caller is not held up.

    A queue that does not answer is no harm: the records are due, and the sweep finds them.
    """
    if award.winner_count == 0:
        return
    try:
        ports.queue.enqueue(
            "fanoutprizes",
            {"challengeId": award.challenge_id, "after": None},
            name=f"fanout-{award.challenge_id}-{award.inputs_hash}",
        )
    except OutcomeUnknown as error:
        log.write("queue.unavailable", severity="WARNING", code=error.code)


def _freeze(command: AwardPrizes, challenge: Mapping[str, Any], ports: Ports) -> Document:
    now = ports.clock.now()
    _refuse_unless_ended(challenge, now)
    if _has_records(command.challenge_id, ports):
        return _awarded_meanwhile(command.challenge_id, ports)
    if not command.by_admin:
        _refuse_settled_before(challenge, ports.settings.awards_from)
    money = ranking.prize_money(challenge)
    participants = participants_of(command.challenge_id, ports=ports)
    result = ranking.decide(money, participants)
    fee_bps = ports.settings.platform_fee_bps
    inputs_hash = ranking.inputs_hash(money, participants, fee_bps)
    award = Award(
        challenge_id=command.challenge_id,
        challenge_title=ranking.challenge_title(challenge),
        ended_at=int(_end(challenge, now).timestamp()),
        currency=money.currency,
        pool=money.pool,
        unassigned_amount=result.unassigned_amount,
        fee_bps=fee_bps,
        distribution_type=money.distribution_type,
        winner_count=len(result.winners),
        participant_count=len(participants),
        inputs_hash=inputs_hash,
        page_count=write_standings(command.challenge_id, inputs_hash, result.standings, ports=ports),
        created_at=now,
        updated_at=now,
    )
    change = Change(act="award.frozen", actor=command.actor, at=now)
    where = award_path(award.challenge_id)
    try:
        return commit_create(ports.store, where, award, change)
    except Conflict:
        log.write("award.already_frozen", challenge_id=award.challenge_id)
        return existing(ports.store.get(where), "award", code="award_not_found")


def _has_records(challenge_id: str, ports: Ports) -> bool:
    return bool(
        ports.store.query(Query("prizeRecords", where=[("challengeId", "==", challenge_id)], limit=1))
    )


def _awarded_meanwhile(challenge_id: str, ports: Ports) -> Document:
    """Before our records stands our award. The first system kept none, and its transfers no look-up finds."""
    document = ports.store.get(award_path(challenge_id))
    if document is None:
        raise AwardedBefore("this challenge's prizes were awarded before; their records stand as they are")
    return document


def _record(command: AwardPrizes, document: Document, award: Award, owners: Owners, ports: Ports) -> Award:
    """Raises *Busy* when it takes longer than a call has: the next one goes on where this one stopped."""
    until = ports.clock.monotonic() + ports.settings.function_timeout_seconds / 2
    winners = [winner for winner in standings(award, ports=ports) if winner.prize_amount > 0]
    size = ports.settings.award_batch_size
    for start in range(0, len(winners), size):
        if ports.clock.monotonic() > until:
            raise Busy(
                "the prizes are many, and still being recorded; please try again", code="award_goes_on"
            )
        batch = [_prize_record(award, winner, ports) for winner in winners[start : start + size]]
        records = _missing(batch, ports)
        _create_records(records, screened(records, owners, ports=ports), command.actor, ports)
    recorded = award.but(status="recorded", updated_at=ports.clock.now())
    try:
        change = Change(act="award.recorded", actor=command.actor, at=recorded.updated_at)
        commit_update(ports.store, document, recorded, change)
    except Conflict:
        log.write("award.already_recorded", challenge_id=award.challenge_id)
    return recorded


def _missing(records: Sequence[PrizeRecord], ports: Ports) -> list[PrizeRecord]:
    present = ports.store.get_all([record.path for record in records])
    return [record for record in records if record.path not in present]


def _create_records(records: Sequence[PrizeRecord], unusual: Matches, actor: str, ports: Ports) -> None:
    """All of the batch, or after a conflict those that are missing: others may be at the same work."""

    def once(tries: int) -> Sequence[PrizeRecord]:
        missing = _missing(records, ports) if tries else records
        writes = [write for record in missing for write in _creation(record, unusual[record.id], actor)]
        if writes:
            ports.store.commit(writes)
        return missing

    created = retry_after_conflict(once, busy="others are recording this award just now; please try again")
    for record in created:
        tell_of(record, unusual[record.id], ports)


def _creation(record: PrizeRecord, patterns: Sequence[Pattern], actor: str) -> list[Write]:
    change = Change("prize.awarded", actor, record.created_at)
    return [*audited_create(record.path, held(record, patterns), change), *hold_writes(record, patterns)]


def _prize_record(award: Award, winner: Winner, ports: Ports) -> PrizeRecord:
    now = ports.clock.now()
    platform_fee = fee(winner.prize_amount, award.fee_bps)
    return PrizeRecord(
        id=prize_record_id(award.challenge_id, winner.user_id, award.ended_at),
        challenge_id=award.challenge_id,
        challenge_title=award.challenge_title,
        user_id=winner.user_id,
        placement=winner.placement,
        score=winner.score,
        prize_amount=winner.prize_amount,
        winner_amount=winner.prize_amount - platform_fee,
        platform_fee=platform_fee,
        fee_bps=award.fee_bps,
        currency=award.currency,
        status=PrizeStatus.PENDING,
        reason=Reason.RETRYING,
        next_action=NEXT_ACTION[Reason.RETRYING],
        next_attempt_at=now + timedelta(seconds=ports.settings.outbox_age_seconds),
        created_at=award.created_at,
        updated_at=now,
    )


def _refuse_unless_ended(challenge: Mapping[str, Any], now: datetime) -> None:
    status, end = challenge.get("status"), challenge.get("endDate")
    if status == "cancelled":
        raise Refusal("the challenge was cancelled; it has no winners", code="challenge_cancelled")
    ended = status == "completed" or (status == "active" and isinstance(end, datetime) and end <= now)
    if not ended:
        raise Refusal("the challenge has not ended yet", code="challenge_not_ended")


def _refuse_settled_before(challenge: Mapping[str, Any], awards_from: datetime | None) -> None:
    """Up to `awards_from` prizes were settled by hand, without records. An unknown end may lie there."""
    end = moment(challenge.get("endDate"))
    if awards_from is not None and not (isinstance(end, datetime) and end >= awards_from):
        raise AwardedBefore(
            "this challenge ended before prizes were awarded here, or at no known time; an administrator may",
            code="settled_before",
        )


def _end(challenge: Mapping[str, Any], now: datetime) -> datetime:
    end = challenge.get("endDate")
    return end if isinstance(end, datetime) else now
