"""Customers and what PaymentSheet needs: ephemeral keys and customer sessions.

docs.stripe.com/api/customers, docs.stripe.com/api/ephemeral_keys, docs.stripe.com/api/customer_sessions.
"""

from typing import Any

from stripe_emulator.errors import invalid, parameter_missing
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata

FIELDS = ("address", "description", "email", "name", "phone", "shipping")
EPHEMERAL_KEY_SECONDS = 3_600
SESSION_SECONDS = 1_800


def create(call: Call) -> Obj:
    """POST /v1/customers."""
    customer = call.add("customer", "cus", metadata=merged_metadata({}, call.params.get("metadata", {})))
    customer.update(_fields(call.params))
    call.world.events.emit(call.owner, "customer.created", "customer", customer)
    return call.render("customer", customer)


def _fields(params: Obj) -> Obj:
    return {name: params[name] or None for name in FIELDS if name in params}


def retrieve(call: Call) -> Obj:
    """GET /v1/customers/{id}."""
    return call.render("customer", call.find("customer"))


def update(call: Call) -> Obj:
    """POST /v1/customers/{id}."""
    customer = call.find("customer")
    changed = _fields(call.params)
    if "metadata" in call.params:
        changed["metadata"] = merged_metadata(customer["metadata"], call.params["metadata"])
    previous = {name: customer.get(name) for name in changed}
    customer.update(changed)
    call.world.events.emit(call.owner, "customer.updated", "customer", customer, previous=previous)
    return call.render("customer", customer)


def delete(call: Call) -> Obj:
    """DELETE /v1/customers/{id}."""
    customer = call.find("customer")
    call.world.store.remove(call.owner, "customer", customer["id"])
    call.world.events.emit(call.owner, "customer.deleted", "customer", customer)
    return {"id": customer["id"], "object": "customer", "deleted": True}


def list_all(call: Call) -> Obj:
    """GET /v1/customers: filter email."""
    return page(call, "customer", "/v1/customers")


def create_ephemeral_key(call: Call) -> Obj:
    """POST /v1/ephemeral_keys, in the API version of the mobile SDK; the secret is shown once."""
    if "customer" not in call.params:
        raise parameter_missing("customer")
    if not call.version_given:
        raise invalid("This request requires the Stripe-Version header: the API version of the mobile SDK.")
    call.find_given("customer", call.params["customer"], param="customer")
    key: Obj = call.add("ephemeral_key", "ephkey", expires=call.now() + EPHEMERAL_KEY_SECONDS)
    secret = f"ek_test_{call.world.state.new_id('k')[2:]}"
    associated = [{"id": call.params["customer"], "type": "customer"}]
    return {**_shown(key), "associated_objects": associated, "secret": secret}


def _shown(key: Obj) -> Obj:
    named = {name: key[name] for name in ("id", "created", "expires")}
    return {"object": "ephemeral_key", "livemode": False, **named}


def delete_ephemeral_key(call: Call) -> Obj:
    """DELETE /v1/ephemeral_keys/{id}."""
    key = call.find("ephemeral_key", noun="ephemeral key")
    key["expires"] = call.now()
    return _shown(key)


def create_session(call: Call) -> Obj:
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
