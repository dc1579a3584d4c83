"""How much of a payment can be refunded: one rule for who asks for a refund and for who makes it. Pure."""

from __future__ import annotations

from typing import Any

from pulse import money
from pulse.errors import InvalidRequest
from pulse.sales.records import Payment
from pulse.sales.refusals import NotRefundable
from pulse.sales.states import PaymentStatus

UNREFUNDED = (PaymentStatus.COMPLETED, PaymentStatus.PARTIALLY_REFUNDED)
"""Of a sale that can be refunded, in full or the rest of it."""


def left_of(payment: Payment) -> int:
    """What is neither refunded nor reserved for a refund."""
    return payment.amount - payment.refunded_amount - payment.reserved_refund_amount


def refundable(payment: Payment, amount: int | None) -> int:
    """*amount*, or all that is left for None. Raises *InvalidRequest* and *NotRefundable*."""
    left = left_of(payment)
    facts: Any = {"refundable_amount": left, "payment_status": payment.status.value}
    if payment.status not in UNREFUNDED:
        raise NotRefundable(f"a payment that is {payment.status.value} cannot be refunded", **facts)
    if amount is not None and amount <= 0:
        raise InvalidRequest("a refund needs an amount above 0", field="amount")
    wanted = left if amount is None else amount
    if problem := money.out_of_step(wanted, payment.currency):
        raise InvalidRequest(f"amount cannot be refunded: {problem}", field="amount")
    if not 0 < wanted <= left:
        raise NotRefundable("more than is left of the payment cannot be refunded", **facts)
    return wanted
