"""The form itself: what it tells the buyer, that a keyboard is enough, and that no card number leaves it."""

import pytest
import stripe
from playwright.sync_api import expect

from tests.emulator.browser.conftest import Buyer

pytestmark = pytest.mark.thorough

LISTEN = """(() => {
  window.heard = [];
  const Native = window.MessageChannel;
  window.MessageChannel = function () {
    const channel = new Native();
    channel.port1.addEventListener('message', ({data}) => window.heard.push(JSON.stringify(data)));
    return channel;
  };
  window.addEventListener('message', ({data}) => window.heard.push(JSON.stringify(data)));
})()"""


@pytest.mark.parametrize(
    ("number", "expiry", "cvc", "message"),
    [
        ("", "12/34", "123", "Your card number is incomplete."),
        ("4242", "12/34", "123", "Your card number is incomplete."),
        ("4242424242424241", "12/34", "123", "Your card number is invalid."),
        ("4242424242424242", "12", "123", "Your card's expiration date is incomplete."),
        ("4242424242424242", "13/34", "123", "Your card's expiration month is invalid."),
        ("4242424242424242", "12/20", "123", "Your card's expiration year is in the past."),
        ("4242424242424242", "12/34", "12", "Your card's security code is incomplete."),
        ("378282246310005", "12/34", "123", "Your card's security code is incomplete."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_sent(
    client: stripe.StripeClient, buyer: Buyer, number: str, expiry: str, cvc: str, message: str
) -> None:
    """docs.stripe.com/testing#invalid-data; the codes are those of Stripe.js."""
    buyer.visit()
    buyer.type_card(number, expiry, cvc)
    buyer.pay()
    buyer.is_told(message)
    wrong = buyer.form.locator('input[aria-invalid="true"]')
    expect(wrong).to_have_count(1)
    expect(wrong).to_have_accessible_description(message)
    expect(wrong).to_be_focused()
    (answer,) = buyer.seen("answer")
    assert answer["error"]["type"] == "validation_error"
    assert client.v1.charges.list(params={"payment_intent": buyer.intent.id}).data == []
    expect(buyer.form.get_by_role("alert").filter(has_text=message)).to_be_visible()


def test_telling_a_mistake_moves_nothing_on_the_page(buyer: Buyer) -> None:
    """The field is left by the click on the button: a button that moved then would miss the click."""
    buyer.visit()
    buyer.type_card("378282246310005", "12/34", "123")
    button = buyer.page.get_by_role("button", name="Pay")
    before = button.bounding_box()
    buyer.form.get_by_label("Card number").focus()
    expect(buyer.form.get_by_text("Your card's security code is incomplete.")).to_be_visible()
    buyer.page.wait_for_function(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert button.bounding_box() == before


def test_what_is_unfinished_is_no_mistake_while_it_is_typed(buyer: Buyer) -> None:
    buyer.visit()
    number = buyer.form.get_by_label("Card number")
    number.press_sequentially("4242424")
    expect(number).to_have_value("4242 424")
    expect(number).to_have_attribute("aria-invalid", "false")
    number.press("Tab")
    expect(number).to_have_attribute("aria-invalid", "true")
    assert buyer.seen("change")[-1]["error"]["code"] == "incomplete_number"


def test_a_keyboard_is_enough(client: stripe.StripeClient, buyer: Buyer) -> None:
    """From the top of the page, with Tab and Enter alone."""
    buyer.visit()
    expect(buyer.form.get_by_label("Card number")).to_be_visible()
    keyboard = buyer.page.keyboard
    for typed in ("4000002760003184", "1234", "123"):
        keyboard.press("Tab")
        keyboard.type(typed)
    expect(buyer.form.get_by_label("Expiration date")).to_have_value("12 / 34")
    keyboard.press("Enter")
    expect(buyer.bank.get_by_role("button", name="Complete")).to_be_visible()
    keyboard.press("Tab")
    expect(buyer.bank.get_by_role("button", name="Complete")).to_be_focused()
    keyboard.press("Enter")
    buyer.is_told("succeeded")
    assert client.v1.payment_intents.retrieve(buyer.intent.id).status == "succeeded"


def test_every_field_has_a_name_for_autofill(buyer: Buyer) -> None:
    """WCAG 2.2, 1.3.5: cards are filled in by browsers."""
    buyer.visit()
    for label, purpose in (
        ("Card number", "cc-number"),
        ("Expiration date", "cc-exp"),
        ("Security code", "cc-csc"),
    ):
        expect(buyer.form.get_by_label(label)).to_have_attribute("autocomplete", purpose)


def test_the_page_never_hears_the_card_number(buyer: Buyer) -> None:
    buyer.page.add_init_script(LISTEN)
    buyer.visit()
    buyer.type_card("4000056655665556", cvc="987")
    buyer.pay()
    buyer.is_told("succeeded")
    heard = buyer.page.evaluate("window.heard")
    assert any("succeeded" in one for one in heard)
    page = buyer.page.content()
    for text in [*heard, page, buyer.page.evaluate("JSON.stringify(window.seen)")]:
        assert "4000056655665556" not in text.replace(" ", "")
        assert "987" not in text
    assert buyer.page.evaluate("document.querySelector('#element iframe').contentDocument") is None


@pytest.mark.parametrize(("named", "fields"), [("https://other.test", 0), (None, 3)])
def test_a_frame_hears_only_the_page_that_its_address_names(
    buyer: Buyer, stripe_url: str, named: str | None, fields: int
) -> None:
    buyer.visit()
    buyer.page.evaluate(
        """async ([origin, named]) => {
            const frame = document.createElement('iframe');
            frame.name = 'made_by_hand';
            const hash = encodeURIComponent(named ?? location.origin);
            frame.src = `${origin}/v3/elements-inner-payment.html#${hash}`;
            const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
            document.body.append(frame);
            await loaded;
            const {port2} = new MessageChannel();
            frame.contentWindow.postMessage({stripe: 'connect', key: 'pk_test_x'}, origin, [port2]);
        }""",
        [stripe_url, named],
    )
    (frame,) = [one for one in buyer.page.frames if one.name == "made_by_hand"]
    frame.evaluate("() => new Promise((resolve) => setTimeout(resolve))")
    assert frame.locator("input").count() == fields


def test_an_intent_that_is_not_there_is_told_when_the_form_loads(buyer: Buyer) -> None:
    buyer.intent.client_secret = "pi_none_secret_none"
    buyer.visit()
    buyer.page.wait_for_function("() => window.seen.some(({event}) => event === 'loaderror')")
    (told,) = buyer.seen("loaderror")
    assert told["error"]["code"] == "resource_missing"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ("Stripe('sk_test_x')", "should not use your secret key"),
        ("Stripe('pk_live_x')", "publishable test keys only"),
        ("Stripe()", "apiKey should be a string"),
        ("page.stripe.elements({clientSecret: 'pi_1'})", "should be a client secret of the form"),
        ("page.stripe.elements().create('payment')", "you must pass a clientSecret or mode"),
        ("page.elements.create('payment')", "Can only create one Element of type payment."),
        ("page.elements.create('iban')", "no Element of type iban, only card, payment"),
        ("page.elements.create('card').mount('#nowhere')", "applies to no DOM elements"),
        ("page.payment.on('sneeze')", "no element event sneeze"),
        ("page.stripe.confirmPayment({elements: page.elements})", "return_url is required"),
        ("page.stripe.createToken()", "has no createToken()"),
        ("(page.payment.unmount(), page.elements.submit())", "still mounted"),
    ],
)
def test_a_mistake_of_the_page_is_an_integration_error(buyer: Buyer, call: str, sentence: str) -> None:
    buyer.visit()
    buyer.page.wait_for_function("() => window.page")
    name, message = buyer.page.evaluate(
        f"async () => {{ try {{ await {call}; }} catch (e) {{ return [e.name, e.message]; }} }}"
    )
    assert name == "IntegrationError"
    assert sentence in message
