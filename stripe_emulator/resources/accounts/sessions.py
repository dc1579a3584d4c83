"""Account sessions: what a page may show of an account (docs.stripe.com/api/account_sessions).

How long a session lives is not documented; here it is an hour.
"""

from stripe_emulator.errors import invalid, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.call import Call
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

VALID_SECONDS = 3_600

_LOGIN, _BANK = "disable_stripe_user_authentication", "external_account_collection"
_PAYOUTS = (_LOGIN, "edit_payout_schedule", _BANK, "instant_payouts", "standard_payouts")
_DISPUTES = (
    "destination_on_behalf_of_charge_management",
    "dispute_management",
    "refund_management",
    "smart_disputes_management",
)
_PAYMENTS = ("capture_payments", *_DISPUTES)
_CARDS = (
    "card_management",
    "card_spend_dispute_management",
    "cardholder_management",
    "spend_control_management",
)

COMPONENTS: dict[str, tuple[str, ...]] = {
    "account_management": (_LOGIN, _BANK),
    "account_onboarding": (_LOGIN, _BANK),
    "balance_report": (),
    "balances": _PAYOUTS,
    "disputes_list": _PAYMENTS,
    "documents": (),
    "financial_account": (_LOGIN, _BANK, "send_money", "transfer_balance"),
    "financial_account_transactions": ("card_spend_dispute_management",),
    "instant_payouts_promotion": (_LOGIN, _BANK, "instant_payouts"),
    "issuing_card": _CARDS,
    "issuing_cards_list": (*_CARDS, _LOGIN),
    "notification_banner": (_LOGIN, _BANK),
    "payment_details": _PAYMENTS,
    "payment_disputes": _DISPUTES,
    "payment_method_settings": (_LOGIN,),
    "payments": _PAYMENTS,
    "payout_details": (),
    "payout_reconciliation_report": (),
    "payouts": _PAYOUTS,
    "payouts_list": (),
    "reporting_chart": (),
    "tax_registrations": (),
    "tax_settings": (),
    "terminal_hardware_orders": (),
    "terminal_hardware_shop": (),
}
"""Each component and its features: docs.stripe.com/api/account_sessions/object."""

ALWAYS = frozenset({"capture_payments", "dispute_management", "refund_management"})
"""Features that are on unless they are switched off."""

OF_STRIPES_LOSSES = frozenset({"edit_payout_schedule", "standard_payouts"})
"""Features that are on only where Stripe carries the losses."""


def create(call: Call) -> Obj:
    """POST /v1/account_sessions."""
    account = accounts.find_connected(call.world, call.params["account"])
    if account is None or call.owner != PLATFORM:
        message = f"No such account: '{call.params['account']}'"
        raise refused(message, code="resource_missing", param="account")
    given = call.params["components"]
    if not any(one["enabled"] for one in given.values()):
        message = "You must enable at least one component to create an Account Session."
        raise invalid(message, param="components")
    components = {name: _component(account, name, given.get(name, {})) for name in COMPONENTS}
    session: Obj = {
        "id": f"accs_secret__{call.world.state.new_id('s', 32)[2:]}",
        "account": account["id"],
        "components": components,
        "expires_at": call.now() + VALID_SECONDS,
    }
    call.world.store.add(PLATFORM, "account_session", session)
    return {
        "object": "account_session",
        "account": account["id"],
        "client_secret": session["id"],
        "components": components,
        "expires_at": session["expires_at"],
        "livemode": False,
    }


def _component(account: Obj, name: str, given: Obj) -> Obj:
    """One component with its features; those that are not given have Stripe's defaults."""
    asked: Obj = given.get("features") or {}
    _check_login(account, name, asked)
    features = {one: asked.get(one, _default(account, one, asked)) for one in COMPONENTS[name]}
    return {"enabled": given.get("enabled", False), "features": features}


def _check_login(account: Obj, name: str, asked: Obj) -> None:
    """Only a platform that collects the requirements itself may spare the holder Stripe's own login."""
    if account.get("controller", {}).get("requirement_collection") == "application":
        return
    for feature, refused_value in ((_LOGIN, True), (_BANK, False)):
        if asked.get(feature) is refused_value:
            message = f"`{feature}` can only be {str(refused_value).lower()} where you collect requirements."
            raise invalid(message, param=f"components[{name}][features][{feature}]")


def _default(account: Obj, feature: str, asked: Obj) -> bool:
    if feature == _LOGIN:
        return not asked.get(_BANK, True)
    if feature == _BANK:
        return not asked.get(_LOGIN, False)
    if feature in OF_STRIPES_LOSSES:
        return bool(account.get("controller", {}).get("losses", {}).get("payments") == "stripe")
    return feature in ALWAYS


def open_once(session: Obj, component: str) -> bool:
    """Whether the session opens a component that it enables: each one for one load of the page."""
    opened = session.setdefault("_opened", [])
    if component in opened or not session["components"][component]["enabled"]:
        return False
    opened.append(component)
    return True


def find(world: World, secret: str) -> Obj | None:
    """The session that a client secret opens, unless it has expired or its account is gone."""
    session = world.store.get(PLATFORM, "account_session", secret)
    if session is None or world.clock.now() >= session["expires_at"]:
        return None
    return session if accounts.find_connected(world, session["account"]) else None
