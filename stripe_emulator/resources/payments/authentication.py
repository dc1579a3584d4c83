"""3-D Secure: when the buyer's bank asks, what the seller sees, and what follows.

docs.stripe.com/payments/3d-secure, docs.stripe.com/testing#regulatory-cards,
docs.stripe.com/api/payment_intents/confirm (`return_url`, `error_on_requires_action`).
"""

from stripe_emulator.errors import card_error
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.customers import payment_methods
from stripe_emulator.resources.customers.test_cards import TestCard
from stripe_emulator.resources.payments import charging


def confirm(call: Call, intent: Obj) -> None:
    """Charge the card of an intent, ask the buyer to authenticate, or decline."""
    method = call.find_given("payment_method", intent["payment_method"], param="payment_method")
    payment_methods.check_usable(method, intent.get("customer"))
    card = payment_methods.card_of(method)
    off_session = bool(call.params.get("off_session"))
    if not _is_asked(card, method, intent, off_session=off_session):
        charging.charge(call, intent, method, authentication=_unasked(card, intent))
    elif off_session:
        charging.decline(
            call,
            intent,
            method,
            TestCard(code="authentication_required", decline_code="authentication_required"),
        )
    elif call.params.get("error_on_requires_action"):
        _refuse_action(call, intent)
    else:
        _challenge(call, intent)


def _is_asked(card: TestCard, method: Obj, intent: Obj, *, off_session: bool) -> bool:
    if card.authentication == "optional":
        return _requested(intent) and not off_session
    if card.authentication == "unless_set_up":
        return not (off_session and method.get("_is_set_up"))
    if card.authentication == "on_session":
        return not off_session
    return card.authentication == "always"


def _requested(intent: Obj) -> bool:
    options = intent.get("payment_method_options") or {}
    return options.get("card", {}).get("request_three_d_secure") in ("any", "challenge")


def _unasked(card: TestCard, intent: Obj) -> Obj | None:
    """A card that is not enrolled passes an attempt without a challenge, and liability still shifts."""
    if card.authentication == "not_enrolled" and _requested(intent):
        return _result("attempt_acknowledged", None, "06")
    return None


def _result(result: str, flow: str | None, indicator: str) -> Obj:
    return {
        "authentication_flow": flow,
        "electronic_commerce_indicator": indicator,
        "exemption_indicator": None,
        "exemption_indicator_applied": None,
        "result": result,
        "result_reason": None,
        "transaction_id": None,
        "version": "2.2.0",
    }


def _challenge(call: Call, intent: Obj) -> None:
    intent.update(status="requires_action", next_action=_next_action(call, intent))
    call.world.events.emit(call.owner, "payment_intent.requires_action", "payment_intent", intent)


def _next_action(call: Call, intent: Obj) -> Obj:
    return_url = call.params.get("return_url")
    if not return_url or call.params.get("use_stripe_sdk"):
        return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
    url = f"{call.world.base_url}/3d_secure/{intent['client_secret']}"
    return {"type": "redirect_to_url", "redirect_to_url": {"return_url": return_url, "url": url}}


def _refuse_action(call: Call, intent: Obj) -> None:
    message = (
        "This payment required an authentication action to complete, but `error_on_requires_action` was set. "
        "When you're ready, you can upgrade your integration to handle actions at "
        "https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions."
    )
    error = {"code": "authentication_required", "message": message, "type": "card_error"}
    charging.ask_for_another_card(call, intent, error)
    shown = call.render("payment_intent", intent)
    raise card_error(message, code="authentication_required", payment_intent=shown)


def finish(call: Call, intent: Obj, succeeds: bool) -> None:
    """Charge the card after the bank's challenge, or let the buyer try another card."""
    intent["next_action"] = None
    method = call.find_given("payment_method", intent["payment_method"], param="payment_method")
    if succeeds:
        charging.charge(call, intent, method, authentication=_result("authenticated", "challenge", "05"))
        return
    message = (
        "We are unable to authenticate your payment method. Please choose a different payment method and "
        "try again."
    )
    error = {"code": "payment_intent_authentication_failure", "message": message, "type": "card_error"}
    charging.ask_for_another_card(call, intent, error)
