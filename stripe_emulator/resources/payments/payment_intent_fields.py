"""What the parameters of a PaymentIntent put into it (docs.stripe.com/api/payment_intents)."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.customers import given_cards, payment_methods
from stripe_emulator.resources.metadata import merged_metadata

PLAIN_FIELDS = (
    "application_fee_amount",
    "description",
    "on_behalf_of",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)
NO_OPTIONS: Obj = {"request_three_d_secure": "automatic"}


def new(call: Call) -> Obj:
    """The fields of a new intent."""
    params = call.params
    fields: Obj = {name: params[name] or None for name in PLAIN_FIELDS if name in params}
    fields["metadata"] = merged_metadata({}, params.get("metadata", {}))
    _name_buyer(call, fields, {})
    for name in ("transfer_data", "capture_method", "excluded_payment_method_types"):
        if params.get(name):
            fields[name] = params[name]
    automatic = params.get("automatic_payment_methods")
    if automatic is None and not params.get("allowed_payment_method_types"):
        automatic = {"enabled": True}
    if automatic:
        fields["automatic_payment_methods"] = {"allow_redirects": "always", **automatic}
    return fields


def confirmed(call: Call, intent: Obj) -> Obj:
    """What a confirmation changes."""
    fields: Obj = {name: call.params[name] for name in ("receipt_email", "shipping") if call.params.get(name)}
    if call.params.get("setup_future_usage"):
        fields["setup_future_usage"] = call.params["setup_future_usage"]
    _name_buyer(call, fields, intent)
    return fields


def changed(call: Call, intent: Obj) -> Obj:
    """What an update changes."""
    params = call.params
    fields: Obj = {name: params[name] or None for name in PLAIN_FIELDS if name in params}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(intent["metadata"], params["metadata"])
    if "transfer_data" in params:
        fields["transfer_data"] = {**(intent.get("transfer_data") or {}), **params["transfer_data"]}
    _name_buyer(call, fields, intent)
    if "payment_method" in fields:
        fields["status"] = "requires_confirmation"
    return fields


def _name_buyer(call: Call, fields: Obj, intent: Obj) -> None:
    """Customer, payment method and its options; a method must be the customer's own and usable."""
    params = call.params
    if "customer" in params:
        fields["customer"] = call.find_given("customer", params["customer"], param="customer")["id"]
    method = _method(call)
    if method is not None:
        payment_methods.check_usable(method, fields.get("customer", intent.get("customer")))
        fields["payment_method"] = method["id"]
    card = (params.get("payment_method_options") or {}).get("card")
    if card:
        before = (intent.get("payment_method_options") or {}).get("card", NO_OPTIONS)
        fields["payment_method_options"] = {"card": {**before, **card}}


def _method(call: Call) -> Obj | None:
    if call.params.get("payment_method_data"):
        return given_cards.make(call, call.params["payment_method_data"])
    if call.params.get("payment_method"):
        return payment_methods.resolve(call, call.params["payment_method"])
    return None
