"""A page pays with the Payment Element, as Stripe's documents show it (docs.stripe.com/js)."""

import re

import pytest
import stripe
from playwright.sync_api import expect

from stripe_emulator import Emulator
from tests.emulator.browser.conftest import Buyer

pytestmark = pytest.mark.thorough

DECLINED = "Your card was declined."
NOT_AUTHENTICATED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try "
    "again."
)


def state(client: stripe.StripeClient, buyer: Buyer) -> tuple[str, int]:
    """What became of the payment, and how many charges took money for it."""
    intent = client.v1.payment_intents.retrieve(buyer.intent.id)
    charges = client.v1.charges.list(params={"payment_intent": intent.id}).data
    return intent.status, len([one for one in charges if one.paid])


def test_a_card_pays(emulator: Emulator, client: stripe.StripeClient, buyer: Buyer, trainer: str) -> None:
    buyer.visit()
    buyer.type_card("4242424242424242")
    buyer.pay()
    buyer.is_told("succeeded")
    assert state(client, buyer) == ("succeeded", 1)
    (charge,) = client.v1.charges.list(params={"payment_intent": buyer.intent.id}).data
    assert (charge.payment_method_details.card.last4, charge.billing_details.name) == ("4242", "Ada")
    assert emulator.ledger.funds(trainer, "usd")["pending"] == 9_700
    assert buyer.violations() == []
    emulator.self_check()


@pytest.mark.parametrize(
    ("number", "code", "decline_code", "message"),
    [
        ("4000000000000002", "card_declined", "generic_decline", DECLINED),
        ("4000000000009995", "card_declined", "insufficient_funds", "Your card has insufficient funds."),
        ("4000000000000069", "expired_card", "expired_card", "Your card has expired."),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
        ("4100000000000019", "card_declined", "fraudulent", DECLINED),
    ],
)
def test_a_declined_card_is_an_error_and_the_next_card_pays(
    client: stripe.StripeClient, buyer: Buyer, number: str, code: str, decline_code: str, message: str
) -> None:
    """docs.stripe.com/testing#declined-payments."""
    buyer.visit()
    buyer.type_card(number)
    buyer.pay()
    buyer.is_told(message)
    (answer,) = buyer.seen("answer")
    error = answer["error"]
    assert (error["type"], error["code"], error["decline_code"]) == ("card_error", code, decline_code)
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert state(client, buyer) == ("requires_payment_method", 0)
    buyer.type_card("5555555555554444")
    buyer.pay()
    buyer.is_told("succeeded")
    assert state(client, buyer) == ("succeeded", 1)


@pytest.mark.parametrize("number", ["4000002500003155", "4000002760003184", "4000000000003220"])
def test_the_buyer_passes_3d_secure(client: stripe.StripeClient, buyer: Buyer, number: str) -> None:
    """docs.stripe.com/testing#regulatory-cards."""
    buyer.visit()
    buyer.type_card(number)
    buyer.pay()
    expect(buyer.bank.get_by_text("A payment of $100.00 usd waits for you.")).to_be_visible()
    assert state(client, buyer) == ("requires_action", 0)
    buyer.bank.get_by_role("button", name="Complete").click()
    buyer.is_told("succeeded")
    assert state(client, buyer) == ("succeeded", 1)
    expect(buyer.page.locator('iframe[title="3D Secure"]')).to_have_count(0)
    assert buyer.violations() == []


def test_the_buyer_fails_3d_secure(client: stripe.StripeClient, buyer: Buyer) -> None:
    buyer.visit()
    buyer.type_card("4000002760003184")
    buyer.pay()
    buyer.bank.get_by_role("button", name="Fail").click()
    buyer.is_told(NOT_AUTHENTICATED)
    (answer,) = buyer.seen("answer")
    assert answer["error"]["code"] == "payment_intent_authentication_failure"
    assert state(client, buyer) == ("requires_payment_method", 0)


def test_the_bank_may_decline_after_3d_secure(client: stripe.StripeClient, buyer: Buyer) -> None:
    buyer.visit()
    buyer.type_card("4000008400001629")
    buyer.pay()
    buyer.bank.get_by_role("button", name="Complete").click()
    buyer.is_told(DECLINED)
    assert state(client, buyer) == ("requires_payment_method", 0)


def test_a_double_click_pays_once(client: stripe.StripeClient, buyer: Buyer) -> None:
    """Stripe.js refuses the second call; the page of this test does nothing against it."""
    buyer.visit()
    buyer.type_card("4242424242424242")
    buyer.page.get_by_role("button", name="Pay").dblclick()
    buyer.is_told("succeeded")
    (mistake,) = buyer.seen("mistake")
    assert mistake["name"] == "IntegrationError"
    assert "You have an in-flight confirmPayment!" in mistake["message"]
    assert state(client, buyer) == ("succeeded", 1)


def test_two_tabs_pay_once(client: stripe.StripeClient, buyer: Buyer) -> None:
    other = Buyer(buyer.page.context.new_page(), buyer.url, buyer.intent)
    for one in (buyer, other):
        one.visit()
        one.type_card("4242424242424242")
    buyer.pay()
    buyer.is_told("succeeded")
    other.pay()
    expect(other.page.locator("#result")).to_contain_text("status of succeeded")
    (answer,) = other.seen("answer")
    assert answer["error"]["code"] == "payment_intent_unexpected_state"
    assert answer["error"]["payment_intent"]["status"] == "succeeded"
    assert state(client, buyer) == ("succeeded", 1)


@pytest.mark.parametrize("number", ["4242424242424242", "4000002760003184"])
def test_the_page_leaves_for_the_return_url(client: stripe.StripeClient, buyer: Buyer, number: str) -> None:
    """docs.stripe.com/js/payment_intents/confirm_payment: `redirect` is `always` unless it says otherwise."""
    buyer.visit(redirect="always")
    buyer.type_card(number)
    buyer.pay()
    if number != "4242424242424242":
        buyer.bank.get_by_role("button", name="Complete").click()
    buyer.page.wait_for_url(re.compile("/done.html"))
    query = buyer.page.url.partition("?")[2].split("&")
    assert query == [
        "order=7",
        f"payment_intent={buyer.intent.id}",
        f"payment_intent_client_secret={buyer.intent.client_secret}",
        "redirect_status=succeeded",
    ]
    assert state(client, buyer) == ("succeeded", 1)


def test_the_form_may_stand_before_the_intent(client: stripe.StripeClient, buyer: Buyer) -> None:
    """docs.stripe.com/payments/accept-a-payment-deferred."""
    buyer.visit(deferred="yes")
    buyer.type_card("4242424242424242", cvc="12")
    buyer.pay()
    buyer.is_told("Your card's security code is incomplete.")
    assert state(client, buyer) == ("requires_payment_method", 0)
    buyer.type_card("4242424242424242")
    buyer.pay()
    buyer.is_told("succeeded")
    assert state(client, buyer) == ("succeeded", 1)


def test_an_intent_that_the_server_confirmed_is_finished_in_the_page(
    client: stripe.StripeClient, buyer: Buyer
) -> None:
    """docs.stripe.com/js/payment_intents/handle_next_action."""
    params = {"payment_method": "pm_card_threeDSecureRequired", "use_stripe_sdk": True}
    client.v1.payment_intents.confirm(buyer.intent.id, params=params)
    buyer.visit()
    buyer.page.evaluate(
        """(clientSecret) => {
            page.stripe.handleNextAction({clientSecret}).then((answer) => { window.answer = answer; });
        }""",
        buyer.intent.client_secret,
    )
    buyer.bank.get_by_role("button", name="Complete").click()
    buyer.page.wait_for_function("() => window.answer")
    assert buyer.page.evaluate("window.answer.paymentIntent.status") == "succeeded"
    again = buyer.page.evaluate(
        "(clientSecret) => page.stripe.handleNextAction({clientSecret})", buyer.intent.client_secret
    )
    assert "is not in the requires_action state" in again["error"]["message"]
    assert state(client, buyer) == ("succeeded", 1)


def test_an_emulator_that_is_away_is_a_connection_error(
    emulator: Emulator, client: stripe.StripeClient, buyer: Buyer
) -> None:
    """The page may try again, and what did not arrive has no effect."""
    buyer.visit()
    buyer.type_card("4242424242424242")
    emulator.faults.add("reset_before", path="/confirm$")
    buyer.pay()
    expect(buyer.page.locator("#result")).to_contain_text("experiencing issues")
    assert buyer.seen("answer")[0]["error"]["type"] == "api_connection_error"
    assert state(client, buyer) == ("requires_payment_method", 0)
    emulator.faults.clear()
    buyer.pay()
    buyer.is_told("succeeded")
    assert state(client, buyer) == ("succeeded", 1)
