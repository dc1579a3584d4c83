"""The words for sales: where a payment stands, who pays the processing, and which corrections there are."""

from __future__ import annotations

from enum import StrEnum


class PaymentStatus(StrEnum):
    """What clients see of a payment, and what is true of the money."""

    REQUIRES_PAYMENT = "requires_payment"
    """An intent exists; nobody has paid."""
    PROCESSING = "processing"
    """The bank is asked; money may move any moment."""
    COMPLETED = "completed"
    """The buyer's money is here, the trainer's share is in their account."""
    FAILED = "failed"
    """The last try was declined; the same intent may be tried again."""
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
    """A gesture of ours: the trainer keeps everything."""


class RefundReason(StrEnum):
    """Stripe's words (docs.stripe.com/api/refunds/object#refund_object-reason)."""

    REQUESTED_BY_CUSTOMER = "requested_by_customer"
    DUPLICATE = "duplicate"
    FRAUDULENT = "fraudulent"


class CorrectionKind(StrEnum):
    """Each kind is one Stripe write that a completed sale may need."""

    REFUND = "refund"
    """Money back to the buyer."""
    REFUND_REVERSAL = "refund_reversal"
    """The trainer's share of a refund that was made without taking it back."""
    DISPUTE_REVERSAL = "dispute_reversal"
    """The trainer's share of what a dispute took from us."""
    REINSTATEMENT = "reinstatement"
    """A dispute was won: the trainer gets back what was reversed."""


class CorrectionStatus(StrEnum):
    OPEN = "open"
    """It may or may not have happened at Stripe; look it up before anything else."""
    DONE = "done"
    """Stripe has it; `stripe_id` says where."""
    REFUSED = "refused"
    """Stripe said no: nothing moved. Tried again later where it must happen."""
    DROPPED = "dropped"
    """No longer due, and certainly never happened."""


class DisputeOutcome(StrEnum):
    """Stripe's dispute statuses by what they do to the money; unknown ones count as open."""

    INQUIRY = "inquiry"
    """`warning_*`: the bank only asks; no money moved."""
    OPEN = "open"
    WON = "won"
    LOST = "lost"

    @classmethod
    def of(cls, status: str) -> DisputeOutcome:
        if status.startswith("warning_"):
            return cls.INQUIRY
        # prevented: refunded before it became a dispute; the refund tells of the money.
        known = {"won": cls.WON, "lost": cls.LOST, "prevented": cls.INQUIRY}
        return known.get(status, cls.OPEN)
