"""Corrections of a sale follow the payment protocol: the intent and key are stored, sent, and recorded.

`docs/protocol.md` explains it. The sale was just fetched and shows what Stripe has, so nothing else is looked
up before a send. Two workers at one correction send the same key and body; only one of them can open a new
generation, because the commit demands an unchanged record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pulse.alerts import causes
from pulse.attempts import (
    CORRECTION,
    Attempt,
    first_attempt,
    is_in_time,
    next_generation,
    quiet_from,
    sent_again,
    was_refused_at_once,
)
from pulse.errors import StripeRefused
from pulse.ledger import Change, commit_create, commit_update, existing
from pulse.ports import Alert, Document, Ports
from pulse.ports.store import Query, Write
from pulse.sales.correction_at_stripe import made_at_stripe, send_correction
from pulse.sales.correction_rules import (
    CorrectionStep,
    can_go_without_the_trainer,
    correction_step,
    is_reversal,
    params_without_the_trainer,
    wait_after_refusal,
)
from pulse.sales.owed import Owed, owed
from pulse.sales.records import Correction, Payment, payment_path
from pulse.sales.refund_notices import is_told_alone, refund_notice
from pulse.sales.sale import Sale
from pulse.sales.states import SYSTEM_ACTOR, CorrectionKind, CorrectionStatus
from pulse.sales.stored_payment import read_payment

KEY_NAMES = {
    CorrectionKind.REFUND: "refund",
    CorrectionKind.REFUND_REVERSAL: "refund_reversal",
    CorrectionKind.DISPUTE_REVERSAL: "dispute",
    CorrectionKind.REINSTATEMENT: "dispute_won",
    CorrectionKind.REFUND_REINSTATEMENT: "refund_failed",
    CorrectionKind.FEE_REFUND: "fee_refund",
}
_CHECK = timedelta(minutes=10)


def find_corrections(payment_id: str, *, ports: Ports) -> list[Document]:
    return ports.store.query(Query("corrections", where=[("paymentId", "==", payment_id)]))


def carry_out_corrections(payment: Payment, sale: Sale, known: list[Document], *, ports: Ports) -> bool:
    """Send what is owed and not yet done. True when a correction changed: the sale must be fetched again.

    Raises *StripeUnavailable* (nothing is released; the sweep tries again) and *Conflict* (look again).
    """
    wanted = {one.correction_id: one for one in owed(payment, sale, map(Correction.of, known))}
    advanced = [_advance(document, wanted.pop(document.id, None), sale, ports=ports) for document in known]
    for missing in wanted.values():
        _claim_and_send(partial(_reserve, missing, payment, ports=ports), ports=ports)
    return any(advanced) or bool(wanted)


def _advance(document: Document, wanted: Owed | None, sale: Sale, *, ports: Ports) -> bool:
    """Take the next step of a known correction; False when there is none.

    One whose terms are no longer those that are *wanted* ends before another takes its place.
    """
    correction, now = Correction.of(document), ports.clock.now()
    stripe_id = made_at_stripe(correction, sale)
    step = correction_step(
        correction,
        made=stripe_id is not None,
        still_owed=wanted is not None and wanted.is_what(correction),
        now=now,
        settings=ports.settings,
    )
    match step:
        case CorrectionStep.LEAVE:
            return False
        case CorrectionStep.RECORD:
            _record(document, CorrectionStatus.DONE, stripe_id=stripe_id, ports=ports)
        case CorrectionStep.DROP:
            _record(document, CorrectionStatus.DROPPED, ports=ports)
        case CorrectionStep.SEND_AGAIN:
            _claim_and_send(partial(_note_sending, document, ports=ports), ports=ports)
        case CorrectionStep.RENEW:
            params = _params_of_renewal(correction)
            _claim_and_send(partial(_renew, document, params, ports=ports), ports=ports)
    return True


def _params_of_renewal(correction: Correction) -> dict[str, Any]:
    """A refund that waited for its quiet time after the trainer's account was found short is paid by us."""
    refused_by = correction.attempt.closed_reason
    if can_go_without_the_trainer(correction, refused_by):
        return params_without_the_trainer(correction)
    return correction.params


def _reserve(wanted: Owed, payment: Payment, *, ports: Ports) -> Document:
    """Store the intent, the key and the body before anything is sent."""
    now = ports.clock.now()
    correction = Correction(
        correction_id=wanted.correction_id,
        kind=wanted.kind,
        payment_id=payment.payment_id,
        reference=wanted.reference,
        target=wanted.target,
        amount=wanted.amount,
        owner_amount=wanted.owner_amount,
        currency=payment.currency,
        params=wanted.params,
        attempt=first_attempt(CORRECTION, wanted.name, now, prefix=KEY_NAMES[wanted.kind]),
        status=CorrectionStatus.OPEN,
        actor=SYSTEM_ACTOR,
        next_check_at=now + _CHECK,
        created_at=now,
        updated_at=now,
    )
    change = Change("correction.reserved", SYSTEM_ACTOR, now)
    return commit_create(ports.store, wanted.path, correction, change)


def _note_sending(document: Document, *, ports: Ports) -> Document:
    """The same key is about to be sent again."""
    correction, now = Correction.of(document), ports.clock.now()
    attempt = sent_again(correction.attempt, now)
    sending = correction.but(attempt=attempt, updated_at=now, next_check_at=now + _CHECK)
    return commit_update(ports.store, document, sending, Change("correction.resent", SYSTEM_ACTOR, now))


def _renew(document: Document, params: dict[str, Any], *, ports: Ports) -> Document:
    """Open the next generation, with the body *params*."""
    correction, now = Correction.of(document), ports.clock.now()
    after = correction.but(
        status=CorrectionStatus.OPEN,
        params=params,
        attempt=next_generation(CORRECTION, correction.attempt, now),
        next_check_at=now + _CHECK,
        updated_at=now,
    )
    return commit_update(ports.store, document, after, Change("correction.renewed", SYSTEM_ACTOR, now))


def _claim_and_send(claim: Callable[[], Document], *, ports: Ports) -> None:
    """A worker that froze after its claim may wake while another key is being sent: it must not send."""
    started = ports.clock.monotonic()
    document = claim()
    if is_in_time(started, ports.clock.monotonic(), ports.settings):
        _send(document, ports=ports)


def _send(document: Document, *, ports: Ports) -> None:
    """Send what was reserved, and record the answer."""
    correction = Correction.of(document)
    try:
        stripe_id = send_correction(correction, ports=ports)
    except StripeRefused as refusal:
        closed = correction.attempt.but(closed=True, closed_reason=refusal.stripe_code or "unknown")
        if not can_go_without_the_trainer(correction, refusal.stripe_code):
            _record_refusal(document, closed, refusal, ports=ports)
        elif was_refused_at_once(closed, CORRECTION):
            params = params_without_the_trainer(correction)
            _claim_and_send(partial(_renew, document, params, ports=ports), ports=ports)
        else:
            _record_wait(document, closed, ports=ports)
        return
    _record(document, CorrectionStatus.DONE, stripe_id=stripe_id, ports=ports)


def _record_wait(document: Document, closed: Attempt, *, ports: Ports) -> None:
    """An earlier send was not answered and may still be carried out: no new key until it is quiet."""
    correction, now = Correction.of(document), ports.clock.now()
    waits = correction.but(attempt=closed, next_check_at=quiet_from(closed, ports.settings), updated_at=now)
    commit_update(ports.store, document, waits, Change("correction.refused", SYSTEM_ACTOR, now))


def _record_refusal(document: Document, closed: Attempt, refusal: StripeRefused, *, ports: Ports) -> None:
    correction = Correction.of(document)
    now, code = ports.clock.now(), refusal.stripe_code or "unknown"
    wait = wait_after_refusal(correction, refusal.stripe_code, now)
    _record(
        document,
        CorrectionStatus.REFUSED,
        ports=ports,
        attempt=closed,
        refused_code=code,
        receivable=correction.receivable or is_reversal(correction),
        next_check_at=wait and now + wait,
    )
    if not correction.receivable and correction.refused_code != code:
        ports.alerts.raise_alert(_alert(correction, refusal, tried_again=wait is not None))


def _record(document: Document, status: CorrectionStatus, *, ports: Ports, **outcome: Any) -> None:
    """*outcome*: the fields that the outcome sets. Without it nothing is made, refused or due."""
    correction, now = Correction.of(document), ports.clock.now()
    cleared = {"stripe_id": None, "refused_code": None, "next_check_at": None}
    after = correction.but(status=status, updated_at=now, **{**cleared, **outcome})
    told = _told(after, now, ports=ports) if status is CorrectionStatus.DONE else []
    commit_update(ports.store, document, after, Change(f"correction.{status}", SYSTEM_ACTOR, now), *told)


def _told(refund: Correction, now: datetime, *, ports: Ports) -> list[Write]:
    """The buyer's notice of a refund. Who gets everything back without asking is told so with the reason."""
    if refund.kind is not CorrectionKind.REFUND or not is_told_alone(refund):
        return []
    payment = Payment.of(existing(read_payment(refund.payment_id, ports=ports), "payment"))
    return [refund_notice(payment, refund, ports.settings, now)]


def _alert(correction: Correction, refusal: StripeRefused, *, tried_again: bool) -> Alert:
    kind = correction.kind.value.replace("_", " ")
    money = "the trainer owes us the amount" if is_reversal(correction) else "no money moved"
    cause = causes.RECEIVABLE_OPENED if is_reversal(correction) else causes.CORRECTION_REFUSED
    return cause.alert(
        f"Stripe refused a {kind}: {money}. It is {'' if tried_again else 'not '}tried again by itself.",
        subject=payment_path(correction.payment_id),
        amount_cents=correction.amount,
        currency=correction.currency,
        facts={"stripe_code": refusal.stripe_code, "correction": correction.correction_id},
    )
