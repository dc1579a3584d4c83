"""Store a trainer's wish for a refund, and tell operators."""

from __future__ import annotations

from dataclasses import dataclass

from pulse import log
from pulse.alerts import causes
from pulse.backoffice.refund_requests.records import (
    NotYourSale,
    RefundRequest,
    RefundRequestOpen,
    RefundRequestStatus,
    refund_request_path,
)
from pulse.ledger import Change, commit_record, existing, retry_after_conflict
from pulse.ports import Document, Ports
from pulse.sales import Payment, find_elsewhere, payment_path, refundable


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRefund:
    """*amount* in minor units; None asks for all that is left."""

    payment_id: str
    actor: str
    reason: str
    amount: int | None = None


def request_refund(command: RequestRefund, *, ports: Ports) -> RefundRequest:
    """A repeat returns the open request, and tells operators again: the first call may not have got to it.

    Nothing at Stripe and nothing of the payment changes.
    Raises *NotFound*, *NotYourSale*, *InvalidRequest*, *NotRefundable* and *RefundRequestOpen*.
    """
    request = retry_after_conflict(
        lambda _: _store(command, ports=ports), busy="this payment is being worked on; please try again"
    )
    _alert(request, ports=ports)
    return request


def _store(command: RequestRefund, *, ports: Ports) -> RefundRequest:
    where = refund_request_path(command.payment_id)
    own = payment_path(command.payment_id)
    found = ports.store.get_all([own, where])
    stored = found.get(own) or find_elsewhere(command.payment_id, ports=ports)
    payment = _own_sale(stored, command.actor)
    amount = refundable(payment, command.amount)
    document = found.get(where)
    before = RefundRequest.of(document) if document else None
    if before is not None and before.status is RefundRequestStatus.OPEN:
        if before.amount != amount:
            raise RefundRequestOpen(_ASKED, amount=before.amount)
        return before
    request = RefundRequest(
        payment_id=payment.payment_id,
        challenge_id=payment.challenge_id,
        owner_id=payment.owner_id,
        buyer_id=payment.buyer_id,
        amount=amount,
        currency=payment.currency,
        refunded_before=payment.refunded_amount,
        reason=log.redacted(command.reason),
        status=RefundRequestStatus.OPEN,
        asked_at=ports.clock.now(),
    )
    change = Change("refund_request.opened", command.actor, request.asked_at)
    commit_record(ports.store, document, where, request, change)
    return request


_ASKED = "you have already asked for a refund of this payment"


def _own_sale(document: Document | None, actor: str) -> Payment:
    payment = Payment.of(existing(document, "payment", code="payment_not_found"))
    if payment.owner_id != actor:
        raise NotYourSale("this is not a sale of yours")
    return payment


def _alert(request: RefundRequest, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.REFUND_REQUESTED.alert(
            "A trainer asks for a refund of a sale. An administrator makes it, or declines.",
            subject=payment_path(request.payment_id),
            amount_cents=request.amount,
            currency=request.currency,
            user_id=request.owner_id,
        )
    )
