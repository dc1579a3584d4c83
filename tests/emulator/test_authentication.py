"""3-D Secure, and what a seller may ask for."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator, Request, pages
from stripe_emulator.resources.payments import payment_intents

Sell = Callable[..., stripe.PaymentIntent]
ANY = {"payment_method_options": {"card": {"request_three_d_secure": "any"}}}


@pytest.mark.parametrize(
    ("card", "more", "status"),
    [
        ("pm_card_threeDSecureOptional", {}, "succeeded"),
        ("pm_card_threeDSecureOptional", ANY, "requires_action"),
        ("pm_card_visa", ANY, "succeeded"),
        ("pm_card_threeDSecureRequired", {}, "requires_action"),
        ("pm_card_authenticationRequiredOnSetup", {}, "requires_action"),
        ("pm_card_authenticationRequiredSetupForOffSession", {"off_session": True}, "succeeded"),
        ("pm_card_authenticationRequiredSetupForOffSession", {}, "requires_action"),
    ],
)
def test_the_card_and_the_request_decide_whether_the_bank_asks(
    sell: Sell, card: str, more: dict, status: str
) -> None:
    """docs.stripe.com/testing#regulatory-cards, docs.stripe.com/payments/3d-secure/authentication-flow."""
    assert sell(card=card, **more).status == status


def test_a_requested_authentication_shows_on_the_charge(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """docs.stripe.com/api/charges/object#charge_object-payment_method_details-card-three_d_secure."""
    intent = sell(card="pm_card_threeDSecureOptional", **ANY)
    assert intent.payment_method_options.card.request_three_d_secure == "any"
    payment_intents.authenticate(emulator, intent.id, True)
    paid = client.v1.payment_intents.retrieve(intent.id, params={"expand": ["latest_charge"]})
    shown = paid.latest_charge.payment_method_details.card.three_d_secure
    assert (shown.result, shown.authentication_flow) == ("authenticated", "challenge")
    emulator.self_check()


@pytest.mark.parametrize(("more", "result"), [({}, None), (ANY, "attempt_acknowledged")])
def test_a_card_that_is_not_enrolled_passes_an_attempt(
    client: stripe.StripeClient, sell: Sell, more: dict, result: str | None
) -> None:
    charge = client.v1.charges.retrieve(sell(**more).latest_charge)
    shown = charge.payment_method_details.card.three_d_secure
    assert (shown.result if shown else None) == result


def test_a_return_url_sends_the_buyer_to_the_bank_by_redirect(sell: Sell) -> None:
    """docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action."""
    home = "https://example.com/done"
    sent = sell(card="pm_card_threeDSecureRequired", return_url=home).next_action
    assert (sent.type, sent.redirect_to_url.return_url) == ("redirect_to_url", home)
    assert sent.redirect_to_url.url.startswith("https://")
    by_sdk = sell(card="pm_card_threeDSecureRequired", return_url=home, use_stripe_sdk=True).next_action
    assert by_sdk.type == "use_stripe_sdk"


@pytest.mark.parametrize(("answer", "status"), [("complete", "succeeded"), ("fail", "failed")])
def test_the_bank_sends_the_buyer_back_with_the_outcome(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell, answer: str, status: str
) -> None:
    """docs.stripe.com/payments/3d-secure/authentication-flow#redirect."""
    intent = sell(card="pm_card_threeDSecureRequired", return_url="https://example.com/done?order=7")
    url = intent.next_action.redirect_to_url.url
    assert "Complete" in pages.handle(emulator, Request.of("GET", url, {}, None)).body
    back = pages.handle(emulator, Request.of("POST", url, {}, f"answer={answer}")).headers["Location"]
    assert back.startswith(f"https://example.com/done?order=7&payment_intent={intent.id}&")
    assert back.endswith(f"&redirect_status={status}")
    paid = client.v1.payment_intents.retrieve(intent.id).status
    assert paid == ("succeeded" if status == "succeeded" else "requires_payment_method")
    assert pages.handle(emulator, Request.of("GET", url, {}, None)).status == 410
    emulator.self_check()


@pytest.mark.parametrize(
    ("home", "taken"),
    [
        ("https://shop.test/done?order=7#top", True),
        ("myapp://stripe-redirect", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//shop.test", False),
        ("https://", False),
        ("http://a b", False),
        ("https://shop.test/\r\nSet-Cookie: a=b", False),
    ],
)
def test_a_buyer_returns_to_an_address(
    client: stripe.StripeClient, sell: Sell, home: str, taken: bool
) -> None:
    """docs.stripe.com/error-codes#url-invalid; what is refused creates nothing."""
    if taken:
        intent = sell(card="pm_card_threeDSecureRequired", return_url=home)
        assert intent.next_action.redirect_to_url.return_url == home
        return
    with pytest.raises(stripe.InvalidRequestError) as refused:
        sell(card="pm_card_threeDSecureRequired", return_url=home)
    assert (refused.value.code, refused.value.param) == ("url_invalid", "return_url")
    assert client.v1.payment_intents.list().data == []


def test_only_a_confirmation_can_refuse_actions(client: stripe.StripeClient) -> None:
    params = {"amount": 100, "currency": "usd", "error_on_requires_action": True}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(params=params)
    assert refused.value.param == "error_on_requires_action"


def test_a_seller_who_cannot_handle_actions_gets_a_card_error(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """docs.stripe.com/api/payment_intents/create#create_payment_intent-error_on_requires_action."""
    with pytest.raises(stripe.CardError) as refused:
        sell(card="pm_card_threeDSecureRequired", error_on_requires_action=True)
    assert refused.value.code == "authentication_required"
    intent = client.v1.payment_intents.retrieve(refused.value.error.payment_intent.id)
    assert (intent.status, intent.next_action) == ("requires_payment_method", None)
    assert sell(error_on_requires_action=True).status == "succeeded"
    emulator.self_check()


def test_failing_after_the_challenge_asks_for_another_card(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """docs.stripe.com/testing#regulatory-cards: 3178 always fails with insufficient_funds."""
    intent = sell(card="pm_card_authenticationRequiredChargeDeclinedInsufficientFunds")
    after = emulator.control("payment_intents/authenticate", payment_intent=intent.id)
    assert after["status"] == "requires_payment_method"
    assert after["last_payment_error"]["decline_code"] == "insufficient_funds"


def test_a_card_that_was_set_up_is_charged_without_the_buyer(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """docs.stripe.com/testing#regulatory-cards: 3155 needs authentication until it is set up."""
    with pytest.raises(stripe.CardError) as declined:
        sell(card="pm_card_authenticationRequiredOnSetup", off_session=True)
    assert declined.value.code == "authentication_required"
    buyer = client.v1.customers.create(params={}).id
    first = sell(
        card="pm_card_authenticationRequiredOnSetup", customer=buyer, setup_future_usage="off_session"
    )
    payment_intents.authenticate(emulator, first.id, True)
    saved = client.v1.customers.payment_methods.list(buyer).data[0].id
    assert sell(card=saved, customer=buyer, off_session=True).status == "succeeded"
