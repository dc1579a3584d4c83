"""Authorizations: captured at once or in parts, released, or expired.

docs.stripe.com/payments/place-a-hold-on-a-payment-method (seven days),
docs.stripe.com/payments/multicapture (`final_capture`).
"""

from stripe_emulator.errors import refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import positive
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.payments import charging
from stripe_emulator.world import World


def capture(call: Call, intent: Obj) -> None:
    """Take all that is authorized, or a part; what a final capture leaves is released."""
    left = int(intent["amount_capturable"])
    final = call.params.get("final_capture", True)
    amount = int(call.params.get("amount_to_capture", left))
    if amount == 0 and final and intent.get("amount_received"):
        charging.succeed(call, intent)
        return
    positive(amount, intent["currency"], param="amount_to_capture")
    if amount > left:
        raise refused("The amount to capture exceeds the amount authorized.", param="amount_to_capture")
    if not final:
        _check_partial(intent)
    if "application_fee_amount" in call.params:
        intent["application_fee_amount"] = call.params["application_fee_amount"]
    charging.capture(call, intent, amount, final=final)


def _check_partial(intent: Obj) -> None:
    options = intent.get("payment_method_options", {}).get("card", {})
    if options.get("request_multicapture") != "if_available":
        message = (
            "You can only set `final_capture` to false when multicapture is available for the payment: set "
            "`payment_method_options[card][request_multicapture]` to `if_available`."
        )
        raise refused(message, param="final_capture")
    if intent.get("transfer_data"):
        message = "Multicapture of a destination charge is not modelled by this emulator."
        raise refused(message, param="final_capture")


def cancel(call: Call, intent: Obj, reason: str | None, *, event: str = "charge.refunded") -> None:
    """End an intent; `event` says what becomes of its authorization."""
    if intent["status"] == "requires_capture":
        _release(call, intent, event)
    intent.update(
        status="canceled",
        canceled_at=call.now(),
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
    )
    call.world.events.emit(call.owner, "payment_intent.canceled", "payment_intent", intent)


def _release(call: Call, intent: Obj, event: str) -> None:
    charge = call.find("charge", intent["latest_charge"])
    charge.update(amount_refunded=charge["amount"], refunded=True)
    call.world.events.emit(call.owner, event, "charge", charge)


def expire(world: World, owner: str, intent_id: str) -> None:
    """Seven days are over: release what was not captured."""
    call = Call(world, owner, {}, {"id": intent_id})
    intent = call.find("payment_intent")
    if intent["status"] != "requires_capture":
        return
    if intent.get("amount_received"):
        charging.succeed(call, intent)
    else:
        cancel(call, intent, "automatic", event="charge.expired")
