"""Corrections are carried out like every Stripe write: intent and key stored, looked up, sent, recorded.

What Stripe has is known from the sale as it was just fetched: no other look-up is needed before sending.
Two workers at one correction send the same key and body; a new generation is claimed by a precondition.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pulse.alerts import causes
from pulse.attempts import CORRECTION, Step, first_attempt, is_quiet, next_generation, next_step
from pulse.errors import StripeRefused
from pulse.ledger import Change, commit_create, commit_update
from pulse.ports import Alert, Document, Ports
from pulse.ports.store import Query
from pulse.sales.correction_at_stripe import carry_out, outcome
from pulse.sales.owed import Owed, owed
from pulse.sales.records import Correction, Payment
from pulse.sales.sale import Sale
from pulse.sales.states import CorrectionKind, CorrectionStatus

KEY_NAMES = {
    CorrectionKind.REFUND: "refund",
    CorrectionKind.REFUND_REVERSAL: "refund_reversal",
    CorrectionKind.DISPUTE_REVERSAL: "dispute",
    CorrectionKind.REINSTATEMENT: "dispute_won",
}
_ACTOR = "system:sales"
_RETRY = timedelta(days=1)
_CHECK = timedelta(minutes=10)
_SHORT = frozenset({"balance_insufficient", "insufficient_funds"})


def corrections_of(payment_id: str, *, ports: Ports) -> list[Document]:
    return ports.store.query(Query("corrections", where=[("paymentId", "==", payment_id)]))


def settle_corrections(payment: Payment, sale: Sale, known: list[Document], *, ports: Ports) -> bool:
    """Carry out what is owed and not yet done; True when something changed, so that it must be observed.

    Raises *StripeUnavailable* (nothing is released; the sweep comes back) and *Conflict* (look again).
    """
    wanted = {correction.correction_id: correction for correction in owed(payment, sale)}
    moved = [_advanced(document, wanted.pop(document.id, None), sale, ports=ports) for document in known]
    for missing in wanted.values():
        _send(_started(missing, payment, ports=ports), ports=ports)
    return any(moved) or bool(wanted)


def _advanced(document: Document, wanted: Owed | None, sale: Sale, *, ports: Ports) -> bool:
    correction = Correction.of(document)
    if correction.status is CorrectionStatus.DONE:
        return False
    if stripe_id := outcome(correction, sale):
        _record(document, CorrectionStatus.DONE, ports=ports, stripe_id=stripe_id)
        return True
    if wanted is None and correction.kind is not CorrectionKind.REFUND:
        return _dropped(document, ports=ports)
    if correction.status is CorrectionStatus.OPEN:
        return _resent(document, ports=ports)
    if correction.check_at is None or correction.check_at > ports.clock.now():
        return False
    _send(_renewed(document, correction.params, ports=ports), ports=ports)
    return True


def _started(wanted: Owed, payment: Payment, *, ports: Ports) -> Document:
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
        attempt=first_attempt(CORRECTION, wanted.reference, now, prefix=KEY_NAMES[wanted.kind]),
        status=CorrectionStatus.OPEN,
        actor=_ACTOR,
        check_at=now + _CHECK,
        created_at=now,
        updated_at=now,
    )
    return commit_create(ports.store, wanted.path, correction, Change("correction_started", _ACTOR, now))


def _resent(document: Document, *, ports: Ports) -> bool:
    """Stripe does not have it: the same key while Stripe knows it, a new one once nothing can be late."""
    correction, now = Correction.of(document), ports.clock.now()
    following = next_step(
        correction.attempt, CORRECTION, now=now, settings=ports.settings, found_nothing_at=now
    )
    match following.step:
        case Step.SEND_AGAIN:
            attempt = correction.attempt.but(last_sent_at=now)
            sending = correction.but(attempt=attempt, updated_at=now, check_at=now + _CHECK)
            change = Change("correction_sent_again", _ACTOR, now)
            _send(commit_update(ports.store, document, sending, change), ports=ports)
        case Step.NEW_GENERATION:
            _send(_renewed(document, correction.params, ports=ports), ports=ports)
        case _:
            return False
    return True


def _renewed(document: Document, params: dict[str, Any], *, ports: Ports) -> Document:
    correction, now = Correction.of(document), ports.clock.now()
    after = correction.but(
        status=CorrectionStatus.OPEN,
        params=params,
        attempt=next_generation(CORRECTION, correction.attempt, now),
        check_at=now + _CHECK,
        updated_at=now,
    )
    return commit_update(ports.store, document, after, Change("correction_renewed", _ACTOR, now))


def _send(document: Document, *, ports: Ports) -> None:
    correction = Correction.of(document)
    try:
        stripe_id = carry_out(correction, ports=ports)
    except StripeRefused as refusal:
        _refused(document, refusal, ports=ports)
        return
    _record(document, CorrectionStatus.DONE, ports=ports, stripe_id=stripe_id)


def _refused(document: Document, refusal: StripeRefused, *, ports: Ports) -> None:
    correction = Correction.of(document)
    if _can_go_without_the_trainer(correction, refusal):
        # The buyer is paid from our balance; what the trainer owes becomes a correction of its own.
        params = {**correction.params, "reverse_transfer": False, "refund_application_fee": False}
        _send(_renewed(document, params, ports=ports), ports=ports)
        return
    reversal = correction.kind in {CorrectionKind.REFUND_REVERSAL, CorrectionKind.DISPUTE_REVERSAL}
    again = None if correction.kind is CorrectionKind.REFUND else ports.clock.now() + _RETRY
    _record(
        document,
        CorrectionStatus.REFUSED,
        ports=ports,
        refused_code=refusal.stripe_code or "unknown",
        receivable=reversal,
        check_at=again,
    )
    if not correction.receivable:
        ports.alerts.raise_alert(_alert(correction, refusal, receivable=reversal))


def _can_go_without_the_trainer(correction: Correction, refusal: StripeRefused) -> bool:
    return (
        correction.kind is CorrectionKind.REFUND
        and bool(correction.params.get("reverse_transfer"))
        and refusal.stripe_code in _SHORT
    )


def _alert(correction: Correction, refusal: StripeRefused, *, receivable: bool) -> Alert:
    cause = causes.RECEIVABLE if receivable else causes.CORRECTION_REFUSED
    return cause.alert(
        f"Stripe refused a {correction.kind}",
        subject=f"payments/{correction.payment_id}",
        amount_cents=correction.amount,
        currency=correction.currency,
        facts={"stripe_code": refusal.stripe_code, "correction": correction.correction_id},
    )


def _dropped(document: Document, *, ports: Ports) -> bool:
    """No longer owed. Only once no request of ours can still be executing."""
    correction = Correction.of(document)
    sent = correction.status is CorrectionStatus.OPEN
    if correction.status is CorrectionStatus.DROPPED or (
        sent and not is_quiet(correction.attempt, ports.clock.now(), ports.settings)
    ):
        return False
    _record(document, CorrectionStatus.DROPPED, ports=ports)
    return True


def _record(
    document: Document,
    status: CorrectionStatus,
    *,
    ports: Ports,
    stripe_id: str | None = None,
    refused_code: str | None = None,
    receivable: bool = False,
    check_at: datetime | None = None,
) -> None:
    correction, now = Correction.of(document), ports.clock.now()
    after = correction.but(
        status=status,
        stripe_id=stripe_id,
        refused_code=refused_code,
        receivable=correction.receivable or receivable,
        check_at=check_at,
        updated_at=now,
    )
    commit_update(ports.store, document, after, Change(f"correction_{status}", _ACTOR, now))
