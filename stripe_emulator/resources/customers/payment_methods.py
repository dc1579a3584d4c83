"""Payment methods: all come from Stripe's test names (docs.stripe.com/api/payment_methods)."""

from stripe_emulator.errors import missing, parameter_missing, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.customers.test_cards import CARDS, TestCard, method_fields
from stripe_emulator.resources.listing import page_of
from stripe_emulator.resources.metadata import merged_metadata

TOKENS = {"tok_visa": "pm_card_visa", "tok_mastercard": "pm_card_mastercard", "tok_amex": "pm_card_amex"}


def resolve(call: Call, name: str, *, param: str = "payment_method") -> Obj:
    """A saved payment method, or a new one from a test name such as `pm_card_visa`."""
    if name in CARDS:
        return call.add("payment_method", "pm", **method_fields(name))
    found = call.world.store.get(call.owner, "payment_method", name)
    if found is None:
        raise missing("PaymentMethod", name, param=param, status=400)
    return found


def card_of(method: Obj) -> TestCard:
    """The test card that decides how payments with this method end."""
    return CARDS[method["_test_card"]]


def create(call: Call) -> Obj:
    """POST /v1/payment_methods with `card[token]`; raw card numbers are refused as Stripe does."""
    card = call.params.get("card") or {}
    token = TOKENS.get(card.get("token", ""))
    if token is None:
        raise refused(
            "Sending credit card numbers directly to the Stripe API is generally unsafe. To continue "
            "processing use Stripe.js, the Stripe mobile bindings, or Stripe Elements.",
            param="card",
        )
    return call.render("payment_method", call.add("payment_method", "pm", **method_fields(token)))


def attach(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}/attach."""
    if "customer" not in call.params:
        raise parameter_missing("customer")
    method = resolve(call, call.path["id"])
    customer = call.find_given("customer", call.params["customer"], param="customer")
    method["customer"] = customer["id"]
    call.world.events.emit(call.owner, "payment_method.attached", "payment_method", method)
    return call.render("payment_method", method)


def detach(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}/detach."""
    method = call.find("payment_method", noun="PaymentMethod")
    if method["customer"] is None:
        raise refused("The payment method you provided is not attached to a customer.", param="id")
    method["customer"] = None
    call.world.events.emit(call.owner, "payment_method.detached", "payment_method", method)
    return call.render("payment_method", method)


def retrieve(call: Call) -> Obj:
    """GET /v1/payment_methods/{id}."""
    return call.render("payment_method", call.find("payment_method", noun="PaymentMethod"))


def update(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}: metadata and what may be shown again."""
    method = call.find("payment_method", noun="PaymentMethod")
    if "metadata" in call.params:
        method["metadata"] = merged_metadata(method["metadata"], call.params["metadata"])
    if "allow_redisplay" in call.params:
        method["allow_redisplay"] = call.params["allow_redisplay"]
    return call.render("payment_method", method)


def list_of_customer(call: Call) -> Obj:
    """GET /v1/customers/{id}/payment_methods."""
    customer = call.find("customer")
    found = call.world.store.newest_first(call.owner, "payment_method", {"customer": customer["id"]})
    return page_of(call, "payment_method", f"/v1/customers/{customer['id']}/payment_methods", found)


def list_all(call: Call) -> Obj:
    """GET /v1/payment_methods: those of a customer."""
    wanted = {"customer": call.params["customer"]} if "customer" in call.params else {}
    found = call.world.store.newest_first(call.owner, "payment_method", wanted)
    attached = [one for one in found if one["customer"]]
    return page_of(call, "payment_method", "/v1/payment_methods", attached)
