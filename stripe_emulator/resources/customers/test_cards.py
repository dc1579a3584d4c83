"""Stripe's test payment methods and what they make happen (docs.stripe.com/testing)."""

from dataclasses import dataclass

from stripe_emulator.messages import Obj
from stripe_emulator.resources.customers.shapes import NO_BILLING


@dataclass(frozen=True)
class TestCard:
    """What happens in a payment with this card."""

    __test__ = False

    brand: str = "visa"
    last4: str = "4242"
    funding: str = "credit"
    code: str | None = None
    decline_code: str | None = None
    needs_authentication: bool = False
    bypasses_pending: bool = False
    dispute_reason: str | None = None
    is_inquiry: bool = False
    refund_fails: bool = False


def _declined(last4: str, decline_code: str, code: str = "card_declined") -> TestCard:
    return TestCard(last4=last4, code=code, decline_code=decline_code)


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
    "pm_card_chargeDeclinedFraudulent": _declined("0019", "fraudulent"),
    "pm_card_chargeDeclinedExpiredCard": _declined("0069", "expired_card", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": _declined("0127", "incorrect_cvc", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": _declined("0119", "processing_error", "processing_error"),
    "pm_card_chargeCustomerFail": _declined("0341", "generic_decline"),
    "pm_card_authenticationRequired": TestCard(last4="3184", needs_authentication=True),
    "pm_card_threeDSecureRequired": TestCard(last4="3063", needs_authentication=True),
    "pm_card_threeDSecure2Required": TestCard(last4="3220", needs_authentication=True),
    "pm_card_bypassPending": TestCard(last4="0077", bypasses_pending=True),
    "pm_card_createDispute": TestCard(last4="0259", dispute_reason="fraudulent"),
    "pm_card_createDisputeProductNotReceived": TestCard(last4="2685", dispute_reason="product_not_received"),
    "pm_card_createDisputeInquiry": TestCard(last4="1976", dispute_reason="fraudulent", is_inquiry=True),
    "pm_card_refundFail": TestCard(last4="5126", refund_fails=True),
}

MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": ("Your card was declined. This transaction requires authentication."),
}


def decline_message(card: TestCard) -> str:
    """What Stripe tells the buyer."""
    return MESSAGES.get(card.decline_code or "", MESSAGES.get(card.code or "", MESSAGES["card_declined"]))


def method_fields(name: str) -> Obj:
    """The fields of a PaymentMethod made from a test name; `_test_card` remembers which."""
    card = CARDS[name]
    shown = {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": card.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": f"EmulatedCard{card.last4}",
        "funding": card.funding,
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return {
        "card": shown,
        "billing_details": NO_BILLING,
        "metadata": {},
        "customer": None,
        "_test_card": name,
    }


def charge_details(method: Obj, amount: int) -> Obj:
    """`payment_method_details` of a charge."""
    card = method["card"]
    return {
        "card": {
            "amount_authorized": amount,
            "authorization_code": None,
            "brand": card["brand"],
            "checks": card["checks"],
            "country": card["country"],
            "exp_month": card["exp_month"],
            "exp_year": card["exp_year"],
            "extended_authorization": {"status": "disabled"},
            "fingerprint": card["fingerprint"],
            "funding": card["funding"],
            "incremental_authorization": {"status": "unavailable"},
            "installments": None,
            "last4": card["last4"],
            "mandate": None,
            "multicapture": {"status": "unavailable"},
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": None,
            "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
            "regulated_status": "unregulated",
            "three_d_secure": None,
            "transaction_link_id": None,
            "wallet": None,
        },
        "type": "card",
    }
