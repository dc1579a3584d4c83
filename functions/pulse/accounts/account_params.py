"""What Stripe is asked for: the Express account of docs/guide.md, in the words of either API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pulse.accounts.readiness import CARD_PAYMENTS, TRANSFERS
from pulse.accounts.states import AccountsApi, Role
from pulse.documents import User
from pulse.ports.stripe_accounts_v2 import INCLUDE
from pulse.settings import Settings

_PRODUCT = {
    Role.CREATOR: "Fitness training and workout programs",
    Role.WINNER: "Challenge winner prize money recipient",
}
_EXPRESS = {
    "fees": {"payer": "application"},
    "losses": {"payments": "application"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "express"},
}
"""An Express account in today's terms: docs.stripe.com/connect/migrate-to-controller-properties."""
_RESPONSIBILITIES = {"fees_collector": "application", "losses_collector": "application"}
"""The same in API v2, with `dashboard` `express`; who collects the requirements follows from it."""
_REQUESTED = {"requested": True}


def creation_params(
    user_id: str, role: Role, generation: int, user: User, api: AccountsApi, settings: Settings
) -> dict[str, Any]:
    metadata = {"user_id": user_id, "role": role.value, "generation": str(generation)}
    build = _in_v2 if api is AccountsApi.V2 else _in_v1
    return {**build(role, user, settings), "metadata": metadata}


def differ(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two requests differ beyond their metadata."""
    return {**before, "metadata": None} != {**now, "metadata": None}


def _in_v1(role: Role, user: User, settings: Settings) -> dict[str, Any]:
    return {
        "country": settings.account_country,
        "controller": _EXPRESS,
        "capabilities": dict.fromkeys(_capabilities(role, settings), _REQUESTED),
        "business_type": "individual",
        "business_profile": {"product_description": _PRODUCT[role], "url": _profile(user, settings)},
    }


def _in_v2(role: Role, user: User, settings: Settings) -> dict[str, Any]:
    """With `include`, as part of the frozen request: a key that is sent with another one is misused."""
    asked = _capabilities(role, settings)
    configuration: dict[str, Any] = {}
    if TRANSFERS in asked:
        configuration["recipient"] = {"capabilities": {"stripe_balance": {"stripe_transfers": _REQUESTED}}}
    if CARD_PAYMENTS in asked:
        configuration["merchant"] = {"capabilities": {"card_payments": _REQUESTED}}
    profile = {"product_description": _PRODUCT[role], "business_url": _profile(user, settings)}
    return {
        **({"contact_email": user.email} if user.email else {}),
        "dashboard": "express",
        "identity": {"country": settings.account_country.lower(), "entity_type": "individual"},
        "defaults": {"profile": profile, "responsibilities": _RESPONSIBILITIES},
        "configuration": configuration,
        "include": list(INCLUDE),
    }


def _capabilities(role: Role, settings: Settings) -> tuple[str, ...]:
    return settings.winner_capabilities if role is Role.WINNER else (CARD_PAYMENTS, TRANSFERS)


def _profile(user: User, settings: Settings) -> str:
    base = settings.profile_url
    return f"{base}/{quote(user.username, safe='')}" if user.username else base
