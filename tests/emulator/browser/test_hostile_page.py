"""Any page can put a frame of the card form into itself: it gets what a publishable key gets, and no more."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe
from playwright.sync_api import Frame

from stripe_emulator import Emulator
from tests.emulator.browser.conftest import Buyer

pytestmark = pytest.mark.thorough

CONNECT = """async ([origin, role, key]) => {
    const frame = document.createElement('iframe');
    frame.name = `made_by_hand_${role}`;
    frame.src = `${origin}/v3/${role}.html#${encodeURIComponent(location.origin)}`;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    await loaded;
    const {port1, port2} = new MessageChannel();
    const answers = new Map();
    port1.onmessage = ({data}) => answers.get(data.id)?.(data.result);
    frame.contentWindow.postMessage({stripe: 'connect', key}, origin, [port2]);
    window.ask = (action, given) => new Promise((resolve) => {
        const id = answers.size;
        answers.set(id, resolve);
        port1.postMessage({id, action, given});
    });
}"""

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(buyer: Buyer, stripe_url: str) -> Ask:
    """Asks a frame directly, past the script that serves honest pages."""
    buyer.visit()

    def ask_frame(
        action: str, role: str = "controller", key: str = "pk_test_x", **given: object
    ) -> dict[str, Any]:
        buyer.page.evaluate(CONNECT, [stripe_url, role, key])
        return dict(buyer.page.evaluate("([action, given]) => window.ask(action, given)", [action, given]))

    return ask_frame


@pytest.mark.parametrize(
    "secret",
    [
        "pi_x/../../../_emulator/state?_secret_x",
        "pi_x/../../../_emulator/reset?_secret_x",
        "pi_x/../../balance?_secret_x",
        "pi_x#_secret_x",
        ".._secret_x",
        "",
        7,
        None,
        {"a": 1},
        "pi_x_secret_" + "y" * 200_000,
    ],
    ids=lambda secret: str(secret)[:40],
)
@pytest.mark.parametrize("action", ["retrieve", "confirm"])
def test_a_secret_that_is_none_leads_nowhere(
    client: stripe.StripeClient, buyer: Buyer, ask: Ask, action: str, secret: object
) -> None:
    """The frames have the emulator's own origin, which may control it."""
    answer = ask(action, secret=secret)
    assert answer.keys() == {"error"}
    assert answer["error"]["type"] == "invalid_request_error"
    assert client.v1.payment_intents.retrieve(buyer.intent.id).status == "requires_payment_method"


@pytest.mark.parametrize("key", ["sk_test_x", "rk_test_x", "sk_live_x", "", None, "pk_live_x"])
def test_a_frame_uses_no_other_key_than_a_publishable_one(buyer: Buyer, ask: Ask, key: str | None) -> None:
    answer = ask("retrieve", key=key, secret=buyer.intent.client_secret)  # type: ignore[arg-type]
    assert answer == {
        "error": {"type": "invalid_request_error", "message": "A page may use a publishable key only."}
    }


@pytest.mark.parametrize("action", ["constructor", "__proto__", "toString", "reset", ""])
@pytest.mark.parametrize("role", ["controller", "elements-inner-payment"])
def test_a_frame_answers_what_it_cannot_do(ask: Ask, role: str, action: str) -> None:
    assert ask(action, role)["error"]["message"] == f"This frame cannot {action}."


def test_the_secret_of_another_payment_pays_nothing(
    client: stripe.StripeClient, buyer: Buyer, ask: Ask
) -> None:
    other = client.v1.payment_intents.create(params={"amount": 100, "currency": "usd"})
    mixed = f"{other.id}_secret_{buyer.intent.client_secret.partition('_secret_')[2]}"
    params = {"payment_method": "pm_card_visa", "return_url": "https://x.test"}
    answer = ask("confirm", secret=mixed, params=params)
    assert answer["error"]["code"] == "payment_intent_invalid_parameter"
    assert client.v1.charges.list().data == []


def test_a_frame_hears_its_parent_and_no_other_frame(buyer: Buyer, stripe_url: str) -> None:
    buyer.visit()
    buyer.page.evaluate(
        """(origin) => {
            const target = `${origin}/v3/elements-inner-payment.html#${encodeURIComponent(location.origin)}`;
            for (const [name, src] of [['bystander', ''], ['target', target]]) {
                const frame = document.createElement('iframe');
                frame.name = name;
                if (src) frame.src = src;
                document.body.append(frame);
            }
        }""",
        stripe_url,
    )
    target, bystander = (_frame(buyer, name) for name in ("target", "bystander"))
    target.wait_for_url("**/v3/elements-inner-payment.html*")
    bystander.evaluate(
        "const connect = {stripe: 'connect', key: 'pk_test_x'};"
        "parent.frames.target.postMessage(connect, '*', [new MessageChannel().port2])"
    )
    target.evaluate("() => new Promise((resolve) => setTimeout(resolve, 50))")
    assert target.locator("input").count() == 0


def _frame(buyer: Buyer, name: str) -> Frame:
    frame = buyer.page.locator(f"iframe[name={name}]").element_handle().content_frame()
    assert frame is not None
    return frame


@pytest.mark.parametrize("card", ["4000002760003184", "4000000000000002"])
def test_names_and_metadata_are_text_and_no_script(
    emulator: Emulator, client: stripe.StripeClient, buyer: Buyer, card: str
) -> None:
    evil = "<img src=x onerror='top.hit = 1'><script>top.hit = 1</script>\"'"
    customer = client.v1.customers.create(params={"name": evil, "description": evil})
    params = {"customer": customer.id, "description": evil, "metadata": {"name": evil}}
    client.v1.payment_intents.update(buyer.intent.id, params=params)
    hits: list[str] = []
    buyer.page.on("dialog", lambda dialog: hits.append(dialog.message))
    buyer.visit()
    buyer.type_card(card)
    buyer.pay()
    if card.endswith("3184"):
        buyer.bank.get_by_role("button", name="Fail").click()
    buyer.page.wait_for_function("() => document.querySelector('#result').textContent !== ''")
    assert buyer.page.evaluate("window.hit") is None
    assert hits == []
    assert buyer.violations() == []
    emulator.self_check()


def test_very_long_input_is_cut_or_refused(client: stripe.StripeClient, buyer: Buyer) -> None:
    buyer.visit()
    buyer.type_card("4242424242424242" * 5_000, "12/34" * 5_000, "123" * 5_000)
    buyer.pay()
    buyer.page.wait_for_function("() => document.querySelector('#result').textContent !== ''")
    (answer,) = buyer.seen("answer")
    assert answer["error"]["type"] == "validation_error"
    buyer.type_card("4242424242424242")
    buyer.pay()
    buyer.is_told("succeeded")
    assert len(client.v1.charges.list(params={"payment_intent": buyer.intent.id}).data) == 1
