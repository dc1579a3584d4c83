"""The stored documents of sales: `purchases`, `payments`, `corrections`, `stripeCustomers`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pulse.attempts import CorrectionAttempt, CustomerAttempt, PaymentIntentAttempt
from pulse.ledger import Record
from pulse.ports import Document
from pulse.ports.paths import path
from pulse.sales import first_system
from pulse.sales.states import (
    CorrectionKind,
    CorrectionStatus,
    FeePayer,
    PaymentStatus,
    RefundPolicy,
    RefundReason,
)


class Terms(Record):
    """What was quoted when the purchase was made; frozen, and copied to the payment (units: minor)."""

    challenge_id: str
    challenge_title: str
    owner_id: str
    buyer_id: str
    stripe_account_id: str
    amount: int
    """What the buyer is charged."""
    surcharge: int = 0
    """Of that, what is on top of the price: the processing, where the buyer bears it."""
    currency: str
    fee_bps: int
    platform_fee: int
    processing_fee: int
    processing_fee_payer: FeePayer
    application_fee_amount: int
    owner_amount: int
    platform_margin: int
    """Expected, by the estimate; negative where the sale costs us money."""

    @property
    def price(self) -> int:
        return self.amount - self.surcharge

    def same_terms(self, other: Terms) -> bool:
        """Whether an intent made on these terms charges and pays as *other* would."""
        decisive = ("owner_id", "stripe_account_id", "amount", "currency", "application_fee_amount")
        return all(getattr(self, name) == getattr(other, name) for name in decisive)


class Purchase(Terms):
    """`purchases/{challengeId}_{buyerId}`: the intent to sell this round to this person."""

    purchase_id: str
    attempt: PaymentIntentAttempt
    payment_id: str | None = None
    """The PaymentIntent of this generation; None until Stripe is known to have it."""
    customer_id: str | None = None
    """Set once the mobile PaymentSheet was asked for."""
    superseded: tuple[str, ...] = ()
    """PaymentIntents of earlier generations."""
    created_at: datetime
    updated_at: datetime


class Payment(Terms):
    """`payments/{paymentIntentId}`: the guide's fields, and what the books need (minor units)."""

    payment_id: str
    purchase_id: str
    generation: int
    status: PaymentStatus
    user_challenge_id: str
    """The enrolment that the payment makes: `user-challenge/{challengeId}_{buyerId}`."""
    refunded_amount: int = 0
    """Back at the buyer, or on the way."""
    reserved_refund_amount: int = 0
    """Of refunds that were decided here and are not yet known to be at Stripe."""
    owner_refunded_amount: int = 0
    """What the trainer gave or owes back, net of our fee; reinstated money counts against it."""
    owner_net_amount: int
    """`owner_amount - owner_refunded_amount`."""
    receivable_amount: int = 0
    """Of that, what could not be taken back from their account yet."""
    charge_id: str | None = None
    transfer_id: str | None = None
    application_fee_id: str | None = None
    stripe_fee: int | None = None
    """What Stripe really took for the charge, once it says so."""
    dispute_id: str | None = None
    dispute_status: str | None = None
    dispute_reason: str | None = None
    disputed_amount: int = 0
    check_at: datetime | None = None
    """When the sweep looks at it again; None once nothing is expected to happen by itself."""
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls.model_validate(first_system.completed(document.fields))


class Correction(Record):
    """`corrections/{id}`: one Stripe write that a sale needs afterwards, with the body that is sent."""

    correction_id: str
    kind: CorrectionKind
    payment_id: str
    reference: str
    """What it answers: a refund's or dispute's id; for a refund the request's own name."""
    target: str
    """The Stripe object it is made on: a PaymentIntent, or the sale's transfer."""
    amount: int
    """What Stripe is asked to move."""
    owner_amount: int
    """What it means for the trainer."""
    currency: str
    params: dict[str, Any]
    attempt: CorrectionAttempt
    status: CorrectionStatus
    refused_code: str | None = None
    receivable: bool = False
    """The trainer's account was short: the books hold it as owed to us."""
    stripe_id: str | None = None
    policy: RefundPolicy | None = None
    reason: RefundReason | None = None
    actor: str
    check_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class StripeCustomer(Record):
    """`stripeCustomers/{uid}`: the buyer at Stripe, for the mobile PaymentSheet."""

    user_id: str
    stripe_customer_id: str | None = None
    attempt: CustomerAttempt
    created_at: datetime
    updated_at: datetime


def purchase_path(challenge_id: str, buyer_id: str) -> str:
    return path("purchases", purchase_id(challenge_id, buyer_id))


def purchase_id(challenge_id: str, buyer_id: str) -> str:
    return f"{challenge_id}_{buyer_id}"


def payment_path(payment_id: str) -> str:
    return path("payments", payment_id)


def enrolment_path(user_challenge_id: str) -> str:
    return path("user-challenge", user_challenge_id)


def correction_path(correction_id: str) -> str:
    return path("corrections", correction_id)


def customer_path(user_id: str) -> str:
    return path("stripeCustomers", user_id)


def user_path(user_id: str) -> str:
    return path("users", user_id)
