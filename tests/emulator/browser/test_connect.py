"""A page shows an account with Connect.js: the components load, and onboarding ends in them."""

import pytest
import stripe
from playwright.sync_api import Page, expect

from stripe_emulator import Emulator
from tests.emulator.test_pages import ANSWERS
from tests.emulator.v2 import opened, read, session, told

pytestmark = pytest.mark.thorough

PACKAGE_STEPS = """(secret) => {
    const element = document.createElement('stripe-connect-account-onboarding');
    element.setOnExitInternalOnly(() => document.body.append('left'));
    const fetchClientSecret = async () => secret;
    const instance = StripeConnect.init({ publishableKey: 'pk_test_x', fetchClientSecret });
    element.setConnector(instance.connect);
    document.body.append(element);
}"""
"""What `@stripe/connect-js` does with the script: an element, its methods, then the connector."""


def fill_in(page: Page) -> None:
    form = page.frame_locator('iframe[title="Stripe account onboarding"]').last
    for name, value in ANSWERS.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button", name="Agree and submit").click()


def test_an_account_is_onboarded_in_the_page(
    emulator: Emulator, client: stripe.StripeClient, page: Page, shop_url: str
) -> None:
    account = opened(client)
    secret = session(client, account.id, "account_onboarding", "notification_banner").client_secret
    page.goto(f"{shop_url}/connect.html?secret={secret}")
    expect(page.locator("#said")).to_contain_text(f"due:{len(account.requirements.entries)}")
    fill_in(page)
    expect(page.locator("#said")).to_contain_text("exit")
    assert page.locator("#said").inner_text().count("fetched") == 1
    transfers = read(client, account.id).configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert told(transfers)[0] == "active"


def test_a_session_that_does_not_enable_a_component_is_an_error_of_the_page(
    client: stripe.StripeClient, page: Page, shop_url: str
) -> None:
    secret = session(client, opened(client).id, "notification_banner").client_secret
    page.goto(f"{shop_url}/connect.html?secret={secret}")
    expect(page.locator("#said")).to_contain_text("authentication_error")


def test_elements_work_as_the_npm_package_makes_them(
    client: stripe.StripeClient, page: Page, shop_url: str
) -> None:
    account = opened(client).id
    secret = session(client, account, "account_onboarding").client_secret
    page.goto(f"{shop_url}/connect.html?secret=none")
    page.evaluate(PACKAGE_STEPS, secret)
    fill_in(page)
    expect(page.locator("body")).to_contain_text("left")
