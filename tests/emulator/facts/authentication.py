"""3-D Secure: when the buyer's bank asks, and what follows."""

from typing import Any

import stripe as sdk

from tests.emulator.facts.fact import CONTROL, fact
from tests.emulator.facts.side import Side, refusal, refused_card

CARDS = "docs.stripe.com/testing#regulatory-cards"
CONFIRM = "docs.stripe.com/api/payment_intents/confirm"
REQUESTED: dict[str, Any] = {"payment_method_options": {"card": {"request_three_d_secure": "any"}}}
OPTIONAL = "pm_card_threeDSecureOptional"
ALWAYS = "pm_card_authenticationRequired"


def finished(stripe: Side, *, succeeds: bool) -> sdk.PaymentIntent:
    """A payment after the buyer answered the bank's question."""
    intent = stripe.pay(card=ALWAYS)
    stripe.emulator.control("payment_intents/authenticate", payment_intent=intent.id, succeeds=succeeds)
    return stripe.v1.payment_intents.retrieve(intent.id, params={"expand": ["latest_charge"]})


@fact(CARDS)
def not_asked(stripe: Side) -> None:
    """A card that supports 3-D Secure is not asked unless the seller or a rule requests it."""
    assert stripe.pay(card=OPTIONAL).status == "succeeded"


@fact("docs.stripe.com/payments/3d-secure/authentication-flow#manual-three-ds")
def asked_by_request(stripe: Side) -> None:
    """With `request_three_d_secure=any` a card that supports 3-D Secure is asked."""
    assert stripe.pay(card=OPTIONAL, **REQUESTED).status == "requires_action"


@fact(CARDS)
def not_enrolled(stripe: Side) -> None:
    """A card that is not enrolled is not asked even then: the attempt is acknowledged."""
    intent = stripe.pay(card="pm_card_visa", **REQUESTED)
    assert intent.status == "succeeded"
    secure = intent.latest_charge.payment_method_details.card.three_d_secure
    assert secure.result == "attempt_acknowledged"


@fact("docs.stripe.com/error-codes#authentication-required")
def off_session(stripe: Side) -> None:
    """Without the buyer a payment that needs authentication is declined with `authentication_required`."""
    refused = refused_card(stripe, ALWAYS, off_session=True)
    assert (refused.http_status, refused.error.code) == (402, "authentication_required")
    assert refused.error.payment_intent.status == "requires_payment_method"


@fact(CARDS)
def already_set_up(stripe: Side) -> None:
    """A card that is set up for payments without the buyer is asked only when the buyer is there."""
    card = "pm_card_authenticationRequiredSetupForOffSession"
    assert stripe.pay(card=card).status == "requires_action"
    assert stripe.pay(card=card, off_session=True).status == "succeeded"


@fact(f"{CONFIRM}#confirm_payment_intent-error_on_requires_action")
def no_action_wanted(stripe: Side) -> None:
    """With `error_on_requires_action` a payment that needs an action fails."""
    refused = refusal(lambda: stripe.pay(card=ALWAYS, error_on_requires_action=True))
    assert refused[:3] == (402, "card_error", "authentication_required")


@fact(f"{CONFIRM}#confirm_payment_intent-return_url")
def redirect(stripe: Side) -> None:
    """With a `return_url` the next action is a redirect that leads back to it."""
    intent = stripe.pay(card=ALWAYS, return_url="https://example.com/back")
    assert intent.next_action.type == "redirect_to_url"
    assert intent.next_action.redirect_to_url.return_url == "https://example.com/back"
    assert intent.next_action.redirect_to_url.url.startswith("http")


@fact("docs.stripe.com/api/payment_intents/cancel")
def given_up(stripe: Side) -> None:
    """A payment that waits for the buyer's action can be canceled."""
    intent = stripe.pay(card=ALWAYS)
    after = stripe.v1.payment_intents.cancel(intent.id)
    assert (after.status, after.next_action) == ("canceled", None)


@fact("docs.stripe.com/payments/3d-secure/authentication-flow", emulator_only=CONTROL)
def authenticated(stripe: Side) -> None:
    """After the buyer authenticated, the payment succeeds and its charge shows the result."""
    intent = finished(stripe, succeeds=True)
    assert intent.status == "succeeded"
    assert intent.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"


@fact("docs.stripe.com/error-codes#payment-intent-authentication-failure", emulator_only=CONTROL)
def failed(stripe: Side) -> None:
    """After a failed authentication the payment waits for another payment method."""
    intent = finished(stripe, succeeds=False)
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.code == "payment_intent_authentication_failure"
    assert intent.latest_charge is None
