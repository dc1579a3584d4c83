"""The stored documents of sales: `purchases`, `payments`, `corrections`, `stripeCustomers`."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from pulse.attempts import CorrectionAttempt, CustomerAttempt, PaymentIntentAttempt
from pulse.ledger import DocumentId, Record
from pulse.ports.joined_ids import JoinedId
from pulse.ports.paths import path
from pulse.ports.store import Fields
from pulse.sales import first_system
from pulse.sales.states import (
    CorrectionKind,
    CorrectionStatus,
    FeePayer,
    PaymentStatus,
    RefundPolicy,
    RefundReason,
    RevokedWhy,
)


class Terms(Record):
    """What was quoted when the purchase was made, in minor units. Frozen, and copied to the payment."""

    challenge_id: DocumentId
    challenge_title: str
    owner_id: DocumentId
    buyer_id: DocumentId
    stripe_account_id: str
    amount: int
    """What the buyer is charged."""
    surcharge: int = 0
    """The part of it that is added to the price: the processing, when the buyer bears it."""
    currency: str
    fee_bps: int
    platform_fee: int
    processing_fee: int
    processing_fee_payer: FeePayer
    application_fee_amount: int
    owner_amount: int
    platform_margin: int
    """What we expect to keep; negative when the sale costs us money."""
    sold_until: datetime | None = None
    """The round's end; None for a round without one."""

    @property
    def price(self) -> int:
        return self.amount - self.surcharge

    def same_terms(self, other: Terms) -> bool:
        """Whether an intent made on these terms charges and pays as *other* would."""
        decisive = ("owner_id", "stripe_account_id", "amount", "currency", "application_fee_amount")
        return all(getattr(self, name) == getattr(other, name) for name in decisive)


class Purchase(Terms):
    """`purchases/{challengeId}_{buyerId}` (decision 0032): the intent to sell this round to this person."""

    purchase_id: str
    attempt: PaymentIntentAttempt
    payment_id: str | None = None
    """The PaymentIntent of this generation; None until we know that Stripe has it."""
    customer_id: str | None = None
    """Set when the mobile PaymentSheet was asked for."""
    superseded: tuple[str, ...] = ()
    """PaymentIntents of earlier generations."""
    created_at: datetime
    updated_at: datetime


class Payment(Terms):
    """`payments/{paymentIntentId}`: the documented fields, and what the books need (minor units)."""

    payment_id: str
    purchase_id: str
    generation: int
    status: PaymentStatus
    user_challenge_id: str
    """The enrolment that the payment makes: `user-challenge/{challengeId}_{buyerId}` (decision 0032)."""
    refunded_amount: int = 0
    """Back with the buyer, or on the way to them."""
    pending_refund_amount: int = 0
    """The part of `refunded_amount` that waits at Stripe: it has not left our balance yet."""
    failed_refund_amount: int = 0
    """What the buyer's bank sent back. We have it, and Stripe makes no second refund of the charge."""
    reserved_refund_amount: int = 0
    """The amount of refunds that were decided here and that Stripe is not yet known to have."""
    owner_refunded_amount: int = 0
    """What the trainer gave or owes back, without our fee and less what was reinstated."""
    owner_net_amount: int
    """`owner_amount - owner_refunded_amount`."""
    receivable_amount: int = 0
    """The part of `owner_refunded_amount` that could not be taken from their account yet."""
    charge_id: str | None = None
    transfer_id: str | None = None
    application_fee_id: str | None = None
    stripe_fee: int | None = None
    """Stripe's fee on the charge; None until Stripe reports it."""
    dispute_id: str | None = None
    dispute_status: str | None = None
    dispute_reason: str | None = None
    disputed_amount: int = 0
    next_check_at: datetime | None = None
    """When the sweep asks Stripe about it; None when no change is expected."""
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None = None
    enrolled_at: datetime | None = None
    """When the buyer's entry was made. It is made once: a buyer who was removed stays removed."""
    revoked_at: datetime | None = None
    """When it was decided that the intent must not be paid any more: before Stripe is asked to cancel it."""
    revoked_why: RevokedWhy | None = None
    paid_too_late: bool = False
    """It was paid when the round was no longer sold: everything is refunded, and nobody is enrolled."""

    @classmethod
    def completed(cls, fields: Fields) -> dict[str, Any]:
        return first_system.completed(fields)


class Correction(Record):
    """`corrections/{id}`: one call to Stripe that a sale needs afterwards, with the body that is sent."""

    correction_id: str
    kind: CorrectionKind
    payment_id: DocumentId
    reference: str
    """The refund, dispute or fee that it follows from; for a refund, its own id."""
    target: str
    """The Stripe object it is made on: a PaymentIntent, a transfer to the trainer, or the sale's fee."""
    amount: int
    """What Stripe is asked to move."""
    owner_amount: int
    """What the trainer gives back by it; negative when they are paid."""
    currency: str
    params: dict[str, Any]
    attempt: CorrectionAttempt
    status: CorrectionStatus
    refused_code: str | None = None
    receivable: bool = False
    """The trainer's account was short: in the books they owe us the amount."""
    stripe_id: str | None = None
    policy: RefundPolicy | None = None
    reason: RefundReason | None = None
    actor: str
    next_check_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def path(self) -> str:
        return correction_path(self.correction_id)

    @property
    def finished(self) -> bool:
        """Nothing is sent for it any more."""
        return self.status in {CorrectionStatus.DONE, CorrectionStatus.DROPPED}


class StripeCustomer(Record):
    """`stripeCustomers/{uid}`: the buyer at Stripe, for the mobile PaymentSheet."""

    user_id: str
    stripe_customer_id: str | None = None
    attempt: CustomerAttempt
    created_at: datetime
    updated_at: datetime


def purchase_of(challenge_id: str, buyer_id: str) -> JoinedId:
    own = {"challengeId": challenge_id, "buyerId": buyer_id}
    return JoinedId("purchases", (challenge_id, buyer_id), own)


def enrolment_of(challenge_id: str, user_id: str, *, known: str | None = None) -> JoinedId:
    """*known*: the id that a payment has for it."""
    own = {"challengeId": challenge_id, "userId": user_id}
    return JoinedId("user-challenge", (challenge_id, user_id), own, known)


def purchase_path(purchase_id: str) -> str:
    return path("purchases", purchase_id)


def payment_path(payment_id: str) -> str:
    return path("payments", payment_id)


def refund_id(payment_id: str, request: str) -> str:
    """*request* names the request: repeated, it is the same refund."""
    return f"refund_{payment_id}_{hashlib.sha256(request.encode()).hexdigest()[:16]}"


def correction_path(correction_id: str) -> str:
    return path("corrections", correction_id)


def customer_path(user_id: str) -> str:
    return path("stripeCustomers", user_id)
