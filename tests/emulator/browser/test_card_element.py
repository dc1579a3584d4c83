"""A page pays with the Card Element (docs.stripe.com/js/payment_intents/confirm_card_payment)."""

import pytest
import stripe
from playwright.sync_api import FrameLocator, expect

from stripe_emulator import Emulator
from tests.emulator.browser.conftest import Buyer

pytestmark = pytest.mark.thorough


def fields(buyer: Buyer) -> FrameLocator:
    return buyer.page.frame_locator('iframe[title="Secure card payment input frame"]')


def type_card(buyer: Buyer, number: str, expiry: str = "12/34") -> None:
    form = fields(buyer)
    form.locator("[name=cardnumber]").fill(number)
    form.locator("[name=exp-date]").fill(expiry)
    form.locator("[name=cvc]").fill("123")


@pytest.mark.parametrize(
    ("number", "answer", "told", "status"),
    [
        ("4242424242424242", None, "succeeded", "succeeded"),
        ("4000000000000002", None, "Your card was declined.", "requires_payment_method"),
        ("4000002500003155", "Complete", "succeeded", "succeeded"),
        ("4000002500003155", "Fail", "We are unable to authenticate", "requires_payment_method"),
    ],
)
def test_a_card_pays_or_not(
    emulator: Emulator,
    client: stripe.StripeClient,
    buyer: Buyer,
    number: str,
    answer: str | None,
    told: str,
    status: str,
) -> None:
    buyer.visit("card.html")
    type_card(buyer, number)
    fields(buyer).locator("[name=postal]").fill("94111")
    buyer.pay()
    if answer:
        buyer.bank.get_by_role("button", name=answer).click()
    expect(buyer.page.locator("#result")).to_contain_text(told)
    assert client.v1.payment_intents.retrieve(buyer.intent.id).status == status
    (charge,) = client.v1.charges.list(params={"payment_intent": buyer.intent.id}).data or [None]
    if charge is not None:
        assert (charge.billing_details.name, charge.billing_details.address.postal_code) == ("Ada", "94111")
    assert buyer.violations() == []
    emulator.self_check()


def test_the_postal_code_can_be_left_out(client: stripe.StripeClient, buyer: Buyer) -> None:
    """docs.stripe.com/js/elements_object/create_element?type=card#elements_create-options-hidePostalCode."""
    buyer.visit("card.html", hidePostalCode="true")
    type_card(buyer, "4242424242424242")
    expect(fields(buyer).locator("[name=postal]")).to_have_count(0)
    buyer.pay()
    buyer.is_told("succeeded")


def test_the_page_shows_what_is_wrong_as_it_is_typed(buyer: Buyer) -> None:
    buyer.visit("card.html")
    type_card(buyer, "4242424242424241")
    expect(buyer.page.locator("#problem")).to_have_text("Your card number is invalid.")
    type_card(buyer, "378282246310005")
    expect(buyer.page.locator("#problem")).to_have_text("Your card's security code is incomplete.")
    assert buyer.seen("change")[-1]["brand"] == "amex"
    fields(buyer).locator("[name=cvc]").fill("1234")
    expect(buyer.page.locator("#problem")).to_have_text("")
    assert not buyer.seen("change")[-1]["complete"]
    fields(buyer).locator("[name=postal]").fill("94111")
    expect(buyer.page.locator("#card")).to_contain_class("StripeElement--complete")
    assert buyer.seen("change")[-1]["complete"]


def test_a_saved_card_pays_without_a_form(client: stripe.StripeClient, buyer: Buyer) -> None:
    buyer.visit("card.html")
    answer = buyer.page.evaluate(
        "(secret) => page.stripe.confirmCardPayment(secret, {payment_method: 'pm_card_visa'})",
        buyer.intent.client_secret,
    )
    assert answer["paymentIntent"]["status"] == "succeeded"
    assert client.v1.payment_intents.retrieve(buyer.intent.id).status == "succeeded"


def test_a_payment_method_can_be_made_first(client: stripe.StripeClient, buyer: Buyer) -> None:
    """docs.stripe.com/js/payment_methods/create_payment_method."""
    buyer.visit("card.html", hidePostalCode="true")
    given = "{type: 'card', card: page.card, billing_details: {name: 'Ada'}}"
    make = f"() => page.stripe.createPaymentMethod({given})"
    assert buyer.page.evaluate(make)["error"]["code"] == "incomplete_number"
    type_card(buyer, "4242424242424242")
    made = buyer.page.evaluate(make)["paymentMethod"]
    kept = client.v1.payment_methods.retrieve(made["id"])
    assert (kept.card.last4, kept.billing_details.name) == ("4242", "Ada")
