"""Who collects fees, losses and requirements, and which dashboard an account has: the allowed mixes.

docs.stripe.com/connect/accounts-v2/account-creation, and the errors of docs.stripe.com/api/v2/core/accounts.
"""

from stripe_emulator.errors_v2 import V2Error, invalid_fields, refused
from stripe_emulator.messages import Obj

PAYERS = {"stripe": "account"}
"""v1's words for who pays the fees, where they differ."""


def controller(params: Obj) -> Obj:
    """The controller of a new account, in v1's words."""
    dashboard = params.get("dashboard")
    given = (params.get("defaults") or {}).get("responsibilities") or {}
    fees, losses = given.get("fees_collector"), given.get("losses_collector")
    if (fees is None) != (losses is None):
        raise invalid_fields("Fields 'fees_collector' and 'losses_collector' must be given together.")
    _check(dashboard, fees or "stripe", losses or "stripe")
    payer = PAYERS.get(fees or "stripe", fees or "stripe")
    return {
        "fees": {"payer": payer},
        "is_controller": True,
        "losses": {"payments": losses or "stripe"},
        "requirement_collection": "application" if dashboard == "none" else "stripe",
        "stripe_dashboard": {"type": dashboard or "none"},
        "type": "application",
    }


def _check(dashboard: str | None, fees: str, losses: str) -> None:
    by_platform = fees.startswith("application")
    if dashboard == "express" and not (by_platform and losses == "application"):
        code = "account_controller_express_dash_without_application_losses_or_fees"
        message = (
            "Accounts with the Express Dashboard must have the application as fees collector and as losses "
            "collector."
        )
        raise refused(code, message)
    if losses == "application" and not by_platform:
        message = "A platform that is liable for losses must be the fees collector."
        raise refused("account_controller_stripe_pricing_platform_liable", message)
    if dashboard == "full" and losses == "application":
        raise _unsupported(dashboard, fees, losses)


def _unsupported(dashboard: str, fees: str, losses: str) -> V2Error:
    mix = {
        "dashboard": dashboard,
        "fees_collector": fees,
        "losses_collector": losses,
        "requirements_collector": "stripe",
    }
    message = "This combination of dashboard and responsibilities is not supported."
    return refused("account_controller_unsupported_configuration", message, invalid_permutation=mix)


def check_terms(controller_: Obj, params: Obj) -> None:
    """Refuse to accept Stripe's terms for somebody whom Stripe itself asks."""
    attestations = (params.get("identity") or {}).get("attestations") or {}
    accepted = (attestations.get("terms_of_service") or {}).get("account")
    if accepted and controller_.get("requirement_collection") == "stripe":
        message = (
            "You cannot accept the terms of service on behalf of accounts whose requirements Stripe collects."
        )
        raise refused("tos_acceptance_on_behalf_not_allowed", message)
