"""Sales of rounds: quote, payment, enrolment, refunds and disputes."""

from pulse.sales.apply import (
    apply_charge,
    apply_dispute,
    apply_payment_intent,
    apply_refund,
    apply_sale_transfer,
)
from pulse.sales.complete_payment import (
    CompletePayment,
    PaymentDetails,
    complete_payment,
)
from pulse.sales.create_payment_intent import (
    CreatePaymentIntent,
    UnpaidPayment,
    create_payment_intent,
)
from pulse.sales.customers import PaymentSheet
from pulse.sales.quote import Quote, quote
from pulse.sales.records import (
    Correction,
    Payment,
    Purchase,
    correction_path,
    customer_path,
    payment_path,
    refund_id,
)
from pulse.sales.refresh_open_payments import refresh_open_payments
from pulse.sales.refund_challenge import (
    RefundChallenge,
    find_unrefunded,
    is_refunded,
    refund_challenge,
    tell_refunded,
)
from pulse.sales.refund_notices import CHALLENGE_CANCELLED
from pulse.sales.refund_payment import RefundedPayment, RefundPayment, refund_payment
from pulse.sales.refundable import UNREFUNDED, refundable
from pulse.sales.refusals import (
    AboveTotal,
    AlreadyBought,
    CurrencyNotSettled,
    LimitReached,
    NotForSale,
    NotRefundable,
    OwnerMismatch,
    OwnerNotReady,
    OwnMoneyLimitReached,
    OwnRound,
    PaidTooLate,
    PaymentNotSucceeded,
    PaymentUnderWay,
    PaymentVanished,
    QuoteMismatch,
    RefundFailed,
    RefundRefused,
    RequestReused,
    SellerOnHold,
)
from pulse.sales.revoke import find_open, revoke_all, revoke_if_due
from pulse.sales.rules import SOLD, TRANSITIONS
from pulse.sales.states import (
    CorrectionKind,
    CorrectionStatus,
    FeePayer,
    PaymentStatus,
    RefundPolicy,
    RefundReason,
    RevokedWhy,
)
from pulse.sales.terms import find_frozen, thaw_terms

__all__ = [
    "CreatePaymentIntent",
    "create_payment_intent",
    "UnpaidPayment",
    "PaymentSheet",
    "CompletePayment",
    "complete_payment",
    "PaymentDetails",
    "CHALLENGE_CANCELLED",
    "RefundChallenge",
    "refund_challenge",
    "is_refunded",
    "tell_refunded",
    "find_unrefunded",
    "UNREFUNDED",
    "refundable",
    "RefundPayment",
    "refund_payment",
    "RefundedPayment",
    "apply_payment_intent",
    "apply_charge",
    "apply_refund",
    "apply_dispute",
    "apply_sale_transfer",
    "find_open",
    "revoke_all",
    "revoke_if_due",
    "RevokedWhy",
    "find_frozen",
    "thaw_terms",
    "refresh_open_payments",
    "quote",
    "Quote",
    "Payment",
    "Purchase",
    "Correction",
    "correction_path",
    "refund_id",
    "customer_path",
    "payment_path",
    "PaymentStatus",
    "FeePayer",
    "RefundPolicy",
    "RefundReason",
    "CorrectionKind",
    "CorrectionStatus",
    "TRANSITIONS",
    "SOLD",
    "AlreadyBought",
    "CurrencyNotSettled",
    "LimitReached",
    "NotForSale",
    "AboveTotal",
    "NotRefundable",
    "OwnRound",
    "OwnerMismatch",
    "OwnerNotReady",
    "OwnMoneyLimitReached",
    "PaidTooLate",
    "PaymentNotSucceeded",
    "PaymentUnderWay",
    "PaymentVanished",
    "QuoteMismatch",
    "RefundFailed",
    "RefundRefused",
    "RequestReused",
    "SellerOnHold",
]
