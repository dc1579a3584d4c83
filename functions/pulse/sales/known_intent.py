"""The PaymentIntent of a purchase, by the id that we stored. Stripe never deletes one."""

from __future__ import annotations

from pulse.alerts import causes
from pulse.attempts import StoredId, is_gone
from pulse.errors import StripeRefused
from pulse.ports import Ports
from pulse.ports.stripe_objects import PaymentIntent
from pulse.sales.records import payment_path
from pulse.sales.refusals import PaymentVanished


def retrieve_known_intent(payment_id: str, *, ports: Ports) -> PaymentIntent:
    """Raises *PaymentVanished* if Stripe does not know it, after an alert that names it.

    A second intent would let the buyer pay twice if the first is found again, as after a change of the key.
    """
    try:
        return ports.stripe.retrieve_payment_intent(payment_id)
    except StripeRefused as refused:
        if not is_gone(StoredId.PAYMENT_INTENT, refused):
            raise
        ports.alerts.raise_alert(
            causes.PAYMENT_VANISHED.alert(
                "Stripe does not know a PaymentIntent that we made. No other is opened in its place.",
                subject=payment_path(payment_id),
                facts={"stripe_code": refused.stripe_code},
            )
        )
        raise PaymentVanished("Stripe does not know this payment; we have been told") from refused
