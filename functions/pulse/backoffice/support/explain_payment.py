"""How does this sale stand? Everything about one payment for a round, from our own records alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pulse.attempts import Attempt
from pulse.backoffice.refund_requests import RefundRequest, RefundRequestStatus, refund_request_path
from pulse.backoffice.support.history import History, read_as, read_history, with_damage
from pulse.backoffice.support.sentences import REFUND, SALE
from pulse.batches import partition
from pulse.ledger import existing
from pulse.money import written
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.sales import Correction, Payment, Purchase, purchase_path, read_payment


@dataclass(frozen=True, slots=True)
class PaymentExplanation:
    payment: Payment
    answer: str
    """One sentence for the person who asked, and one for each thing that is still to happen."""
    attempts: Sequence[tuple[str, Attempt]]
    """What was tried at Stripe: what for, and the attempt."""
    refund_request: RefundRequest | None
    """What the trainer asked administrators for and nobody has answered."""
    history: History


def explain_payment(payment_id: str, *, ports: Ports) -> PaymentExplanation:
    """Read the records; change nothing, and ask Stripe nothing. Raises *NotFound* and *RecordDamaged*."""
    document = existing(read_payment(payment_id, ports=ports), "payment", code="payment_not_found")
    payment = read_as(Payment, document)
    beside = ports.store.get_all([purchase_path(payment.purchase_id), refund_request_path(payment_id)])
    asked = beside.pop(refund_request_path(payment_id), None)
    purchases, damaged = partition(Purchase, beside.values())
    requests, damaged_requests = partition(RefundRequest, [asked] if asked else [])
    found = ports.store.query(Query("corrections", where=[("paymentId", "==", payment_id)]))
    corrections, damaged_corrections = partition(Correction, found)
    request = next((one for one in requests if one.status is RefundRequestStatus.OPEN), None)
    subjects = [document.path, *(one.path for one in corrections)]
    history = read_history(subjects, _objects(payment, corrections), ports=ports)
    unreadable = [one.path for one in (*damaged, *damaged_requests, *damaged_corrections)]
    answer = " ".join(_sentences(payment, corrections, request))
    return PaymentExplanation(
        payment=payment,
        answer=with_damage(answer, [*unreadable, *history.damaged]),
        attempts=list(_attempts(payment, purchases, corrections)),
        refund_request=request,
        history=history,
    )


def _sentences(
    payment: Payment, corrections: Sequence[Correction], request: RefundRequest | None
) -> Iterator[str]:
    yield f"{written(payment.amount, payment.currency)}: {payment.status}."
    yield SALE[payment.status].operator
    if payment.paid_too_late:
        yield "It was paid when the round was no longer sold: everything is refunded."
    if payment.receivable_amount:
        owed = written(payment.receivable_amount, payment.currency)
        yield f"The trainer owes us {owed}, which their account could not give back yet."
    if request is not None:
        wanted = written(request.amount, request.currency)
        yield f"The trainer asks for a refund of {wanted}: make it, or decline it with a reason."
    for one in corrections:
        if not one.finished:
            yield f"{one.kind} of {written(one.amount, one.currency)}: {REFUND[one.status].operator}"


def _objects(payment: Payment, corrections: Sequence[Correction]) -> Iterator[str | None]:
    """What Stripe's events about this sale are about."""
    yield from (payment.payment_id, payment.charge_id, payment.transfer_id)
    yield from (payment.application_fee_id, payment.dispute_id)
    yield from (one.stripe_id for one in corrections)


def _attempts(
    payment: Payment, purchases: Sequence[Purchase], corrections: Sequence[Correction]
) -> Iterator[tuple[str, Attempt]]:
    """A purchase holds the attempt of its newest payment alone."""
    yield from (
        ("payment intent", one.attempt) for one in purchases if one.attempt.generation == payment.generation
    )
    for one in corrections:
        yield one.kind.value, one.attempt
