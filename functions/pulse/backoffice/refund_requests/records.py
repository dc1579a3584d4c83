"""`refundRequests/{paymentId}`: what a trainer wishes for one of their sales. It moves no money."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pulse.errors import NotAllowed, Refusal
from pulse.ledger import Record
from pulse.notices import Amount, Said, notice
from pulse.ports.paths import path
from pulse.ports.store import Merge
from pulse.settings import Settings


class RefundRequestStatus(StrEnum):
    OPEN = "open"
    """An administrator has to refund the payment, or to decline."""
    DONE = "done"
    """The payment was refunded, by whomever, as far as was asked."""
    DECLINED = "declined"


class RefundRequest(Record):
    payment_id: str
    challenge_id: str
    owner_id: str
    """Who asked: the trainer who was paid."""
    buyer_id: str
    amount: int
    currency: str
    refunded_before: int
    """What had gone back to the buyer when it was asked for."""
    reason: str
    """The trainer's words."""
    status: RefundRequestStatus
    asked_at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    declined_reason: str | None = None
    """The administrator's words, which the trainer reads."""


class RefundNotWaiting(Refusal):
    """There is no open request for this payment."""

    code = "refund_not_requested"


class RefundRequestOpen(Refusal):
    """An open request for this payment asks for another amount."""

    code = "refund_requested"


class NotYourSale(NotAllowed):
    """The payment was made to another trainer."""


def refund_request_path(payment_id: str) -> str:
    return path("refundRequests", payment_id)


def answer_notice(request: RefundRequest, settings: Settings, now: datetime) -> Merge:
    """Told to the trainer once for each answer, whatever is repeated."""
    declined = request.status is RefundRequestStatus.DECLINED
    return notice(
        request.owner_id,
        f"{request.payment_id}_refund_{int(request.asked_at.timestamp())}",
        Said.REFUND_REQUEST_DECLINED if declined else Said.REFUND_REQUEST_DONE,
        reason=f"refund_{request.status.value}",
        settings=settings,
        at=now,
        page="/trainer/dashboard",
        about={"paymentId": request.payment_id},
        amount=Amount(request.amount, request.currency),
        why_declined=request.declined_reason or "",
    )
