"""The page keeps Stripe's addresses and the policy of production; a test answers them by the emulator."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import stripe
from playwright.sync_api import Page, Route

from tests.emulator.browser.conftest import POLICY, Buyer, shop

pytestmark = pytest.mark.thorough

STRIPE = re.compile(r"^https://(js|api|hooks)\.stripe\.com/")


@pytest.fixture
def shop_url() -> Iterator[str]:
    script, frame = "https://js.stripe.com", "https://js.stripe.com https://hooks.stripe.com"
    yield from shop(script, POLICY.format(script=script, frame=frame, connect="https://api.stripe.com"))


@pytest.fixture
def answered(page: Page, stripe_url: str) -> None:
    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        route.fulfill(response=route.fetch(url=f"{stripe_url}{parts.path}?{parts.query}"))

    page.context.route(STRIPE, answer)


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("number", "answer", "told"),
    [
        ("4242424242424242", None, "succeeded"),
        ("4000000000000002", None, "Your card was declined."),
        ("4000002760003184", "Complete", "succeeded"),
    ],
)
def test_the_page_of_production_pays(
    client: stripe.StripeClient, buyer: Buyer, number: str, answer: str | None, told: str
) -> None:
    buyer.visit()
    buyer.type_card(number)
    buyer.pay()
    if answer:
        buyer.bank.get_by_role("button", name=answer).click()
    buyer.is_told(told)
    assert client.v1.payment_intents.retrieve(buyer.intent.id).status == (
        "succeeded" if told == "succeeded" else "requires_payment_method"
    )
    assert buyer.violations() == []
