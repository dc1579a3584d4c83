"""What operators may do with a prize besides paying it: cancel, hold, release, approve, re-issue, pause.

Each is one audited commit on the record's version; whoever comes second gets a *Refusal* or a *Conflict*
turned into one. Who may call, and whether a second person is needed, is the doors' and approvals' matter:
here stands what the state of the money allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse import log
from pulse.errors import Conflict, Refusal
from pulse.ledger import Change, Record, commit_record, commit_update, existing
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes.records import (
    CONTROL_PAYOUTS,
    NEXT_ACTION,
    PrizeRecord,
    PrizeStatus,
    Reason,
    prize_path,
)
from pulse.prizes.screening import held_by_hand


@dataclass(frozen=True, slots=True)
class PrizeAct:
    """*actor* is the admin; *reason* is kept in the audit trail. *others* belong into the same commit."""

    prize_record_id: str
    actor: str
    reason: str
    others: tuple[Write, ...] = ()
    """A second person's approval, which the act uses up."""


class PayoutControl(Record):
    """`control/payouts`: the kill switch."""

    paused: bool
    reason: str
    by: str
    at: datetime


def cancel_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Call it off. Only before any attempt: afterwards a transfer may exist, which only a reversal undoes."""

    def canceled(record: PrizeRecord) -> PrizeRecord:
        if record.status != PrizeStatus.PENDING or record.attempt is not None:
            raise Refusal("a transfer may have been attempted; it cannot be canceled", code="attempt_made")
        return record.but(status=PrizeStatus.CANCELED, reason=None, next_action=None, next_attempt_at=None)

    return _change(command, "prize.canceled", canceled, ports)


def hold_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Send nothing more for it until two administrators agree; what was sent is still looked up."""

    def held(record: PrizeRecord) -> PrizeRecord:
        if record.settled:
            raise Refusal("only a prize that is not settled yet can be held", code="settled")
        kept = record.but(held=True, approved_by=None)
        if record.attempt is not None:
            return kept  # its outcome comes first; the reason follows once it is known
        reason = Reason.HELD_FOR_APPROVAL
        return kept.but(status=PrizeStatus.PENDING, reason=reason, next_action=NEXT_ACTION[reason])

    return _change(
        command, "prize.held", held, ports, also=lambda record: [held_by_hand(record, command.reason)]
    )


def release_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Let a record go on that stopped for review, once a person has seen that its attempt was refused.

    The attempt's key is never used again; before a new one is opened the quiet period passes and Stripe's
    list is looked up, so a request that still is on its way is found.
    """

    def released(record: PrizeRecord) -> PrizeRecord:
        if record.status != PrizeStatus.FAILED or record.stripe_transfer_id is not None:
            raise Refusal("only a stopped prize without a transfer can be released", code="not_stopped")
        attempt = record.attempt and record.attempt.but(closed=True, closed_reason="released")
        return _due_now(record, ports).but(attempt=attempt, released=True)

    return _change(command, "prize.released", released, ports)


def approve_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """A second person agrees to a payment above the cap."""

    def approved(record: PrizeRecord) -> PrizeRecord:
        if record.settled or record.approved_by is not None:
            raise Refusal("this prize does not wait for approval", code="not_held")
        return _due_now(record, ports).but(approved_by=command.actor)

    return _change(command, "prize.approved", approved, ports)


def reissue_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Pay a prize again whose transfer was reversed in full: a new act, with a new key, once per approval."""

    def reissued(record: PrizeRecord) -> PrizeRecord:
        if record.status != PrizeStatus.REVERSED:
            raise Refusal("only a reversed prize can be issued again", code="not_reversed")
        attempt = record.attempt and record.attempt.but(closed=True, closed_reason="reversed")
        return _due_now(record, ports).but(
            attempt=attempt,
            former_transfer_ids=(*record.former_transfer_ids, record.stripe_transfer_id or ""),
            stripe_transfer_id=None,
            amount_reversed=0,
            paid_at=None,
            reissues=record.reissues + 1,
        )

    return _change(command, "prize.reissued", reissued, ports)


def pause_payouts(
    *, paused: bool, actor: str, reason: str, ports: Ports, others: tuple[Write, ...] = ()
) -> PayoutControl:
    """The kill switch: from a minute after it is on no transfer is sent; what was sent is still recorded.

    A worker that had read it before may send until its deadline (`send_deadline_seconds`).
    """
    now = ports.clock.now()
    control = PayoutControl(paused=paused, reason=log.redacted(reason), by=actor, at=now)
    change = Change("payouts.paused" if paused else "payouts.resumed", actor, now, reason)
    document = ports.store.get(CONTROL_PAYOUTS)
    try:
        commit_record(ports.store, document, CONTROL_PAYOUTS, control, change, *others)
    except Conflict as error:
        raise Refusal("somebody else moved the switch just now", code="changed_meanwhile") from error
    return control


def _nothing_else(_: PrizeRecord) -> Sequence[Write]:
    return ()


def _change(
    command: PrizeAct,
    act: str,
    decide: Callable[[PrizeRecord], PrizeRecord],
    ports: Ports,
    *,
    also: Callable[[PrizeRecord], Sequence[Write]] = _nothing_else,
) -> PrizeRecord:
    found = ports.store.get(prize_path(command.prize_record_id))
    document = existing(found, "prize record", code="prize_record_not_found")
    record = PrizeRecord.of(document)
    now = ports.clock.now()
    if record.lease is not None and record.lease.held(now):
        raise Refusal(
            "a payment is under way just now; please try again in a while", code="payment_under_way"
        )
    after = decide(record).but(version=record.version + 1, updated_at=now)
    change = Change(act=act, actor=command.actor, at=now, reason=command.reason)
    try:
        commit_update(ports.store, document, after, change, *also(after), *command.others)
    except Conflict as error:
        raise Refusal("the prize was changed by somebody else just now", code="changed_meanwhile") from error
    return after


def _due_now(record: PrizeRecord, ports: Ports) -> PrizeRecord:
    return record.but(
        status=PrizeStatus.PENDING,
        reason=Reason.RETRYING,
        next_action=NEXT_ACTION[Reason.RETRYING],
        next_attempt_at=ports.clock.now(),
    )
