"""A round is sold: quoted, paid, enrolled, and if need be refunded or disputed."""

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
    PaymentNotSucceeded,
    complete_payment,
)
from pulse.sales.create_payment_intent import (
    CreatePaymentIntent,
    UnpaidPayment,
    create_payment_intent,
)
from pulse.sales.customers import PaymentSheet
from pulse.sales.quote import NotForSale, Quote, quote
from pulse.sales.records import Correction, Payment, Purchase, payment_path
from pulse.sales.refund_payment import (
    AboveTotal,
    NotRefundable,
    RefundedPayment,
    RefundPayment,
    RefundRefused,
    refund_payment,
)
from pulse.sales.refusals import (
    AlreadyBought,
    OwnerNotReady,
    OwnRound,
    PaymentUnderWay,
    QuoteMismatch,
)
from pulse.sales.rules import SOLD, TRANSITIONS
from pulse.sales.settle import Settled, settle_open_payments
from pulse.sales.states import (
    CorrectionKind,
    CorrectionStatus,
    FeePayer,
    PaymentStatus,
    RefundPolicy,
    RefundReason,
)

__all__ = [
    "CreatePaymentIntent",
    "create_payment_intent",
    "UnpaidPayment",
    "PaymentSheet",
    "CompletePayment",
    "complete_payment",
    "PaymentDetails",
    "RefundPayment",
    "refund_payment",
    "RefundedPayment",
    "apply_payment_intent",
    "apply_charge",
    "apply_refund",
    "apply_dispute",
    "apply_sale_transfer",
    "settle_open_payments",
    "Settled",
    "quote",
    "Quote",
    "Payment",
    "Purchase",
    "Correction",
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
    "NotForSale",
    "AboveTotal",
    "NotRefundable",
    "OwnRound",
    "OwnerNotReady",
    "PaymentNotSucceeded",
    "PaymentUnderWay",
    "QuoteMismatch",
    "RefundRefused",
]
