"""What accounts, capabilities and bank accounts look like before anything is known about them.

Fields and types are those of Stripe's published fixtures (github.com/stripe/openapi, fixtures3.json);
the tests compare them.
"""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.listing import list_object
from stripe_emulator.world.rendering import Renderer, Shape

NO_REQUIREMENTS: Obj = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}

BUSINESS_PROFILE: Obj = {
    "annual_revenue": None,
    "estimated_worker_count": None,
    "mcc": None,
    "minority_owned_business_designation": None,
    "name": None,
    "product_description": None,
    "support_address": None,
    "support_email": None,
    "support_phone": None,
    "support_url": None,
    "url": None,
}

ACCOUNT_SETTINGS: Obj = {
    "bacs_debit_payments": {"display_name": None, "service_user_number": None},
    "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
    "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
    "card_payments": {
        "decline_on": {"avs_failure": False, "cvc_failure": False},
        "statement_descriptor_prefix": None,
        "statement_descriptor_prefix_kana": None,
        "statement_descriptor_prefix_kanji": None,
    },
    "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
    "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
    "payments": {
        "statement_descriptor": None,
        "statement_descriptor_kana": None,
        "statement_descriptor_kanji": None,
        "statement_descriptor_prefix_kana": None,
        "statement_descriptor_prefix_kanji": None,
    },
    "payouts": {
        "debit_negative_balances": True,
        "schedule": {"delay_days": 2, "interval": "daily"},
        "statement_descriptor": None,
    },
    "sepa_debit_payments": {},
}

_ACCOUNT: Obj = {
    "id": None,
    "object": "account",
    "business_profile": BUSINESS_PROFILE,
    "business_type": None,
    "capabilities": {},
    "charges_enabled": False,
    "controller": None,
    "country": "US",
    "created": 0,
    "default_currency": "usd",
    "details_submitted": False,
    "email": None,
    "external_accounts": None,
    "future_requirements": NO_REQUIREMENTS,
    "metadata": {},
    "payouts_enabled": False,
    "requirements": NO_REQUIREMENTS,
    "settings": ACCOUNT_SETTINGS,
    "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
    "type": "none",
}

CAPABILITY: Obj = {
    "id": None,
    "object": "capability",
    "account": None,
    "future_requirements": NO_REQUIREMENTS,
    "requested": True,
    "requested_at": None,
    "requirements": NO_REQUIREMENTS,
    "status": "inactive",
}

_BANK_ACCOUNT: Obj = {
    "id": None,
    "object": "bank_account",
    "account": None,
    "account_holder_name": None,
    "account_holder_type": None,
    "account_type": None,
    "available_payout_methods": ["standard"],
    "bank_name": "STRIPE TEST BANK",
    "country": "US",
    "currency": "usd",
    "customer": None,
    "default_for_currency": False,
    "fingerprint": None,
    "future_requirements": None,
    "last4": None,
    "metadata": {},
    "requirements": None,
    "routing_number": None,
    "status": "new",
}


def _complete_account(renderer: Renderer, _owner: str, out: Obj) -> None:
    """Embed the bank accounts."""
    owned = reversed(renderer.store.all(out["id"], "bank_account"))
    data = renderer.render_each(out["id"], "bank_account", owned)
    out["external_accounts"] = list_object(f"/v1/accounts/{out['id']}/external_accounts", data)
    out["controller"] = out["controller"] or {"type": "account"}
    if "_by_v2" in out:
        _show_as_v1_does(out)


def _show_as_v1_does(out: Obj) -> None:
    """What v1 says of an account that v2 made, where it differs (docs.stripe.com/connect/accounts-v2).

    Recorded: an account that only receives transfers never has `charges_enabled`, and v1 calls `transfers`
    active for a merchant that v2 knows as no recipient.
    """
    capabilities = out["capabilities"]
    out["charges_enabled"] = capabilities.get("card_payments") == "active"
    if "recipient" not in out["_applied"] and "card_payments" in capabilities:
        out["capabilities"] = {**capabilities, "transfers": capabilities["card_payments"]}


SHAPES = {
    "account": Shape(_ACCOUNT, _complete_account),
    "bank_account": Shape(_BANK_ACCOUNT),
}
