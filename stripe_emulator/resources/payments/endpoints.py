"""The endpoints of payments: method, path, parameters in Stripe's specification, function."""

from stripe_emulator.resources.call import Endpoint
from stripe_emulator.resources.payments import (
    charges,
    dispute_evidence,
    disputes,
    early_fraud_warnings,
    payment_intents,
    refunds,
)

_INTENT = "/v1/payment_intents/{id}"

ENDPOINTS: list[Endpoint] = [
    ("GET", "/v1/charges", "ChargeListParams", charges.list_all),
    ("GET", "/v1/charges/{id}", "ChargeRetrieveParams", charges.retrieve),
    ("POST", "/v1/charges/{id}", "ChargeUpdateParams", charges.update),
    ("GET", "/v1/disputes", "DisputeListParams", disputes.list_all),
    ("GET", "/v1/disputes/{id}", "DisputeRetrieveParams", disputes.retrieve),
    ("POST", "/v1/disputes/{id}", "DisputeUpdateParams", dispute_evidence.update),
    ("POST", "/v1/disputes/{id}/close", "DisputeCloseParams", disputes.close),
    ("GET", "/v1/payment_intents", "PaymentIntentListParams", payment_intents.list_all),
    ("POST", "/v1/payment_intents", "PaymentIntentCreateParams", payment_intents.create),
    ("GET", _INTENT, "PaymentIntentRetrieveParams", payment_intents.retrieve),
    ("POST", _INTENT, "PaymentIntentUpdateParams", payment_intents.update),
    ("POST", f"{_INTENT}/confirm", "PaymentIntentConfirmParams", payment_intents.confirm),
    ("POST", f"{_INTENT}/cancel", "PaymentIntentCancelParams", payment_intents.cancel),
    ("POST", f"{_INTENT}/capture", "PaymentIntentCaptureParams", payment_intents.capture),
    (
        "GET",
        "/v1/radar/early_fraud_warnings",
        "EarlyFraudWarningListParams",
        early_fraud_warnings.list_all,
    ),
    (
        "GET",
        "/v1/radar/early_fraud_warnings/{id}",
        "EarlyFraudWarningRetrieveParams",
        early_fraud_warnings.retrieve,
    ),
    ("GET", "/v1/refunds", "RefundListParams", refunds.list_all),
    ("POST", "/v1/refunds", "RefundCreateParams", refunds.create),
    ("GET", "/v1/refunds/{id}", "RefundRetrieveParams", refunds.retrieve),
    ("POST", "/v1/refunds/{id}", "RefundUpdateParams", refunds.update),
    ("POST", "/v1/refunds/{id}/cancel", "RefundCancelParams", refunds.cancel),
]
