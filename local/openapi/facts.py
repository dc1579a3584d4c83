"""The facts that errors carry beside their sentence: further fields of the failure, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXT, _CENTS = {"type": "string"}, {"type": "integer"}
_FIELD = {**_TEXT, "description": "The field that is wrong."}
_CURRENCY = {**_TEXT, "pattern": "^[a-z]{3}$", "description": "The three-letter currency code in lower case."}
_PAYMENT_STATUS = {**_TEXT, "description": "The payment's status by our record."}
_STRIPE_STATUS = {**_TEXT, "description": "The payment's status by Stripe."}
_CHALLENGE_STATUS = {**_TEXT, "description": "The challenge's status."}
_PAYMENT = {**_TEXT, "description": "The id of the PaymentIntent at Stripe."}
_CURRENCIES = {"type": "array", "items": _TEXT, "description": "The currencies that we settle in."}
_LIMIT = {**_CENTS, "description": "The limit, in minor units or as a number of payments."}
_MISFIT = {
    "document": {**_TEXT, "description": "The document that cannot be read."},
    "field": _FIELD,
    "allowed": {**_TEXT, "description": "What the field may hold."},
}

FACTS: Mapping[str, Mapping[str, Any]] = {
    "invalid_request": {"field": _FIELD},
    "onboarding_incomplete": {
        "accountLink": {
            **_TEXT,
            "format": "uri",
            "description": "A fresh address of Stripe's onboarding form: open it instead.",
        },
        "expiresAt": {**_TEXT, "format": "date-time", "description": "Until when the address is valid."},
    },
    "approval_required": {"act": {**_TEXT, "description": "The act to request with `request-approval`."}},
    "money_on_its_way": {
        "obstacles": {"type": "array", "items": _TEXT, "description": "What has to be finished first."}
    },
    "refund_requested": {"amount": {**_CENTS, "description": "The amount already asked for, in minor "
    "units."}},
    "pool_closed": {
        "poolPhase": {**_TEXT, "description": "How far the pool is."},
        "challengeStatus": _CHALLENGE_STATUS,
        "field": _FIELD,
    },
    "pool_currency": {"currency": _CURRENCY},
    "limit_reached": {
        "limitName": {**_TEXT, "description": "Which limit."},
        "limit": _LIMIT,
        "currency": _CURRENCY,
        "spent": {**_CENTS, "description": "What was spent of it, in minor units."},
    },
    "already_paid": {"paymentStatus": _PAYMENT_STATUS},
    "payment_not_succeeded": {"paymentStatus": _PAYMENT_STATUS, "stripeStatus": _STRIPE_STATUS},
    "paid_too_late": {"paymentStatus": _PAYMENT_STATUS},
    "currency_not_settled": {"currency": _CURRENCY, "allowedCurrencies": _CURRENCIES},
    "distribution_unknown": {
        "allowedDistributions": {
            "type": "array", "items": _TEXT, "description": "The distributions that there are.",
        }
    },
    "limit_not_raised": {"field": _FIELD, "limit": _LIMIT},
    "nothing_lost": {
        "forPaid": {**_CENTS, "description": "What was lost of prizes that are paid, in minor units."},
        "forAll": {**_CENTS, "description": "What was lost in all, in minor units."},
        "lost": {**_CENTS, "description": "What was lost, in minor units."},
    },
    "own_money_short": {
        "missing": {**_CENTS, "description": "What is missing, in minor units."},
        "currency": _CURRENCY,
    },
    "already_bought": {"paymentId": _PAYMENT},
    "payment_processing": {"paymentId": _PAYMENT},
    "not_for_sale": {"challengeStatus": _CHALLENGE_STATUS, "field": _FIELD},
    "amount_mismatch": {
        "amount": {**_CENTS, "description": "The price in minor units."},
        "currency": _CURRENCY,
    },
    "refund_refused": {"stripeCode": {**_TEXT, "description": "Stripe's reason."}},
    "refund_failed": {"refundId": {**_TEXT, "description": "The id of the refund at Stripe."}},
    "not_refundable": {
        "refundableAmount": {**_CENTS, "description": "What is left to refund, in minor units."},
        "paymentStatus": _PAYMENT_STATUS,
    },
    **dict.fromkeys(
        ("document_invalid", "prize_pool_invalid", "currency_invalid", "distribution_invalid"), _MISFIT
    ),
}  # fmt: skip
"""Code -> the facts that its failures may have; each may be absent."""
