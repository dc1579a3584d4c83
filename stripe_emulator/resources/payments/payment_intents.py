"""PaymentIntents: their life from creation to success (docs.stripe.com/api/payment_intents).

Destination charges: docs.stripe.com/connect/destination-charges.
"""

from typing import Any

from stripe_emulator.errors import StripeError, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import chargeable, currency_of, positive
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.customers import payment_methods
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.resources.payments import charging
from stripe_emulator.resources.payments.payment_intent_rules import (
    check_combination,
    check_money_split,
    payment_method_missing,
    return_url_missing,
    unexpected_state,
)
from stripe_emulator.resources.transfers.transfers import check_destination
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

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
    check_combination(params)
    check_money_split(call, amount, params)
    fields = _fields(call, params)
    intent = call.add("payment_intent", "pi", amount=amount, currency=currency, **fields)
    intent["client_secret"] = f"{intent['id']}_secret_{call.world.state.new_id('s')[2:]}"
    intent["status"] = "requires_confirmation" if intent.get("payment_method") else "requires_payment_method"
    call.world.events.emit(call.owner, "payment_intent.created", "payment_intent", intent)
    if params.get("confirm"):
        _confirm(call, intent, params)
    return call.render("payment_intent", intent)


def _fields(call: Call, params: Obj) -> Obj:
    fields: Obj = {name: params[name] or None for name in PLAIN_FIELDS if name in params}
    fields["metadata"] = merged_metadata({}, params.get("metadata", {}))
    if "customer" in params:
        fields["customer"] = call.find_given("customer", params["customer"], param="customer")["id"]
    if "payment_method" in params:
        fields["payment_method"] = payment_methods.resolve(call, params["payment_method"])["id"]
    for name in ("transfer_data", "capture_method", "excluded_payment_method_types"):
        if params.get(name):
            fields[name] = params[name]
    automatic = params.get("automatic_payment_methods")
    if automatic is None and not params.get("allowed_payment_method_types"):
        automatic = {"enabled": True}
    if automatic:
        fields["automatic_payment_methods"] = {"allow_redirects": "always", **automatic}
    return fields


def confirm(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/confirm."""
    intent = find_in_path(call)
    _confirm(call, intent, call.params)
    return call.render("payment_intent", intent)


def _confirm(call: Call, intent: Obj, params: Obj) -> None:
    if intent["status"] not in CONFIRMABLE:
        raise unexpected_state(call, intent, "confirm")
    if params.get("payment_method"):
        intent["payment_method"] = payment_methods.resolve(call, params["payment_method"])["id"]
    if params.get("setup_future_usage"):
        intent["setup_future_usage"] = params["setup_future_usage"]
    if not intent.get("payment_method"):
        raise payment_method_missing(call, intent)
    automatic = intent.get("automatic_payment_methods") or {}
    redirects = automatic.get("enabled") and automatic.get("allow_redirects") != "never"
    if redirects and not (params.get("return_url") or params.get("use_stripe_sdk")):
        raise return_url_missing()
    split = intent.get("transfer_data")
    if split:
        check_destination(call.world, split["destination"], "transfer_data[destination]")
    charging.attempt(call, intent, off_session=bool(params.get("off_session")))


def cancel(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/cancel."""
    intent = find_in_path(call)
    if intent["status"] not in CANCELABLE:
        raise unexpected_state(call, intent, "cancel")
    if intent["status"] == "requires_capture":
        charging.release(call, intent)
    intent.update(
        status="canceled",
        canceled_at=call.now(),
        cancellation_reason=call.params.get("cancellation_reason"),
        amount_capturable=0,
        next_action=None,
    )
    call.world.events.emit(call.owner, "payment_intent.canceled", "payment_intent", intent)
    return call.render("payment_intent", intent)


def capture(call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/capture: the whole amount unless `amount_to_capture` says less."""
    intent = find_in_path(call)
    if intent["status"] != "requires_capture":
        raise unexpected_state(call, intent, "capture")
    amount = positive(call.params.get("amount_to_capture") or intent["amount"], param="amount_to_capture")
    if amount > intent["amount"]:
        raise refused("The amount to capture exceeds the amount authorized.", param="amount_to_capture")
    if "application_fee_amount" in call.params:
        intent["application_fee_amount"] = call.params["application_fee_amount"]
    charging.capture(call, intent, amount)
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
    }
    if money and intent["status"] not in CHANGEABLE:
        raise unexpected_state(call, intent, "update")
    currency = currency_of(str(params.get("currency", intent["currency"])))
    amount = chargeable(params["amount"] if "amount" in params else intent["amount"], currency)
    check_money_split(call, amount, params, intent)
    changed: dict[str, Any] = {name: params[name] or None for name in PLAIN_FIELDS if name in params}
    if "metadata" in params:
        changed["metadata"] = merged_metadata(intent["metadata"], params["metadata"])
    if "transfer_data" in params:
        changed["transfer_data"] = {**(intent.get("transfer_data") or {}), **params["transfer_data"]}
    if "customer" in params:
        changed["customer"] = call.find_given("customer", params["customer"], param="customer")["id"]
    if "payment_method" in params:
        changed["payment_method"] = payment_methods.resolve(call, params["payment_method"])["id"]
        changed["status"] = "requires_confirmation"
    intent.update(changed, amount=amount, currency=currency)
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
    charging.finish_authentication(call, intent, succeeds)
    return call.render("payment_intent", intent)
