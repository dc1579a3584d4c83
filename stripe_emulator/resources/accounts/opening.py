"""Opening a connected account (docs.stripe.com/api/accounts/create).

Controllers in place of types: docs.stripe.com/connect/migrate-to-controller-properties.
"""

from stripe_emulator.errors import invalid, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts, bank_accounts, requirements
from stripe_emulator.resources.accounts.v2_view import changes
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.world.clock import DAY_SECONDS
from stripe_emulator.world.state import PLATFORM

EURO_COUNTRIES = (
    "AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK",
)  # fmt: skip
CURRENCY_BY_COUNTRY = {
    "AU": "aud", "CA": "cad", "CH": "chf", "DK": "dkk", "GB": "gbp", "HK": "hkd", "JP": "jpy", "MX": "mxn",
    "NO": "nok", "NZ": "nzd", "PL": "pln", "SE": "sek", "SG": "sgd", "US": "usd",
    **dict.fromkeys(EURO_COUNTRIES, "eur"),
}  # fmt: skip

V1_REFUSED = (
    "Stripe no longer recommends Accounts v1 for new Connect integrations. Create connected accounts with "
    "POST /v2/core/accounts instead: https://docs.stripe.com/api/v2/core/accounts. Read more about Accounts "
    "v2: https://docs.stripe.com/connect/accounts-v2/account-creation. If your integration requires v1 "
    "account creation for a supported compatibility scenario, enable Accounts v1 support in the Dashboard: "
    "https://dashboard.stripe.com/settings/features/feat_accounts_v1_support. For agent-based integrations, "
    "use Stripe's current best-practices skill: npx skills add stripe/ai."
)
"""Recorded: what a platform opened since about August 2026 is answered."""

CONTROLLERS = {
    "express": ("application", "application", "stripe", "express"),
    "custom": ("application", "application", "application", "none"),
    "standard": ("account", "stripe", "stripe", "full"),
}
"""Of each old type: fees.payer, losses.payments, requirement_collection and stripe_dashboard.type."""


def create(call: Call) -> Obj:
    """POST /v1/accounts."""
    params = call.params
    if call.owner != PLATFORM:
        raise refused("Only the platform can create accounts.")
    if call.world.state.settings.get("v1_accounts_refused"):
        raise refused(V1_REFUSED)
    country = params.get("country", "US")
    if country not in CURRENCY_BY_COUNTRY:
        message = f"Country '{country}' is unknown. Try using a 2-character alphanumeric country code."
        raise invalid(message, code="country_code_invalid", param="country")
    controller, account_type = _controller(params)
    accounts.check_terms(controller, params)
    requested = [name for name, one in params.get("capabilities", {}).items() if one and one.get("requested")]
    _check_capabilities(call, country, requested, params)
    account = call.add(
        "account",
        "acct",
        controller=controller,
        type=account_type,
        country=country,
        default_currency=params.get("default_currency", CURRENCY_BY_COUNTRY[country]).lower(),
        capabilities={},
        metadata=merged_metadata({}, params.get("metadata", {})),
    )
    account.update(requirements.before_onboarding(params.get("business_type")))
    accounts.apply(account, params)
    world = call.world
    world.ledger.open(account["id"], account["default_currency"])
    world.events.emit_rendered(account["id"], "account.application.authorized", accounts.APPLICATION)
    if params.get("external_account"):
        bank_accounts.attach_given(world, account, params["external_account"], default=True)
    changes.emit_created(world, account)
    accounts.request_capabilities(world, account, dict.fromkeys(requested, True))
    world.schedule.add(world.clock.now() + DAY_SECONDS, "payouts_of_the_day", account["id"])
    return call.render("account", account)


def _controller(params: Obj) -> tuple[Obj, str]:
    given = params.get("controller")
    if given is not None and "type" in params:
        message = (
            "You may not provide the `type` parameter and `controller` parameters simultaneously. "
            "They are mutually exclusive."
        )
        raise invalid(message, code="parameters_exclusive", param="type")
    payer, losses, collection, dashboard = CONTROLLERS[params.get("type", "standard")]
    if given is not None:
        payer = given.get("fees", {}).get("payer", payer)
        losses = given.get("losses", {}).get("payments", losses)
        collection = given.get("requirement_collection", collection)
        dashboard = given.get("stripe_dashboard", {}).get("type", dashboard)
    if losses == "application" and payer != "application":
        message = (
            "When `controller[losses][payments]` is `application`, `controller[fees][payer]` must be "
            "`application`."
        )
        raise invalid(message, param="controller[fees][payer]")
    if given is None and "type" in params:
        payer = {"express": "application_express", "custom": "application_custom"}.get(params["type"], payer)
    controller = {
        "fees": {"payer": payer},
        "is_controller": True,
        "losses": {"payments": losses},
        "requirement_collection": collection,
        "stripe_dashboard": {"type": dashboard},
        "type": "application",
    }
    return controller, params.get("type", "none" if given is not None else "standard")


def _check_capabilities(call: Call, country: str, requested: list[str], params: Obj) -> None:
    agreement = (params.get("tos_acceptance") or {}).get("service_agreement")
    if agreement == "recipient" and country == "US":
        message = "The recipient ToS agreement is not supported for platforms in US creating accounts in US."
        raise refused(message, param="tos_acceptance[service_agreement]")
    if "card_payments" in requested and "transfers" not in requested:
        message = (
            "You cannot request the `card_payments` capability without the `transfers` capability. If you "
            "would like to request `card_payments`, please request `transfers` too."
        )
        raise refused(message, param="capabilities")
    alone = "transfers" in requested and "card_payments" not in requested
    if alone and country == "US" and not call.world.state.settings.get("transfers_only_allowed"):
        message = (
            "Your platform needs approval for accounts to have requested the `transfers` capability "
            "without the `card_payments` capability. If you would like to request `transfers` without "
            "`card_payments`, please contact us via https://support.stripe.com/contact."
        )
        raise refused(message, param="capabilities")
