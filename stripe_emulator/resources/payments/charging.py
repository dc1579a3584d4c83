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
from stripe_emulator.resources.customers.card_fields import charge_details
from stripe_emulator.resources.customers.shapes import NO_BILLING
from stripe_emulator.resources.customers.test_cards import TestCard, decline_message
from stripe_emulator.resources.payments import disputes, early_fraud_warnings
from stripe_emulator.resources.payments.outcomes import outcome_of
from stripe_emulator.resources.transfers import application_fees, transfers
from stripe_emulator.world import exchange
from stripe_emulator.world.clock import DAY_SECONDS
from stripe_emulator.world.ledger import Fee

AVAILABLE_AFTER_SECONDS = 2 * DAY_SECONDS
"""docs.stripe.com/payouts#payout-speed: United States, two days."""

AUTHORIZED_SECONDS = 7 * DAY_SECONDS
"""docs.stripe.com/payments/place-a-hold-on-a-payment-method: cards paid online by the buyer."""


def ask_for_another_card(call: Call, intent: Obj, error: Obj) -> None:
    """The payment failed; the buyer may try again with another card."""
    intent.update(status="requires_payment_method", last_payment_error=error, payment_method=None)
    call.world.events.emit(call.owner, "payment_intent.payment_failed", "payment_intent", intent)


def decline(call: Call, intent: Obj, method: Obj, card: TestCard) -> None:
    """The bank declines or Radar blocks: record a failed charge, ask for another card, raise a 402."""
    code, decline_code = str(card.code), card.decline_code or "generic_decline"
    message = decline_message(card)
    charge = _new_charge(call, intent, method, outcome_of(card))
    charge.update(status="failed", paid=False, captured=False, failure_code=code, failure_message=message)
    intent["latest_charge"] = charge["id"]
    call.world.events.emit(call.owner, "charge.failed", "charge", charge)
    named = {"charge": charge["id"], "decline_code": decline_code, "advice_code": "try_again_later"}
    shown = {"payment_method": call.render("payment_method", method)}
    error = {"code": code, "message": message, "type": "card_error", **named, **shown}
    ask_for_another_card(call, intent, error)
    shown["payment_intent"] = call.render("payment_intent", intent)
    raise card_error(message, code=code, **named, **shown)


def charge(call: Call, intent: Obj, method: Obj, *, authentication: Obj | None) -> None:
    """Charge a card, or only authorize it; `authentication` says how 3-D Secure went."""
    card = payment_methods.card_of(method)
    if card.code:
        decline(call, intent, method, card)
    made = _new_charge(call, intent, method, outcome_of(card), authentication)
    intent.update(latest_charge=made["id"], last_payment_error=None, next_action=None)
    _save(call, intent, method)
    if intent.get("capture_method") == "manual":
        _authorize(call, intent, made)
        return
    _collect(call, intent, made, made["amount"])
    call.world.events.emit(call.owner, "charge.succeeded", "charge", made)
    succeed(call, intent)


def _save(call: Call, intent: Obj, method: Obj) -> None:
    """Keep the method for its customer when that was asked for; an unsaved one is used up now."""
    if intent.get("setup_future_usage") and intent.get("customer"):
        method["_is_set_up"] = True
        if method["customer"] is None:
            payment_methods.attach_to(call, method, {"id": intent["customer"]})
    elif method["customer"] is None:
        method["_used_up"] = True


def _new_charge(call: Call, intent: Obj, method: Obj, outcome: Obj, authentication: Obj | None = None) -> Obj:
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
            **outcome,
        },
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=charge_details(method, intent["amount"], authentication=authentication),
        transfer_group=intent.get("transfer_group"),
        **{name: intent[name] for name in copied if intent.get(name)},
    )
    if method["billing_details"] != NO_BILLING:
        charge["billing_details"] = method["billing_details"]
    if intent.get("application_fee_amount"):
        charge["application_fee_amount"] = intent["application_fee_amount"]
    if intent.get("transfer_data"):
        charge["transfer_data"] = {"amount": None, **intent["transfer_data"]}
    return charge


def _authorize(call: Call, intent: Obj, charge: Obj) -> None:
    expires_at = call.now() + AUTHORIZED_SECONDS
    charge.update(captured=False, amount_captured=0)
    card = charge["payment_method_details"]["card"]
    card["capture_before"] = int(expires_at)
    options = intent.get("payment_method_options", {}).get("card", {})
    if options.get("request_multicapture") == "if_available":
        card["multicapture"] = {"status": "available"}
    intent.update(status="requires_capture", amount_capturable=intent["amount"])
    call.world.schedule.add(expires_at, "authorization_expires", call.owner, intent["id"])
    events = call.world.events
    events.emit(call.owner, "charge.succeeded", "charge", charge)
    events.emit(call.owner, "payment_intent.amount_capturable_updated", "payment_intent", intent)


def capture(call: Call, intent: Obj, amount: int, *, final: bool) -> None:
    """Take what was authorized; the fee is at most what is captured."""
    charge = call.find("charge", intent["latest_charge"])
    if intent.get("application_fee_amount"):
        charge["application_fee_amount"] = min(intent["application_fee_amount"], amount)
    _collect(call, intent, charge, amount)
    call.world.events.emit(call.owner, "charge.captured", "charge", charge)
    if final:
        succeed(call, intent)
        return
    left = intent["amount_capturable"] - amount
    intent.update(amount_received=charge["amount_captured"], amount_capturable=left)
    call.world.events.emit(call.owner, "payment_intent.amount_capturable_updated", "payment_intent", intent)


def _fee(call: Call, charge: Obj, before: int, after: int) -> int:
    """Stripe takes the fixed part of its fee once for a charge that is captured in parts."""
    whole, paid = (
        exchange.settle(call.world.state, amount, charge["currency"]) for amount in (after, before)
    )
    earlier = processing_fee(paid.amount, paid.currency) if before else 0
    return processing_fee(whole.amount, whole.currency) - earlier


def _collect(call: Call, intent: Obj, charge: Obj, amount: int) -> None:
    """Post an amount and Stripe's fee to the platform, then send the destination's share."""
    method = call.find_given("payment_method", charge["payment_method"], param="payment_method")
    bypasses = payment_methods.card_of(method).bypasses_pending
    at_once = bypasses or call.world.state.settings.get("charges_available_at_once", False)
    available_on = None if at_once else call.now() + AVAILABLE_AFTER_SECONDS
    before = charge.get("amount_captured", 0)
    after = before + amount
    charge.update(captured=True, amount_captured=after)
    settled = exchange.settle(call.world.state, amount, charge["currency"])
    transaction = call.world.ledger.post(
        call.owner,
        kind="charge",
        amount=settled.amount,
        currency=settled.currency,
        shown={"exchange_rate": settled.rate},
        source=charge["id"],
        fee=Fee("stripe_fee", _fee(call, charge, before, after)),
        available_on=available_on,
    )
    charge.setdefault("balance_transaction", transaction)
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


def succeed(call: Call, intent: Obj) -> None:
    """The intent has all the money it will get; then its test card may cause trouble."""
    charge = call.find("charge", intent["latest_charge"])
    intent.update(status="succeeded", amount_received=charge["amount_captured"], amount_capturable=0)
    call.world.events.emit(call.owner, "payment_intent.succeeded", "payment_intent", intent)
    method = call.find_given("payment_method", charge["payment_method"], param="payment_method")
    card = payment_methods.card_of(method)
    if card.is_fraud_reported:
        early_fraud_warnings.open_for(call.world, call.owner, charge)
    if card.dispute_reason and card.is_disputed_twice:
        disputes.open_two_for(call.world, call.owner, charge, card.dispute_reason)
    elif card.dispute_reason:
        disputes.open_for(call.world, call.owner, charge, card.dispute_reason, inquiry=card.is_inquiry)
