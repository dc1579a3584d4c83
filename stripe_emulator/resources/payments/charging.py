"""How a confirmed PaymentIntent is charged: the charge, its money, and the destination's share.

docs.stripe.com/connect/destination-charges: the charge is the platform's, its whole amount (or
`transfer_data[amount]`) goes to the connected account, the application fee comes back, and the
platform pays Stripe's fee.
"""

from stripe_emulator.errors import card_error
from stripe_emulator.messages import Obj
from stripe_emulator.money import processing_fee
from stripe_emulator.resources.balance import balances
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.customers import payment_methods
from stripe_emulator.resources.customers.test_cards import TestCard, charge_details, decline_message
from stripe_emulator.resources.payments import disputes
from stripe_emulator.resources.transfers import application_fees, transfers
from stripe_emulator.world import exchange
from stripe_emulator.world.clock import DAY_SECONDS
from stripe_emulator.world.ledger import Fee

AVAILABLE_AFTER_SECONDS = 2 * DAY_SECONDS
"""docs.stripe.com/payouts#payout-speed: United States, two days."""


def attempt(call: Call, intent: Obj, *, off_session: bool) -> None:
    """Charge the card of an intent, ask the buyer to authenticate, or decline."""
    method = call.find_given("payment_method", intent["payment_method"], param="payment_method")
    card = payment_methods.card_of(method)
    if card.needs_authentication and off_session:
        decline(call, intent, method, "authentication_required", "authentication_required")
    if card.needs_authentication:
        _challenge(call, intent)
        return
    _charge(call, intent, method, card)


def _challenge(call: Call, intent: Obj) -> None:
    intent["status"] = "requires_action"
    intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
    call.world.events.emit(call.owner, "payment_intent.requires_action", "payment_intent", intent)


def finish_authentication(call: Call, intent: Obj, succeeds: bool) -> None:
    """Charge the card after the bank's challenge, or let the buyer try another card."""
    intent["next_action"] = None
    method = call.find_given("payment_method", intent["payment_method"], param="payment_method")
    if succeeds:
        _charge(call, intent, method, payment_methods.card_of(method))
        return
    message = (
        "We are unable to authenticate your payment method. Please choose a different payment method and "
        "try again."
    )
    error = {"code": "payment_intent_authentication_failure", "message": message, "type": "card_error"}
    _ask_for_another_card(call, intent, error)


def _ask_for_another_card(call: Call, intent: Obj, error: Obj) -> None:
    intent.update(status="requires_payment_method", last_payment_error=error, payment_method=None)
    call.world.events.emit(call.owner, "payment_intent.payment_failed", "payment_intent", intent)


def decline(call: Call, intent: Obj, method: Obj, code: str, decline_code: str) -> None:
    """The bank declines: record a failed charge, let the intent ask for another card, raise a 402."""
    card = payment_methods.card_of(method)
    message = decline_message(TestCard(code=code, decline_code=decline_code))
    outcome = {"network_status": "declined_by_network", "reason": decline_code, "type": "issuer_declined"}
    charge = _new_charge(call, intent, method, card, outcome)
    charge.update(status="failed", paid=False, captured=False, failure_code=code, failure_message=message)
    intent["latest_charge"] = charge["id"]
    call.world.events.emit(call.owner, "charge.failed", "charge", charge)
    named = {"charge": charge["id"], "decline_code": decline_code, "advice_code": "try_again_later"}
    shown = {"payment_method": call.render("payment_method", method)}
    error = {"code": code, "message": message, "type": "card_error", **named, **shown}
    _ask_for_another_card(call, intent, error)
    shown["payment_intent"] = call.render("payment_intent", intent)
    raise card_error(message, code=code, **named, **shown)


def _charge(call: Call, intent: Obj, method: Obj, card: TestCard) -> None:
    if card.code:
        decline(call, intent, method, card.code, card.decline_code or "generic_decline")
    outcome = {"network_status": "approved_by_network", "reason": None, "type": "authorized"}
    charge = _new_charge(call, intent, method, card, outcome)
    intent.update(latest_charge=charge["id"], last_payment_error=None, next_action=None)
    if intent.get("setup_future_usage") and intent.get("customer"):
        method["customer"] = intent["customer"]
    if intent.get("capture_method") == "manual":
        _authorize(call, intent, charge)
        return
    _collect(call, intent, charge, charge["amount"])
    call.world.events.emit(call.owner, "charge.succeeded", "charge", charge)
    _succeed(call, intent, charge)


def _new_charge(call: Call, intent: Obj, method: Obj, card: TestCard, outcome: Obj) -> Obj:
    copied = (
        "currency",
        "customer",
        "description",
        "on_behalf_of",
        "receipt_email",
        "shipping",
    )
    charge = call.add(
        "charge",
        "ch",
        amount=intent["amount"],
        metadata=dict(intent["metadata"]),
        outcome={
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "risk_level": "normal",
            "seller_message": "Payment complete." if outcome["reason"] is None else decline_message(card),
            **outcome,
        },
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=charge_details(method, intent["amount"]),
        transfer_group=intent.get("transfer_group"),
        **{name: intent[name] for name in copied if intent.get(name)},
    )
    if intent.get("application_fee_amount"):
        charge["application_fee_amount"] = intent["application_fee_amount"]
    if intent.get("transfer_data"):
        charge["transfer_data"] = {"amount": None, **intent["transfer_data"]}
    return charge


def _authorize(call: Call, intent: Obj, charge: Obj) -> None:
    charge.update(captured=False, amount_captured=0)
    intent.update(status="requires_capture", amount_capturable=intent["amount"])
    events = call.world.events
    events.emit(call.owner, "charge.succeeded", "charge", charge)
    events.emit(call.owner, "payment_intent.amount_capturable_updated", "payment_intent", intent)


def capture(call: Call, intent: Obj, amount: int) -> None:
    """Take what was authorized; the fee is at most what is captured."""
    charge = call.find("charge", intent["latest_charge"])
    if intent.get("application_fee_amount"):
        charge["application_fee_amount"] = min(intent["application_fee_amount"], amount)
    _collect(call, intent, charge, amount)
    call.world.events.emit(call.owner, "charge.captured", "charge", charge)
    _succeed(call, intent, charge)


def release(call: Call, intent: Obj) -> None:
    """Release an authorization."""
    charge = call.find("charge", intent["latest_charge"])
    charge.update(amount_refunded=charge["amount"], refunded=True)
    call.world.events.emit(call.owner, "charge.refunded", "charge", charge)


def _collect(call: Call, intent: Obj, charge: Obj, amount: int) -> None:
    """Post the charge and Stripe's fee to the platform, then send the destination's share."""
    method = call.find_given("payment_method", charge["payment_method"], param="payment_method")
    bypasses = payment_methods.card_of(method).bypasses_pending
    at_once = bypasses or call.world.state.settings.get("charges_available_at_once", False)
    available_on = None if at_once else call.now() + AVAILABLE_AFTER_SECONDS
    charge.update(captured=True, amount_captured=amount)
    settled = exchange.settle(call.world.state, amount, charge["currency"])
    charge["balance_transaction"] = call.world.ledger.post(
        call.owner,
        kind="charge",
        amount=settled.amount,
        currency=settled.currency,
        shown={"exchange_rate": settled.rate},
        source=charge["id"],
        fee=Fee("stripe_fee", processing_fee(settled.amount, settled.currency)),
        available_on=available_on,
    )
    if intent.get("transfer_data"):
        _send_share(call, intent, charge, available_on)
    if at_once:
        balances.emit_available(call.world, call.owner)


def _send_share(call: Call, intent: Obj, charge: Obj, available_on: float | None) -> None:
    group = intent.get("transfer_group") or f"group_{intent['id']}"
    intent["transfer_group"] = charge["transfer_group"] = group
    to = intent["transfer_data"]
    amount = min(to.get("amount", charge["amount_captured"]), charge["amount_captured"])
    amount, currency, _ = exchange.settle(call.world.state, amount, charge["currency"])
    move = transfers.Move(to["destination"], amount, currency, charge["id"], available_on)
    move.extra = {"transfer_group": group, "metadata": {}}
    if charge.get("application_fee_amount"):
        fee = application_fees.make(call.world, call.owner, charge, to["destination"], available_on)
        charge["application_fee"] = fee["id"]
        move.application_fee, move.application_fee_amount = fee["id"], fee["amount"]
    charge["transfer"] = transfers.make(call.world, call.owner, move)["id"]
    charge["_transferred"] = amount


def _succeed(call: Call, intent: Obj, charge: Obj) -> None:
    intent.update(status="succeeded", amount_received=charge["amount_captured"], amount_capturable=0)
    call.world.events.emit(call.owner, "payment_intent.succeeded", "payment_intent", intent)
    method = call.find_given("payment_method", charge["payment_method"], param="payment_method")
    card = payment_methods.card_of(method)
    if card.dispute_reason:
        disputes.open_for(call.world, call.owner, charge, card.dispute_reason, inquiry=card.is_inquiry)
