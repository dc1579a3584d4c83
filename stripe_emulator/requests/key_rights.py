"""What a key may do: secret keys all, restricted keys what the control says, publishable keys very little.

docs.stripe.com/keys. A restricted key is `rk_test_<name>`; one that the control never named has no right.
"""

from stripe_emulator.errors import invalid, parameter_missing, permission_missing, secret_key_required
from stripe_emulator.messages import Obj
from stripe_emulator.requests.routes import Route
from stripe_emulator.world import World

INTENT = "/v1/payment_intents/{id}"
PUBLISHABLE = {("GET", INTENT), ("POST", f"{INTENT}/confirm"), ("POST", "/v1/payment_methods")}
"""What a browser or an app may call; for an intent only with its `client_secret`."""

SECRET_ONLY = {
    ("POST", f"{INTENT}/confirm"): frozenset(
        ["capture_method", "error_on_requires_action", "mandate", "off_session", "radar_options"]
    ),
    ("POST", "/v1/payment_methods"): frozenset(["customer", "payment_method"]),
}
"""What only the platform may say of a payment, and whose saved card it is that becomes another.

docs.stripe.com/api/payment_intents/confirm ("secret key only"),
docs.stripe.com/payments/payment-methods/connect (cloning).
"""

EXPANDABLE = frozenset({"payment_method"})
"""A browser may see the card of its payment, and not the customer that it belongs to."""

SHOWN = frozenset(
    [
        "amount",
        "amount_details",
        "automatic_payment_methods",
        "canceled_at",
        "cancellation_reason",
        "capture_method",
        "client_secret",
        "confirmation_method",
        "created",
        "currency",
        "description",
        "excluded_payment_method_types",
        "id",
        "last_payment_error",
        "livemode",
        "next_action",
        "object",
        "payment_method",
        "payment_method_configuration_details",
        "payment_method_types",
        "processing",
        "receipt_email",
        "setup_future_usage",
        "shipping",
        "source",
        "status",
    ]
)
"""The fields of a PaymentIntent that docs.stripe.com/api/payment_intents/object marks as retrievable with
a publishable key, and those that Stripe.js is known to get besides."""


def check(world: World, key: str, owner: str, route: Route, path: dict[str, str], given: Obj) -> None:
    """Refuse what the key may not do; takes a publishable key's `client_secret` out of `given`."""
    if key.startswith("pk_"):
        _check_publishable(world, owner, route, path, given)
    elif key.startswith("rk_"):
        _check_restricted(world, key, owner, route)


def _check_restricted(world: World, key: str, owner: str, route: Route) -> None:
    noun = noun_of(route.path)
    level = world.state.restricted_keys.get(key, {}).get(noun, "none")
    wanted = "read" if route.method == "GET" else "write"
    if level not in (wanted, "write"):
        raise permission_missing(key, f"rak_{noun.removesuffix('s')}_{wanted}", owner)


def noun_of(path: str) -> str:
    """The noun whose right opens an address: `transfers` for `/v1/transfers/{id}/reversals`."""
    parts = path.split("/")
    return parts[3] if parts[1] == "v2" else parts[2]


def _check_publishable(world: World, owner: str, route: Route, path: dict[str, str], given: Obj) -> None:
    call = (route.method, route.path)
    if call not in PUBLISHABLE:
        raise secret_key_required()
    for name in sorted(SECRET_ONLY.get(call, frozenset()) & given.keys()):
        raise invalid(f"The parameter `{name}` takes a secret key.", param=name)
    _check_expansion(given.get("expand", {}))
    if not route.path.startswith(INTENT):
        return
    if "client_secret" not in given:
        raise parameter_missing("client_secret")
    secret = given.pop("client_secret")
    intent = world.store.get(owner, "payment_intent", path["id"])
    if intent is not None and intent["client_secret"] != secret:
        message = (
            "The client_secret provided does not match the client_secret associated with the PaymentIntent."
        )
        raise invalid(message, code="payment_intent_invalid_parameter", param="client_secret")


def _check_expansion(given: object) -> None:
    for path in given.values() if isinstance(given, dict) else [given]:
        if not isinstance(path, str) or path not in EXPANDABLE:
            raise invalid(f"This property cannot be expanded ({path}).", param="expand")


def shown_to(key: str, body: Obj) -> Obj:
    """An answer or an error as the holder of the key sees it."""
    if not key.startswith("pk_"):
        return body
    if body.get("object") == "payment_intent":
        return {name: body[name] for name in body if name in SHOWN}
    return {name: shown_to(key, one) if isinstance(one, dict) else one for name, one in body.items()}
