"""Pure rules of a payment: its status from what Stripe says, and which status may follow which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from pulse import money
from pulse.charges import DisputeOutcome
from pulse.sales.states import PaymentStatus

_AFTER_MONEY = frozenset(
    {
        PaymentStatus.COMPLETED,
        PaymentStatus.PARTIALLY_REFUNDED,
        PaymentStatus.REFUNDED,
        PaymentStatus.DISPUTED,
        PaymentStatus.LOST,
    }
)
_BEFORE_MONEY = frozenset(
    {
        PaymentStatus.REQUIRES_PAYMENT,
        PaymentStatus.PROCESSING,
        PaymentStatus.FAILED,
        PaymentStatus.CANCELED,
    }
)

TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    # Events get lost, so we may hear of a payment for the first time long after it was paid.
    PaymentStatus.REQUIRES_PAYMENT: (_BEFORE_MONEY | _AFTER_MONEY) - {PaymentStatus.REQUIRES_PAYMENT},
    PaymentStatus.PROCESSING: (_BEFORE_MONEY | _AFTER_MONEY) - {PaymentStatus.PROCESSING},
    PaymentStatus.FAILED: (_BEFORE_MONEY | _AFTER_MONEY) - {PaymentStatus.FAILED},
    # Once paid, no event can make it unpaid; refunds can fail and disputes can be won or appealed.
    PaymentStatus.COMPLETED: _AFTER_MONEY - {PaymentStatus.COMPLETED},
    PaymentStatus.PARTIALLY_REFUNDED: _AFTER_MONEY - {PaymentStatus.PARTIALLY_REFUNDED},
    PaymentStatus.REFUNDED: _AFTER_MONEY - {PaymentStatus.REFUNDED},
    PaymentStatus.DISPUTED: _AFTER_MONEY - {PaymentStatus.DISPUTED},
    PaymentStatus.LOST: _AFTER_MONEY - {PaymentStatus.LOST},
    PaymentStatus.CANCELED: frozenset(),
}
"""Every allowed change of status. Any other is logged as an error and changes nothing."""

OPEN = _BEFORE_MONEY - {PaymentStatus.CANCELED}
"""The statuses of a payment that may still be paid with the secret that its buyer holds."""
UNUSED_AFTER = timedelta(days=7)
"""Stripe keeps an unpaid PaymentIntent for ever; we cancel it after this time."""

SOLD = _AFTER_MONEY
"""The statuses of a payment whose money has arrived at some time."""


TAKEN_BACK = _AFTER_MONEY - {PaymentStatus.COMPLETED}
"""The buyer's money, or a part of it, went back, or their bank has it for now."""


def may_become(before: PaymentStatus, after: PaymentStatus) -> bool:
    return before is after or after in TRANSITIONS[before]


def unpaid_status(intent_status: str, *, tried: bool) -> PaymentStatus | None:
    """The payment's status by the PaymentIntent's (docs.stripe.com/payments/paymentintents/lifecycle).

    *tried*: there was a charge, so `requires_payment_method` means that it was declined. None for a status
    that we do not know: the caller leaves the record as it is.
    """
    known = {
        "requires_payment_method": PaymentStatus.FAILED if tried else PaymentStatus.REQUIRES_PAYMENT,
        "requires_confirmation": PaymentStatus.REQUIRES_PAYMENT,
        "requires_action": PaymentStatus.REQUIRES_PAYMENT,
        "processing": PaymentStatus.PROCESSING,
        "requires_capture": PaymentStatus.PROCESSING,
        "canceled": PaymentStatus.CANCELED,
    }
    return known.get(intent_status)


def sold_status(amount: int, refunded: int, disputes: Iterable[DisputeOutcome]) -> PaymentStatus:
    """The status of a payment whose money arrived. An open dispute goes before a lost one, then a refund."""
    outcomes = set(disputes)
    if DisputeOutcome.OPEN in outcomes:
        return PaymentStatus.DISPUTED
    if DisputeOutcome.LOST in outcomes:
        return PaymentStatus.LOST
    if refunded >= amount:
        return PaymentStatus.REFUNDED
    return PaymentStatus.PARTIALLY_REFUNDED if refunded else PaymentStatus.COMPLETED


def owner_share(owner_amount: int, part: int, amount: int, currency: str) -> int:
    """What the trainer owes back of their *owner_amount* when *part* of *amount* goes back to the buyer."""
    return money.proportion(owner_amount, min(part, amount), amount, step=money.step(currency))
