"""What a test card looks like on a payment method and on a charge."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.customers.shapes import NO_BILLING
from stripe_emulator.resources.customers.test_cards import CARDS


def method_fields(name: str) -> Obj:
    """The fields of a PaymentMethod made from a test name; `_test_card` remembers which."""
    card = CARDS[name]
    shown = {
        "brand": card.brand,
        "checks": {
            "address_line1_check": card.line1_check,
            "address_postal_code_check": card.postal_code_check,
            "cvc_check": card.cvc_check,
        },
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": f"Emulated{card.brand.capitalize()}{card.country}{card.last4}",
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


def charge_details(method: Obj, amount: int, *, authentication: Obj | None = None) -> Obj:
    """`payment_method_details` of a charge; `authentication` says how 3-D Secure went."""
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
            "three_d_secure": authentication,
            "transaction_link_id": None,
            "wallet": None,
        },
        "type": "card",
    }
