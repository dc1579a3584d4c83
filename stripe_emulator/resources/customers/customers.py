"""Customers and their ephemeral keys.

docs.stripe.com/api/customers, docs.stripe.com/api/ephemeral_keys.
"""

from stripe_emulator.errors import StripeError, invalid, parameter_missing
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.customers import payment_methods
from stripe_emulator.resources.customers.shapes import NO_INVOICE_SETTINGS
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata

CLEARABLE = (
    "address",
    "business_name",
    "description",
    "email",
    "individual_name",
    "name",
    "phone",
    "shipping",
)
KEPT = ("balance", "invoice_prefix", "next_invoice_sequence")
EPHEMERAL_KEY_SECONDS = 3_600


def create(call: Call) -> Obj:
    """POST /v1/customers."""
    params = call.params
    customer = call.add("customer", "cus", metadata=merged_metadata({}, params.get("metadata", {})))
    customer.update(_fields(params))
    try:
        _set_methods(call, customer)
    except StripeError:
        call.world.store.remove(call.owner, "customer", customer["id"])
        raise
    return call.world.events.emit(call.owner, "customer.created", "customer", customer)


def _set_methods(call: Call, customer: Obj) -> None:
    """Attach `payment_method`; the invoices' default may name it again."""
    given = call.params.get("payment_method")
    saved = payment_methods.resolve(call, given) if given else None
    if saved:
        payment_methods.attach_to(call, saved, customer)
    if call.params.get("invoice_settings"):
        same = {given: saved["id"]} if given and saved else {}
        customer["invoice_settings"] = _invoice_settings(call, customer, same)


def _fields(params: Obj) -> Obj:
    fields: Obj = {name: params[name] or None for name in CLEARABLE if name in params}
    fields.update({name: params[name] for name in KEPT if name in params})
    if "tax_exempt" in params:
        fields["tax_exempt"] = params["tax_exempt"] or "none"
    if "preferred_locales" in params:
        fields["preferred_locales"] = params["preferred_locales"]
    return fields


def _invoice_settings(call: Call, customer: Obj, new_ids: dict[str, str]) -> Obj:
    """The old settings with the new ones on top; the default must be one of the customer's methods.

    `new_ids` gives the id of a method that the request names by a test name.
    """
    changes: Obj = {name: value or None for name, value in call.params["invoice_settings"].items()}
    if changes.get("default_payment_method"):
        default = str(changes["default_payment_method"])
        method_id = new_ids.get(default, default)
        method = call.world.store.get(call.owner, "payment_method", method_id)
        if method is None or method["customer"] != customer["id"]:
            raise payment_methods.not_attached(default, "invoice_settings[default_payment_method]")
        changes["default_payment_method"] = method_id
    return {**NO_INVOICE_SETTINGS, **customer.get("invoice_settings", {}), **changes}


def retrieve(call: Call) -> Obj:
    """GET /v1/customers/{id}: a deleted customer is still found, as a stub."""
    deleted = call.world.store.get(call.owner, "deleted_customer", call.path["id"])
    if deleted is not None:
        return call.render("deleted_customer", deleted)
    return call.render("customer", call.find("customer"))


def update(call: Call) -> Obj:
    """POST /v1/customers/{id}."""
    customer = call.find("customer")
    changed = _fields(call.params)
    if "metadata" in call.params:
        changed["metadata"] = merged_metadata(customer["metadata"], call.params["metadata"])
    if call.params.get("invoice_settings"):
        changed["invoice_settings"] = _invoice_settings(call, customer, {})
    previous = {name: customer.get(name) for name in changed}
    customer.update(changed)
    call.world.events.emit(call.owner, "customer.updated", "customer", customer, previous=previous)
    return call.render("customer", customer)


def delete(call: Call) -> Obj:
    """DELETE /v1/customers/{id}: a stub stays, the payment methods are detached."""
    customer = call.find("customer")
    for method in call.world.store.newest_first(call.owner, "payment_method", {"customer": customer["id"]}):
        payment_methods.detach_from_customer(call, method)
    call.world.store.remove(call.owner, "customer", customer["id"])
    stub = call.world.store.add(call.owner, "deleted_customer", {"id": customer["id"]})
    call.world.events.emit(call.owner, "customer.deleted", "customer", customer)
    return call.render("deleted_customer", stub)


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
