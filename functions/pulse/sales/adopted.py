"""Payments of the first system: nothing is booked, refunded or canceled by one before it is adopted.

The first system's record says less than the books need, and a person may yet correct it or leave it aside
(decision 0802). So until then nothing that Stripe says of it is recorded; the migration asks Stripe itself.
"""

from __future__ import annotations

from pulse import log
from pulse.alerts import causes
from pulse.documents import is_first_systems
from pulse.errors import StripeRefused
from pulse.ledger import HEAD
from pulse.ports import Document, Ports
from pulse.sales.records import Payment
from pulse.sales.refusals import PaymentNotAdopted


def is_adopted(document: Document) -> bool:
    """Whether this system made the payment or adopted it: then it has its rate and its place in the trail."""
    return not is_first_systems(document.fields) and HEAD in document.fields


def require_adopted(document: Document) -> None:
    """Raises *PaymentNotAdopted*."""
    if not is_adopted(document):
        raise PaymentNotAdopted(
            "the payment is the first system's: it can be changed once the migration has adopted it"
        )


def alert_unadopted(payment: Payment, *, subject: str, ports: Ports) -> None:
    """Operators hear of money that went back: a bank's dispute has to be answered within days.

    Raises *StripeUnavailable*: then the event is delivered again.
    """
    log.write("payment.unadopted", payment=payment.payment_id)
    try:
        intent = ports.stripe.retrieve_payment_intent(payment.payment_id)
        charge = ports.stripe.retrieve_charge(intent.latest_charge) if intent.latest_charge else None
    except StripeRefused:
        return  # the migration's report says that Stripe does not know it
    if charge is None or not (charge.disputed or charge.amount_refunded):
        return
    what = "A bank disputes" if charge.disputed else "Money was refunded of"
    ports.alerts.raise_alert(
        causes.PAYMENT_UNADOPTED.alert(
            f"{what} a payment of the first system that is not adopted. Nothing of it is recorded here.",
            subject=subject,
            amount_cents=charge.amount_refunded or charge.amount,
            currency=charge.currency,
        )
    )
