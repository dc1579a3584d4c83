"""Stripe's test payment methods and what they make happen (docs.stripe.com/testing)."""

from dataclasses import dataclass

from stripe_emulator.resources.customers.card_numbers import BY_COUNTRY


@dataclass(frozen=True)
class TestCard:
    """What happens in a payment with this card.

    `authentication` says when the bank asks the buyer: `optional` (only when the seller requests it),
    `on_session`, `unless_set_up`, `always`; a card with `not_enrolled` never asks.
    """

    __test__ = False

    brand: str = "visa"
    last4: str = "4242"
    funding: str = "credit"
    code: str | None = None
    decline_code: str | None = None
    authentication: str = "not_enrolled"
    bypasses_pending: bool = False
    dispute_reason: str | None = None
    is_inquiry: bool = False
    is_disputed_twice: bool = False
    refund_fails: bool = False
    refund_is_pending: bool = False
    country: str = "US"
    attaches: bool = True
    risk_level: str = "normal"
    is_blocked: bool = False
    is_fraud_reported: bool = False
    cvc_check: str = "pass"
    line1_check: str | None = None
    postal_code_check: str | None = None


def _declined(last4: str, decline_code: str, code: str = "card_declined") -> TestCard:
    return TestCard(last4=last4, code=code, decline_code=decline_code, attaches=False)


def _blocked(last4: str) -> TestCard:
    """Radar blocks the payment before the bank sees it (docs.stripe.com/radar/testing)."""
    return TestCard(
        last4=last4, code="card_declined", decline_code="fraudulent", risk_level="highest", is_blocked=True
    )


CARDS: dict[str, TestCard] = {
    "pm_card_visa": TestCard(),
    "pm_card_us": TestCard(),
    "pm_card_visa_debit": TestCard(last4="5556", funding="debit"),
    "pm_card_mastercard": TestCard("mastercard", "4444"),
    "pm_card_amex": TestCard("amex", "8431"),
    "pm_card_discover": TestCard("discover", "1117"),
    "pm_card_chargeDeclined": _declined("0002", "generic_decline"),
    "pm_card_visa_chargeDeclined": _declined("0002", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": _declined("9995", "insufficient_funds"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": _declined("9995", "insufficient_funds"),
    "pm_card_chargeDeclinedLostCard": _declined("9987", "lost_card"),
    "pm_card_visa_chargeDeclinedLostCard": _declined("9987", "lost_card"),
    "pm_card_chargeDeclinedStolenCard": _declined("9979", "stolen_card"),
    "pm_card_visa_chargeDeclinedStolenCard": _declined("9979", "stolen_card"),
    "pm_card_chargeDeclinedFraudulent": _blocked("0019"),
    "pm_card_chargeDeclinedExpiredCard": _declined("0069", "expired_card", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": _declined("0127", "incorrect_cvc", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": _declined("0119", "processing_error", "processing_error"),
    "pm_card_chargeCustomerFail": TestCard(
        last4="0341", code="card_declined", decline_code="generic_decline"
    ),
    "pm_card_authenticationRequired": TestCard(last4="3184", authentication="always"),
    "pm_card_threeDSecureRequired": TestCard(last4="3063", authentication="always"),
    "pm_card_threeDSecure2Required": TestCard(last4="3220", authentication="always"),
    "pm_card_bypassPending": TestCard(last4="0077", bypasses_pending=True),
    "pm_card_createDispute": TestCard(last4="0259", dispute_reason="fraudulent"),
    "pm_card_createDisputeProductNotReceived": TestCard(last4="2685", dispute_reason="product_not_received"),
    "pm_card_createDisputeInquiry": TestCard(last4="1976", dispute_reason="fraudulent", is_inquiry=True),
    "pm_card_createMultipleDisputes": TestCard(
        last4="0079", dispute_reason="fraudulent", is_disputed_twice=True
    ),
    "pm_card_refundFail": TestCard(last4="5126", refund_fails=True),
    "pm_card_pendingRefund": TestCard(last4="7726", refund_is_pending=True),
}

CARDS.update({f"pm_card_{one}": TestCard(last4=n[-4:], country=one.upper()) for one, n in BY_COUNTRY.items()})
CARDS.update(
    {
        "pm_card_mastercard_debit": TestCard("mastercard", "8210", "debit"),
        "pm_card_mastercard_prepaid": TestCard("mastercard", "5100", "prepaid"),
        "pm_card_diners": TestCard("diners", "0004"),
        "pm_card_jcb": TestCard("jcb", "0505", country="JP"),
        "pm_card_unionpay": TestCard("unionpay", "0005", country="CN"),
        "pm_card_visa_cartesBancaires": TestCard(last4="1001", country="FR"),
        "pm_card_mastercard_cartesBancaires": TestCard("mastercard", "1001", country="FR"),
        "pm_card_ae_mastercard": TestCard("mastercard", "0022", country="AE"),
        "pm_card_gb_debit": TestCard(last4="0005", funding="debit", country="GB"),
        "pm_card_gb_mastercard": TestCard("mastercard", "4449", country="GB"),
        "pm_card_th_credit": TestCard(last4="0003", country="TH"),
        "pm_card_th_debit": TestCard(last4="0008", funding="debit", country="TH"),
        "pm_card_visa_chargeDeclinedFraudulent": _blocked("0019"),
        "pm_card_visa_chargeDeclinedVelocityLimitExceeded": _declined("6975", "card_velocity_exceeded"),
        "pm_card_radarBlock": _blocked("0019"),
        "pm_card_riskLevelHighest": _blocked("4954"),
        "pm_card_riskLevelElevated": TestCard(last4="9235", risk_level="elevated"),
        "pm_card_cvcCheckFail": TestCard(last4="0101", cvc_check="fail"),
        "pm_card_avsZipFail": TestCard(last4="0036", postal_code_check="fail", line1_check="pass"),
        "pm_card_avsLine1Fail": TestCard(last4="0028", postal_code_check="pass", line1_check="fail"),
        "pm_card_avsFail": TestCard(last4="0010", postal_code_check="fail", line1_check="fail"),
        "pm_card_avsUnchecked": TestCard(
            last4="0044", postal_code_check="unavailable", line1_check="unavailable"
        ),
        "pm_card_createIssuerFraudRecord": TestCard(last4="5423", is_fraud_reported=True),
        "pm_card_createCe3EligibleDispute": TestCard(last4="0038", dispute_reason="fraudulent"),
        "pm_card_createComplianceDispute": TestCard(last4="0779", dispute_reason="noncompliant"),
        "pm_card_bypassPendingInternational": TestCard(last4="0278", bypasses_pending=True, country="IE"),
        "pm_card_authenticationRequiredOnSetup": TestCard(last4="3155", authentication="unless_set_up"),
        "pm_card_authenticationRequiredSetupForOffSession": TestCard(
            last4="0446", authentication="on_session"
        ),
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": TestCard(
            last4="3178",
            code="card_declined",
            decline_code="insufficient_funds",
            authentication="always",
        ),
        "pm_card_threeDSecureRequiredChargeDeclined": TestCard(
            last4="1629", code="card_declined", decline_code="generic_decline", authentication="always"
        ),
        "pm_card_threeDSecureOptional": TestCard(last4="3055", authentication="optional"),
    }
)

MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "card_velocity_exceeded": (
        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit."
    ),
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": ("Your card was declined. This transaction requires authentication."),
}


def decline_message(card: TestCard) -> str:
    """What Stripe tells the buyer."""
    return MESSAGES.get(card.decline_code or "", MESSAGES.get(card.code or "", MESSAGES["card_declined"]))
