"""Payment methods: all come from Stripe's test cards (docs.stripe.com/api/payment_methods)."""

from stripe_emulator.errors import StripeError, card_error, missing, parameter_missing, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.customers import given_cards
from stripe_emulator.resources.customers.card_fields import method_fields
from stripe_emulator.resources.customers.test_cards import CARDS, TestCard, decline_message
from stripe_emulator.resources.listing import page_of
from stripe_emulator.resources.metadata import merged_metadata


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


def check_usable(method: Obj, customer: str | None) -> None:
    """Refuse to pay with a method that is used up or is another customer's."""
    if method.get("_used_up"):
        message = (
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
            "attachment, shared with a connected account without Customer attachment, or was detached from a "
            "Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it "
            "to a Customer first."
        )
        raise refused(message, param="payment_method")
    if method["customer"] is None or method["customer"] == customer:
        return
    if customer is None:
        message = (
            f"The payment method {method['id']} belongs to the Customer {method['customer']}. Please include "
            "the Customer in the `customer` parameter on the PaymentIntent."
        )
        raise refused(message, param="payment_method")
    raise not_attached(method["id"], "payment_method")


def not_attached(method_id: str, param: str) -> StripeError:
    """The customer has no such payment method."""
    message = (
        f"The customer does not have a payment method with the ID {method_id}. The payment method must be "
        "attached to the customer."
    )
    return refused(message, code="resource_missing", param=param)


def create(call: Call) -> Obj:
    """POST /v1/payment_methods with `card[token]` or a test card number."""
    if "type" not in call.params:
        raise parameter_missing("type")
    return call.render("payment_method", given_cards.make(call, call.params))


def attach(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}/attach."""
    if "customer" not in call.params:
        raise parameter_missing("customer")
    method = resolve(call, call.path["id"])
    customer = call.find_given("customer", call.params["customer"], param="customer")
    attach_to(call, method, customer)
    return call.render("payment_method", method)


def attach_to(call: Call, method: Obj, customer: Obj) -> None:
    """Save a method for its customer: once, and only a card that its bank accepts.

    docs.stripe.com/api/payment_methods/detach, docs.stripe.com/testing#declined-payments.
    """
    if method.get("_used_up"):
        message = (
            "This PaymentMethod was previously used without being attached to a Customer or was detached "
            "from a Customer, and may not be used again."
        )
        raise refused(message)
    if method["customer"] not in (None, customer["id"]):
        raise refused("The payment method you provided has already been attached to a customer.")
    card = card_of(method)
    if card.code and not card.attaches:
        raise card_error(decline_message(card), code=card.code, decline_code=card.decline_code)
    method["customer"] = customer["id"]
    call.world.events.emit(call.owner, "payment_method.attached", "payment_method", method)


def detach(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}/detach: the method can never be used again."""
    method = call.find("payment_method", noun="PaymentMethod")
    if method["customer"] is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise refused(message, param="id")
    detach_from_customer(call, method)
    return call.render("payment_method", method)


def detach_from_customer(call: Call, method: Obj) -> None:
    """Take a method from its customer for good."""
    previous = {"customer": method["customer"]}
    customer = call.world.store.known(call.owner, "customer", method["customer"])
    settings = customer.get("invoice_settings", {})
    if settings.get("default_payment_method") == method["id"]:
        customer["invoice_settings"] = {**settings, "default_payment_method": None}
    method.update(customer=None, _used_up=True)
    call.world.events.emit(call.owner, "payment_method.detached", "payment_method", method, previous=previous)


def retrieve(call: Call) -> Obj:
    """GET /v1/payment_methods/{id}."""
    return call.render("payment_method", call.find("payment_method", noun="PaymentMethod"))


def update(call: Call) -> Obj:
    """POST /v1/payment_methods/{id}: billing details, expiry, metadata and what may be shown again."""
    method, params = call.find("payment_method", noun="PaymentMethod"), call.params
    if method["customer"] is None:
        raise refused("You must save this PaymentMethod to a customer before you can update it.")
    if "metadata" in params:
        method["metadata"] = merged_metadata(method["metadata"], params["metadata"])
    if "allow_redisplay" in params:
        method["allow_redisplay"] = params["allow_redisplay"]
    if params.get("billing_details"):
        method["billing_details"] = given_cards.with_details(
            method["billing_details"], params["billing_details"]
        )
    expiry = {
        name: params["card"][name] for name in ("exp_month", "exp_year") if name in params.get("card", {})
    }
    if expiry:
        method["card"] = {**method["card"], **expiry}
    call.world.events.emit(call.owner, "payment_method.updated", "payment_method", method)
    return call.render("payment_method", method)


def list_of_customer(call: Call) -> Obj:
    """GET /v1/customers/{id}/payment_methods: filters type, allow_redisplay."""
    customer = call.find("customer")
    found = call.world.store.newest_first(call.owner, "payment_method", {"customer": customer["id"]})
    url = f"/v1/customers/{customer['id']}/payment_methods"
    return page_of(call, "payment_method", url, _wanted(call, found))


def list_all(call: Call) -> Obj:
    """GET /v1/payment_methods: those of a customer; filters type, allow_redisplay."""
    wanted = {}
    if "customer" in call.params:
        wanted = {"customer": call.find_given("customer", call.params["customer"], param="customer")["id"]}
    found = call.world.store.newest_first(call.owner, "payment_method", wanted)
    attached = [one for one in found if one["customer"]]
    return page_of(call, "payment_method", "/v1/payment_methods", _wanted(call, attached))


def _wanted(call: Call, methods: list[Obj]) -> list[Obj]:
    redisplay = call.params.get("allow_redisplay")
    if call.params.get("type", "card") != "card":
        return []
    return [one for one in methods if redisplay in (None, one.get("allow_redisplay", "unspecified"))]
