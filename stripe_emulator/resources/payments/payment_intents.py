"""PaymentIntents: their life from creation to success (docs.stripe.com/api/payment_intents).

Destination charges: docs.stripe.com/connect/destination-charges.
"""

from stripe_emulator.errors import StripeError, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import chargeable, currency_of
from stripe_emulator.resources import addresses
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.payments import authentication, captures, payment_intent_fields
from stripe_emulator.resources.payments.payment_intent_rules import (
    check_combination,
    check_descriptor,
    check_money_split,
    payment_method_missing,
    return_url_missing,
    unexpected_state,
)
from stripe_emulator.resources.transfers.transfers import check_destination
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELABLE = (*CONFIRMABLE, "requires_capture", "processing")
CHANGEABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(call: Call) -> Obj:
    """POST /v1/payment_intents."""
    params = call.params
    currency = currency_of(params["currency"])
    amount = chargeable(params["amount"], currency)
    if call.owner != PLATFORM:
        raise refused("Direct charges are not modelled by this emulator: use a destination charge.")
    _check_return_url(call)
    check_combination(params)
    check_money_split(call, amount, params)
    fields = payment_intent_fields.new(call)
    intent = call.add("payment_intent", "pi", amount=amount, currency=currency, **fields)
    intent["client_secret"] = f"{intent['id']}_secret_{call.world.state.new_id('s')[2:]}"
    intent["status"] = "requires_confirmation" if intent.get("payment_method") else "requires_payment_method"
    call.world.events.emit(call.owner, "payment_intent.created", "payment_intent", intent)
    if params.get("confirm"):
        _confirm(call, intent)
    return call.render("payment_intent", intent)


def confirm(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/confirm."""
    _check_return_url(call)
    intent = find_in_path(call)
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(call, intent, "confirm")
    intent.update(payment_intent_fields.confirmed(call, intent))
    _confirm(call, intent)
    return call.render("payment_intent", intent)


def _check_return_url(call: Call) -> None:
    if "return_url" in call.params and not addresses.is_return(call.params["return_url"]):
        raise addresses.not_valid("return_url")


def _confirm(call: Call, intent: Obj) -> None:
    if not intent.get("payment_method"):
        raise payment_method_missing(call, intent)
    automatic = intent.get("automatic_payment_methods") or {}
    redirects = automatic.get("enabled") and automatic.get("allow_redirects") != "never"
    if redirects and not (call.params.get("return_url") or call.params.get("use_stripe_sdk")):
        raise return_url_missing()
    check_descriptor(intent)
    split = intent.get("transfer_data")
    if split:
        check_destination(call.world, split["destination"], "transfer_data[destination]")
    authentication.confirm(call, intent)


def cancel(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/cancel."""
    intent = find_in_path(call)
    if intent["status"] not in CANCELABLE:
        raise unexpected_state(call, intent, "cancel")
    if intent.get("amount_received"):
        raise unexpected_state(call, intent, "cancel")
    captures.cancel(call, intent, call.params.get("cancellation_reason"))
    return call.render("payment_intent", intent)


def capture(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/capture: all that is left unless `amount_to_capture` says less."""
    intent = find_in_path(call)
    if intent["status"] != "requires_capture":
        raise unexpected_state(call, intent, "capture")
    captures.capture(call, intent)
    return call.render("payment_intent", intent)


def update(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}."""
    intent, params = find_in_path(call), call.params
    money = params.keys() & {
        "amount",
        "currency",
        "application_fee_amount",
        "transfer_data",
        "payment_method",
        "payment_method_data",
    }
    if money and intent["status"] not in CHANGEABLE:
        raise unexpected_state(call, intent, "update")
    currency = currency_of(str(params.get("currency", intent["currency"])))
    amount = chargeable(params["amount"] if "amount" in params else intent["amount"], currency)
    check_money_split(call, amount, params, intent)
    intent.update(payment_intent_fields.changed(call, intent), amount=amount, currency=currency)
    return call.render("payment_intent", intent)


def find_in_path(call: Call) -> Obj:
    """The PaymentIntent in the path."""
    return call.find("payment_intent", param="intent")


def retrieve(call: Call) -> Obj:
    """GET /v1/payment_intents/{id}."""
    return call.render("payment_intent", find_in_path(call))


def list_all(call: Call) -> Obj:
    """GET /v1/payment_intents: filters customer, created."""
    return page(call, "payment_intent", "/v1/payment_intents")


def pay(world: World, intent_id: str, method: str) -> Obj:
    """The buyer pays in the app: what PaymentSheet does with the client secret."""
    call = Call(world, PLATFORM, {"payment_method": method, "use_stripe_sdk": True}, {"id": intent_id})
    try:
        return confirm(call)
    except StripeError as error:
        if error.status != 402:
            raise
    return call.render("payment_intent", find_in_path(call))


def authenticate(world: World, intent_id: str, succeeds: bool) -> Obj:
    """The buyer answers the bank's 3DS challenge (docs.stripe.com/payments/3d-secure)."""
    call = Call(world, PLATFORM, {}, {"id": intent_id})
    intent = find_in_path(call)
    if intent["status"] != "requires_action":
        raise unexpected_state(call, intent, "authenticate")
    try:
        authentication.finish(call, intent, succeeds)
    except StripeError as error:
        if error.status != 402:
            raise
    return call.render("payment_intent", intent)
