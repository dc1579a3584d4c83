"""Customer sessions: what PaymentSheet uses instead of ephemeral keys.

docs.stripe.com/api/customer_sessions.
"""

from typing import Any

from stripe_emulator.errors import invalid, parameter_missing
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call

SESSION_SECONDS = 1_800


def create(call: Call) -> Obj:
    """POST /v1/customer_sessions: a client secret instead of an ephemeral key."""
    if "customer" not in call.params:
        raise parameter_missing("customer")
    customer = call.find_given("customer", call.params["customer"], param="customer")
    given = {name: one for name, one in call.params["components"].items() if one.get("enabled")}
    if not given:
        raise invalid("You must enable at least one component.", param="components")
    return {
        "object": "customer_session",
        "client_secret": f"cuss_secret_{call.world.state.new_id('s', 48)[2:]}",
        "components": _components(given),
        "created": call.now(),
        "customer": customer["id"],
        "customer_account": None,
        "expires_at": call.now() + SESSION_SECONDS,
        "livemode": False,
    }


SESSION_FEATURES: dict[str, dict[str, Any] | None] = {
    "buy_button": None,
    "customer_sheet": {
        "payment_method_allow_redisplay_filters": ["always"],
        "payment_method_remove": "enabled",
    },
    "mobile_payment_element": {
        "payment_method_allow_redisplay_filters": ["always"],
        "payment_method_redisplay": "disabled",
        "payment_method_remove": "disabled",
        "payment_method_save": "disabled",
        "payment_method_save_allow_redisplay_override": None,
    },
    "payment_element": {
        "payment_method_allow_redisplay_filters": ["always"],
        "payment_method_redisplay": "disabled",
        "payment_method_redisplay_limit": 10,
        "payment_method_remove": "disabled",
        "payment_method_save": "disabled",
        "payment_method_save_usage": None,
    },
    "pricing_table": None,
}


def _components(given: Obj) -> Obj:
    components: Obj = {}
    for name, features in SESSION_FEATURES.items():
        components[name] = {"enabled": name in given}
        if features is not None:
            chosen = given.get(name, {}).get("features", {})
            components[name]["features"] = {**features, **chosen} if name in given else None
    return components
