"""The client says that it has paid; Stripe is asked whether it has. Webhook and sweep do the same."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.errors import NotAllowed, NotFound
from pulse.ports import Ports
from pulse.sales import rules
from pulse.sales.apply import apply_payment_intent
from pulse.sales.refusals import PaidTooLate, PaymentNotSucceeded, QuoteMismatch


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletePayment:
    challenge_id: str
    payment_id: str
    actor: str
    amount: int | None = None
    """What the client says it paid, in minor units: checked, never used."""
    as_admin: bool = False
    """The actor may complete other people's payments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDetails:
    """*amount* in minor units of *currency*."""

    payment_id: str
    challenge_id: str
    challenge_title: str
    amount: int
    currency: str
    user_challenge_id: str


def complete_payment(command: CompletePayment, *, ports: Ports) -> PaymentDetails:
    """Record what Stripe says of the payment, and enrol its buyer when it has succeeded.

    Raises *NotFound* and *NotAllowed*, both before anything is applied, *PaymentNotSucceeded*,
    *PaidTooLate*, *QuoteMismatch*, and what `apply_payment_intent` raises.
    """

    def permit(challenge_id: str, buyer_id: str) -> None:
        if challenge_id != command.challenge_id:
            raise _unknown()
        if buyer_id != command.actor and not command.as_admin:
            raise NotAllowed("this is another person's payment")

    payment = apply_payment_intent(command.payment_id, ports=ports, actor=command.actor, permit=permit)
    if payment is None:
        raise _unknown()
    if payment.status not in rules.SOLD:
        intent = ports.stripe.retrieve_payment_intent(payment.payment_id)
        raise PaymentNotSucceeded(
            "the payment has not succeeded", payment_status=payment.status.value, stripe_status=intent.status
        )
    if payment.paid_too_late:
        raise PaidTooLate(
            "this round is not sold any more; you get back everything",
            payment_status=payment.status.value,
        )
    if command.amount not in {None, payment.amount}:
        raise QuoteMismatch("a different amount was paid", amount=payment.amount, currency=payment.currency)
    return PaymentDetails(
        payment_id=payment.payment_id,
        challenge_id=payment.challenge_id,
        challenge_title=payment.challenge_title,
        amount=payment.amount,
        currency=payment.currency,
        user_challenge_id=payment.user_challenge_id,
    )


def _unknown() -> NotFound:
    return NotFound("there is no such payment for this challenge")
