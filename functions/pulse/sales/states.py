"""The words for sales: the status of a payment, who pays the processing, and the kinds of corrections."""

from __future__ import annotations

from enum import StrEnum

SYSTEM_ACTOR = "system:sales"
"""The actor of changes that no person asked for."""


class PaymentStatus(StrEnum):
    """What clients see of a payment, and what is true of the money."""

    REQUIRES_PAYMENT = "requires_payment"
    """An intent exists; nobody has paid."""
    PROCESSING = "processing"
    """The bank decides; money may move at any moment."""
    COMPLETED = "completed"
    """The buyer's money is here, the trainer's share is in their account."""
    FAILED = "failed"
    """The last try was declined; the same intent may be paid by another try."""
    CANCELED = "canceled"
    """The intent can never be paid."""
    PARTIALLY_REFUNDED = "partially_refunded"
    """A part went back to the buyer."""
    REFUNDED = "refunded"
    """All of it went back to the buyer."""
    DISPUTED = "disputed"
    """The buyer's bank took the money back for now; the trainer's share was reversed."""
    LOST = "lost"
    """A dispute was decided for the buyer."""


class RevokedWhy(StrEnum):
    """Why an open payment may no longer be paid (decision 1151)."""

    ENDED = "ended"
    """The round's end has passed."""
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """The round was deleted, or is a draft again."""
    FREE = "free"
    OTHER_OWNER = "other_owner"
    """The round's first owner, who would be paid, is another person now."""
    SELLER_ON_HOLD = "seller_on_hold"
    """An administrator stopped the trainer's sales."""
    BUYER_ERASED = "buyer_erased"
    UNUSED = "unused"
    """The buyer did not pay for a week. If they pay while we cancel it, the sale stands."""
    DISPLACED = "displaced"
    """A later buyer took its place in the trainer's day. If it is paid meanwhile, the sale stands."""


class FeePayer(StrEnum):
    """Who bears Stripe's processing fee (decision 0002)."""

    PLATFORM = "platform"
    TRAINER = "trainer"
    BUYER = "buyer"
    """By a surcharge on the price (decision 0504)."""


class RefundPolicy(StrEnum):
    """Who pays a refund."""

    PROPORTIONAL = "proportional"
    """The trainer's share and our fee go back in proportion (Stripe: both flags on)."""
    KEEP_FEE = "keep_fee"
    """The trainer pays it all, our fee stays."""
    PLATFORM_PAYS = "platform_pays"
    """The trainer keeps everything; we pay the refund."""


class RefundReason(StrEnum):
    """Stripe's words (docs.stripe.com/api/refunds/object#refund_object-reason)."""

    REQUESTED_BY_CUSTOMER = "requested_by_customer"
    DUPLICATE = "duplicate"
    FRAUDULENT = "fraudulent"


class CorrectionKind(StrEnum):
    """Each kind is one call to Stripe that a completed sale may need."""

    REFUND = "refund"
    """Money back to the buyer."""
    REFUND_REVERSAL = "refund_reversal"
    """Takes the trainer's share back after a refund that did not."""
    DISPUTE_REVERSAL = "dispute_reversal"
    """Takes the trainer's share of a disputed payment back."""
    REINSTATEMENT = "reinstatement"
    """Pays the trainer back what was taken for a dispute, after it was won."""
    REFUND_REINSTATEMENT = "refund_reinstatement"
    """Pays the trainer back what was taken for a refund, after it failed."""
    FEE_REFUND = "fee_refund"
    """Gives the trainer the cents of our fee that rounding left behind when parts became the whole."""


class CorrectionStatus(StrEnum):
    OPEN = "open"
    """It may have happened at Stripe: look it up before anything is sent."""
    DONE = "done"
    """Stripe has it; `stripe_id` says where."""
    REFUSED = "refused"
    """Stripe refused: no money moved. It is tried again later if it must happen."""
    DROPPED = "dropped"
    """It is no longer owed, and it cannot have happened at Stripe."""
