"""What administrators may do with a prize except pay it: cancel, hold, release, approve, issue again, pause.

Each is one audited commit on the record's version: of two at the same time, one is refused. The doors and
the approvals decide who may call and whether two administrators must agree. This module decides what the
state of the money allows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse import log
from pulse.attempts import is_quiet
from pulse.documents import is_first_systems
from pulse.errors import Conflict
from pulse.ledger import Change, Record, commit_record, commit_update, existing
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes.holds import hold_writes, manual_hold, read_known_reasons
from pulse.prizes.patterns import Pattern
from pulse.prizes.protocol import PROTOCOL
from pulse.prizes.reasons import NEXT_ACTION, Reason
from pulse.prizes.records import CONTROL_PAYOUTS, PrizeRecord, PrizeStatus, prize_path, restored_at
from pulse.prizes.refusals import (
    AttemptMade,
    ChangedMeanwhile,
    NotAdopted,
    PaymentInProgress,
    PrizeNotAwaitingApproval,
    PrizeNotReversed,
    PrizeNotStopped,
    PrizeSettled,
)
from pulse.prizes.rules import is_under_way


@dataclass(frozen=True, slots=True)
class PrizeAct:
    """*actor* is the administrator; *reason* is kept in the audit trail."""

    prize_record_id: str
    actor: str
    reason: str
    others: tuple[Write, ...] = ()
    """Writes of the same commit: the second administrator's approval, which is used up with the act."""
    version: int | None = None
    """Of the record that was agreed to: any other is refused. None: whatever it is now."""


class PayoutControl(Record):
    """`control/payouts`: the kill switch."""

    paused: bool
    reason: str
    by: str
    at: datetime
    restored_at: datetime | None = None
    """When the database was last restored from a backup: older prizes are looked up before they are sent."""


def cancel_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Cancel the prize for good.

    Possible as long as no transfer of it exists and none can appear: before the first attempt, after one that
    was refused at once, or when the quiet time is over and a look-up finds nothing (decision 0033). Otherwise
    only a reversal returns the money. Raises *AttemptMade* in that case, *StripeUnavailable* when the look-up
    gets no answer, and what every act here raises: *NotFound*, *PaymentInProgress*, *ChangedMeanwhile*.
    """

    def canceled(record: PrizeRecord) -> PrizeRecord:
        if record.status is not PrizeStatus.PENDING or may_be_transferred(record, ports=ports):
            raise AttemptMade(
                "a transfer may have been attempted; it can be canceled once the last request is"
                f" {ports.settings.quiet_seconds // 60} minutes old and Stripe shows no transfer"
            )
        return record.but(status=PrizeStatus.CANCELED, reason=None, next_action=None, next_check_at=None)

    return _change(command, "prize.canceled", canceled, ports=ports)


def hold_prize(command: PrizeAct, *, ports: Ports, pattern: Pattern | None = None) -> PrizeRecord:
    """Send nothing more for the prize until two administrators agree. What was sent is still looked up.

    *pattern* is what the system found; without one the reason is the administrator's own. Raises
    *PrizeSettled* for a prize that is not waiting for its payment.
    """

    def held(record: PrizeRecord) -> PrizeRecord:
        if record.settled:
            raise PrizeSettled("only a prize that is not settled yet can be held")
        kept = record.but(held=True, approved_by=None)
        if is_under_way(record):
            return kept  # its outcome comes first; the reason follows once it is known
        reason = Reason.HELD_FOR_APPROVAL
        return kept.but(status=PrizeStatus.PENDING, reason=reason, next_action=NEXT_ACTION[reason])

    def reasons(record: PrizeRecord) -> Sequence[Write]:
        known = read_known_reasons(record.id, ports=ports)
        if pattern is not None:
            return hold_writes(record, [pattern], known)
        return [manual_hold(record, command.reason, known)]

    return _change(command, "prize.held", held, ports=ports, also=reasons)


def release_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Let a prize that stopped for review continue, after a person has reviewed it.

    The attempt's key is never used again. Before a new key is opened, the quiet time passes and the
    transfers at Stripe are looked up, so a request that is still on its way is found (decision 0603).
    Raises *PrizeNotStopped*.
    """

    def released(record: PrizeRecord) -> PrizeRecord:
        if record.status is not PrizeStatus.FAILED or record.stripe_transfer_id is not None:
            raise PrizeNotStopped("only a stopped prize without a transfer can be released")
        attempt = record.attempt and record.attempt.but(closed=True, closed_reason="released")
        return _due(record, ports.clock.now()).but(attempt=attempt, released=True, stopped_by=None)

    return _change(command, "prize.released", released, ports=ports)


def approve_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """A second administrator agrees to a payment that is held or above the cap.

    Raises *PrizeNotAwaitingApproval*.
    """

    def approved(record: PrizeRecord) -> PrizeRecord:
        if record.settled or record.approved_by is not None:
            raise PrizeNotAwaitingApproval("this prize does not wait for approval")
        return _due(record, ports.clock.now()).but(approved_by=command.actor)

    return _change(command, "prize.approved", approved, ports=ports)


def reissue_prize(command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Pay a prize again after its transfer was reversed in full: once per approval, under a new key.

    Raises *PrizeNotReversed*.
    """

    def reissued(record: PrizeRecord) -> PrizeRecord:
        if record.status is not PrizeStatus.REVERSED:
            raise PrizeNotReversed("only a reversed prize can be issued again")
        attempt = record.attempt and record.attempt.but(closed=True, closed_reason="reversed")
        return _due(record, ports.clock.now()).but(
            attempt=attempt,
            former_transfer_ids=(*record.former_transfer_ids, record.stripe_transfer_id or ""),
            stripe_transfer_id=None,
            amount_reversed=0,
            paid_at=None,
            payer_of_record=None,
            tax_amount=None,
            tax_year=None,
            cover_epoch=0,  # its mark let the first transfer be sent, not another
            reissues=record.reissues + 1,
        )

    return _change(command, "prize.reissued", reissued, ports=ports)


def pause_payouts(
    *,
    paused: bool,
    actor: str,
    reason: str,
    ports: Ports,
    restored: bool = False,
    others: tuple[Write, ...] = (),
) -> PayoutControl:
    """Turn the kill switch on or off. A minute after it is turned on, no more transfers are sent.

    *restored*: the database has just been restored from a backup; that stays noted when payouts go on.
    A worker that read the switch earlier may send until its deadline (`send_deadline_seconds`). Transfers
    that were sent are still recorded. Raises *ChangedMeanwhile*.
    """
    now = ports.clock.now()
    document = ports.store.get(CONTROL_PAYOUTS)
    since = now if restored else restored_at(document)
    control = PayoutControl(paused=paused, reason=log.redacted(reason), by=actor, at=now, restored_at=since)
    change = Change("payouts.paused" if paused else "payouts.resumed", actor, now, reason)
    try:
        commit_record(ports.store, document, CONTROL_PAYOUTS, control, change, *others)
    except Conflict as error:
        raise ChangedMeanwhile("another administrator moved the switch just now") from error
    return control


def may_be_transferred(record: PrizeRecord, *, ports: Ports) -> bool:
    """As `is_under_way`; once nothing can appear any more, Stripe is asked whether something has.

    A look-up begins after the quiet time. Nobody sends anything meanwhile without changing the record's
    version, on which the act is committed.
    """
    if not is_under_way(record):
        return False
    attempt = record.attempt
    if attempt is not None and not is_quiet(attempt, ports.clock.now(), ports.settings):
        return True
    return PROTOCOL.settling(record, PROTOCOL.find_transfers(record, ports)) is not None


def _no_writes(_: PrizeRecord) -> Sequence[Write]:
    return ()


def _change(
    command: PrizeAct,
    act: str,
    decide: Callable[[PrizeRecord], PrizeRecord],
    *,
    ports: Ports,
    also: Callable[[PrizeRecord], Sequence[Write]] = _no_writes,
) -> PrizeRecord:
    """Commit what *decide* makes of the record, with the writes that *also* derives from the result."""
    found = ports.store.get(prize_path(command.prize_record_id))
    document = existing(found, "prize record", code="prize_record_not_found")
    record = PrizeRecord.of(document)
    if is_first_systems(document.fields):
        raise NotAdopted("the prize is the first system's: it can be decided on once it is adopted")
    if command.version is not None and record.version != command.version:
        raise ChangedMeanwhile("the prize was changed by another request just now")
    now = ports.clock.now()
    if record.lease is not None and record.lease.is_live(now):
        raise PaymentInProgress("a payment is under way just now; please try again in a while")
    after = decide(record).but(version=record.version + 1, updated_at=now)
    change = Change(act=act, actor=command.actor, at=now, reason=command.reason)
    try:
        commit_update(ports.store, document, after, change, *also(after), *command.others)
    except Conflict as error:
        raise ChangedMeanwhile("the prize was changed by another request just now") from error
    return after


def _due(record: PrizeRecord, now: datetime) -> PrizeRecord:
    return record.but(
        status=PrizeStatus.PENDING,
        reason=Reason.RETRYING,
        next_action=NEXT_ACTION[Reason.RETRYING],
        next_check_at=now,
    )
