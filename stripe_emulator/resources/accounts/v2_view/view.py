"""The whole v2 account; what `include` does not name is null.

docs.stripe.com/api/include_dependent_response_values.
"""

from collections.abc import Collection

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts.shapes import ACCOUNT_SETTINGS, BUSINESS_PROFILE
from stripe_emulator.resources.accounts.v2_view import capabilities, requirements
from stripe_emulator.resources.accounts.v2_view.shapes import complete
from stripe_emulator.world.values import rfc3339

CONFIGURATIONS = ("customer", "merchant", "recipient")
INCLUDABLE = (
    "configuration.customer",
    "configuration.merchant",
    "configuration.recipient",
    "defaults",
    "future_requirements",
    "identity",
    "requirements",
)
FEES = {"account": "stripe"}
"""Who pays Stripe's fees: the words of v1 that v2 has others for."""

CUSTOMER: Obj = {"applied": True, "capabilities": {}}
SUPPORT = ("address", "email", "phone", "url")


def shown(account: Obj, include: Collection[str], version: str = "") -> Obj:
    """The account in its public shape, with the included parts."""
    wanted = frozenset(include)
    closed = bool(account.get("_closed"))
    if closed:
        wanted = frozenset()
    return {
        "id": account["id"],
        "object": "v2.core.account",
        "applied_configurations": capabilities.applied(account),
        "closed": closed,
        "configuration": _configuration(account, wanted, version),
        "contact_email": account.get("email"),
        "contact_phone": account.get("_contact_phone"),
        "created": rfc3339(account["created"]),
        "dashboard": account.get("controller", {}).get("stripe_dashboard", {}).get("type"),
        "defaults": _defaults(account) if "defaults" in wanted else None,
        "display_name": account.get("_display_name"),
        "future_requirements": requirements.future(account) if "future_requirements" in wanted else None,
        "identity": _identity(account) if "identity" in wanted else None,
        "livemode": False,
        "metadata": account.get("metadata", {}),
        "requirements": requirements.current(account) if "requirements" in wanted else None,
    }


def _configuration(account: Obj, wanted: frozenset[str], version: str) -> Obj | None:
    named = [one for one in CONFIGURATIONS if f"configuration.{one}" in wanted]
    if not named:
        return None
    found: Obj = dict.fromkeys(CONFIGURATIONS)
    for one in named:
        if one in capabilities.applied(account):
            found[one] = {"customer": _customer, "merchant": _merchant, "recipient": _recipient}[one](
                account, version
            )
        elif one in account.get("_deactivated", ()):
            found[one] = {"applied": False, "capabilities": {}}
    return found


def _customer(account: Obj, _version: str) -> Obj:
    found: Obj = complete({**CUSTOMER, **account.get("_customer", {})}, "customer")
    return found


def _recipient(account: Obj, version: str) -> Obj:
    return {"applied": True, "capabilities": capabilities.shown(account, "recipient", version)}


def _merchant(account: Obj, version: str) -> Obj:
    settings = account.get("settings", ACCOUNT_SETTINGS)
    profile = account.get("business_profile", BUSINESS_PROFILE)
    support = {name: profile.get(f"support_{name}") for name in SUPPORT}
    known = {
        "applied": True,
        "branding": _or_null(settings["branding"]),
        "capabilities": capabilities.shown(account, "merchant", version),
        "card_payments": {"decline_on": settings["card_payments"]["decline_on"]},
        "mcc": profile.get("mcc"),
        "statement_descriptor": {
            "descriptor": settings["payments"]["statement_descriptor"],
            "prefix": settings["card_payments"]["statement_descriptor_prefix"],
        },
        "support": support,
        **account.get("_merchant", {}),
    }
    found: Obj = complete(known, "merchant")
    return found


def _or_null(value: Obj) -> Obj | None:
    """None for an object of nothing but nulls."""
    return value if any(one is not None for one in value.values()) else None


def _defaults(account: Obj) -> Obj:
    profile, controller = account.get("business_profile", BUSINESS_PROFILE), account.get("controller", {})
    payer = controller.get("fees", {}).get("payer", "account")
    return {
        "currency": account.get("default_currency", "usd"),
        "locales": account.get("_locales", []),
        "payout_methods": None,
        "profile": {
            "business_url": profile.get("url"),
            "doing_business_as": profile.get("name"),
            "product_description": profile.get("product_description"),
        },
        "responsibilities": {
            "fees_collector": FEES.get(payer, payer),
            "losses_collector": controller.get("losses", {}).get("payments", "stripe"),
            "requirements_collector": controller.get("requirement_collection", "stripe"),
        },
    }


def _identity(account: Obj) -> Obj:
    given = account.get("_identity", {})
    accepted = account.get("tos_acceptance") or {}
    terms = None
    if accepted.get("date"):
        date = rfc3339(accepted["date"])
        terms = {"account": {"date": date, "ip": accepted["ip"], "user_agent": accepted["user_agent"]}}
    kind = account.get("business_type")
    known = {
        "attestations": {**given.get("attestations", {}), "terms_of_service": terms},
        "business_details": given.get("business_details"),
        "country": account.get("country", "US"),
        "entity_type": kind,
        "individual": given.get("individual") if kind == "individual" else None,
    }
    found: Obj = complete(known, "identity")
    return found
