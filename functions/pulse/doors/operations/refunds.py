"""Operations on refunds: a trainer asks for one, an administrator makes it or declines."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import (
    DeclineRefund,
    RefundRequest,
    RequestRefund,
    decline_refund,
    refund_below_cap,
    request_refund,
)
from pulse.doors.access.rate_limits import ACTS, MONEY
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK
from pulse.doors.operation import WRITE, Answer, Call, Operation
from pulse.doors.wire import fields
from pulse.doors.wire.fields import Cents, PaymentIntentId, Policy, RequestId
from pulse.doors.wire.inputs import Input, WithReason
from pulse.ports import Ports
from pulse.sales import RefundPayment, RefundPolicy, RefundReason


class RefundInput(Input):
    paymentId: PaymentIntentId
    amount: Cents | None = None
    """What to refund, in minor units; all that is left by default."""
    refundReason: fields.RefundReason = "requested_by_customer"
    policy: Policy = "proportional"
    requestId: RequestId | None = None
    """Identifies the request: sent again, it is the same refund."""


class RequestRefundInput(WithReason):
    paymentId: PaymentIntentId
    amount: Cents | None = None
    """What to refund, in minor units; all that is left by default."""


class DeclineRefundInput(WithReason):
    paymentId: PaymentIntentId


class RefundRequestAnswer(TypedDict):
    paymentId: str
    amount: int
    """What is to be refunded, in minor units."""
    currency: str
    status: str
    """`open` until administrators have answered, then `done` or `declined`."""


class RefundAnswer(TypedDict):
    refundId: str
    refundStatus: str
    """Stripe's word: a `pending` refund waits until our balance covers it."""
    paymentId: str
    amount: int
    """What this refund gives back to the buyer, in minor units."""
    currency: str
    status: str
    """What is true of the payment's money."""
    refundedAmount: int
    ownerNetAmount: int
    receivableAmount: int


def refund(call: Call[RefundInput], ports: Ports) -> Answer:
    command = RefundPayment(
        payment_id=call.fields.paymentId,
        actor=call.actor,
        reason=RefundReason(call.fields.refundReason),
        amount=call.fields.amount,
        policy=RefundPolicy(call.fields.policy),
        request_id=call.fields.requestId,
    )

    refunded = refund_below_cap(command, ports=ports)

    answer: RefundAnswer = {
        "refundId": refunded.refund_id,
        "refundStatus": refunded.refund_status,
        "paymentId": refunded.payment_id,
        "amount": refunded.amount,
        "currency": refunded.currency,
        "status": refunded.status.value,
        "refundedAmount": refunded.refunded_amount,
        "ownerNetAmount": refunded.owner_net_amount,
        "receivableAmount": refunded.receivable_amount,
    }
    return Answer(answer)


def request(call: Call[RequestRefundInput], ports: Ports) -> Answer:
    command = RequestRefund(
        payment_id=call.fields.paymentId,
        actor=call.actor,
        reason=call.fields.reason,
        amount=call.fields.amount,
    )

    requested = request_refund(command, ports=ports)

    return Answer(_refund_request(requested))


def decline(call: Call[DeclineRefundInput], ports: Ports) -> Answer:
    command = DeclineRefund(call.fields.paymentId, call.actor, call.fields.reason)

    declined = decline_refund(command, ports=ports)

    return Answer(_refund_request(declined))


def _refund_request(request: RefundRequest) -> RefundRequestAnswer:
    return {
        "paymentId": request.payment_id,
        "amount": request.amount,
        "currency": request.currency,
        "status": request.status.value,
    }


ROWS = (
    Operation(
        "refund-payment",
        "Refund a buyer, up to the cap; above the cap 409 `approval_required`",
        methods=WRITE,
        input=RefundInput,
        access=Access.ADMIN,
        limit=ACTS,
        handler=refund,
        answer=RefundAnswer,
    ),
    Operation(
        "request-refund",
        "A trainer asks administrators to refund a sale of theirs; no money moves",
        methods=WRITE,
        input=RequestRefundInput,
        access=Access.ONESELF,
        limit=MONEY,
        handler=request,
        answer=RefundRequestAnswer,
        secrets=(SLACK,),
    ),
    Operation(
        "decline-refund",
        "Answer a trainer's request: the refund is not made, for this reason, which the trainer reads",
        methods=WRITE,
        input=DeclineRefundInput,
        access=Access.ADMIN,
        limit=ACTS,
        handler=decline,
        answer=RefundRequestAnswer,
        secrets=(SLACK,),
    ),
)
