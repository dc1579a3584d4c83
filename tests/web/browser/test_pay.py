"""The price is the one that is charged, and a payment is made once, whatever happens to the answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import SETTINGS
from tests.web.browser.site import SITE, Site
from tests.web.browser.test_changes import SESSION

pytestmark = pytest.mark.thorough

STORE = """const pricingInfo = globalThis.pricing ?? { isEnabled: true, amount: 10000, currency: 'usd' };
const round = { title: 'Summer Round', pricingInfo };
export const watchDocument = (_path, hear) => { hear(round); return () => {}; };"""
STRIPE = """globalThis.confirmed = 0;
export const stripeJs = async () => ({
  elements: () => ({ create: () => ({ mount() {} }) }),
  confirmPayment: async () => (globalThis.confirmed++ ? { error: { message: 'unexpected state' } } : {}),
});"""
ORDER = {"success": True, "amount": 10_000, "currency": "usd", "paymentIntentId": "pi_1", "clientSecret": "s"}
DETAILS = {"success": True, "paymentDetails": {"amount": 10_000, "currency": "usd"}}
THANKS = "Thank you. You take part in Summer Round."


def open_page(site: Site, query: str) -> None:
    site.stand_in("session.js", SESSION)
    site.stand_in("store.js", STORE)
    site.stand_in("stripe-adapter.js", STRIPE)
    site.page.route(
        f"{SITE}/settings.json", lambda route: route.fulfill(json={**SETTINGS, "publishableKey": "pk_test_1"})
    )
    site.answer("create-payment-intent", json=ORDER)
    site.evaluate(
        f"history.replaceState(null, '', '/?{query}'); await import('/app/pay/page.js');"
        "document.body.append(document.createElement('pulse-pay'));"
    )


@pytest.mark.parametrize(
    ("currency", "shown"), [("JPY", "JPY 10,000"), ("Usd", "USD 100.00"), (None, "USD 100.00")]
)
def test_a_price_is_shown_as_the_backend_reads_its_currency(
    currency: str | None, shown: str, site: Site
) -> None:
    pricing = {"isEnabled": True, "amount": 10_000, "currency": currency}
    site.evaluate(f"globalThis.pricing = {json.dumps(pricing)};")
    open_page(site, "challengeId=c")

    expect(site.page.get_by_role("definition")).to_have_text(shown)


def test_what_is_typed_for_a_pool_is_sent_in_the_units_of_its_currency(site: Site) -> None:
    site.evaluate("globalThis.pricing = {isEnabled: true, amount: 500, currency: 'JPY'};")
    open_page(site, "challengeId=c&for=pool")
    site.page.get_by_label("Amount for the prizes").fill("1000")
    with site.page.expect_request("**/fund-prize-pool") as asked:
        site.page.get_by_role("button", name="Pay by card").click()

    assert asked.value.post_data_json == {"challengeId": "c", "amount": 1_000, "currency": "jpy"}


def test_after_a_lost_answer_the_same_button_completes_what_was_paid(site: Site) -> None:
    answers = [lambda route: route.abort(), lambda route: route.fulfill(json=DETAILS)]
    site.page.route(f"{SITE}/api/complete-payment", lambda route: answers.pop(0)(route))
    open_page(site, "challengeId=c")
    site.page.get_by_role("button", name="Pay by card").click()
    site.page.get_by_role("button", name="Pay USD 100.00").click()
    expect(site.page.get_by_role("alert").filter(has_text="no connection to Pulse")).to_be_visible()
    site.page.get_by_role("button", name="Pay USD 100.00").click()

    expect(site.page.get_by_text(THANKS)).to_be_visible()
    assert site.evaluate("return globalThis.confirmed;") == 1


def test_who_returns_from_their_bank_is_offered_no_second_payment_and_no_secret_stays_in_the_address(
    site: Site,
) -> None:
    asked: list[Any] = []
    site.page.route(f"{SITE}/api/complete-payment", lambda route: asked.append(route))
    with site.page.expect_request("**/complete-payment"):
        open_page(site, "challengeId=c&payment_intent=pi_1&payment_intent_client_secret=secret")

    expect(site.page.get_by_text("One moment")).to_be_visible()
    expect(site.page.get_by_role("button", name="Pay by card")).to_have_count(0)
    assert site.evaluate("return location.search;") == "?challengeId=c&payment_intent=pi_1"
    asked[0].fulfill(json=DETAILS)
    expect(site.page.get_by_text(THANKS)).to_be_visible()


def test_who_comes_back_from_a_bank_that_refused_may_pay_again(site: Site) -> None:
    refusal = {
        "success": False,
        "code": "payment_not_succeeded",
        "error": "Your bank did not pay.",
        "requestId": "r",
    }
    site.answer("complete-payment", json=refusal, status=409)
    open_page(site, "challengeId=c&payment_intent=pi_1")

    refused = site.page.get_by_role("alert").filter(has_text="Stripe does not have your money")
    expect(refused).to_contain_text("Reference for support: r")
    expect(site.page.get_by_role("button", name="Pay by card")).to_be_visible()


@pytest.mark.parametrize(
    ("code", "facts", "told"),
    [
        ("own_round", {}, "This is your own round: you cannot buy it."),
        ("seller_on_hold", {}, "rounds are not sold at present. Nothing was charged."),
        (
            "limit_reached",
            {"limitName": "trainer_price", "limit": 20_000, "currency": "usd"},
            "A trainer who is new here sells rounds of at most USD 200.00. Nothing was charged.",
        ),
        ("limit_reached", {"limitName": "a_new_one"}, "A limit would be passed. Nothing was charged."),
        ("invalid_request", {"field": "amount"}, "This amount cannot be charged."),
        ("not_known_here", {}, "as the backend says it"),
    ],
)
def test_a_refusal_is_said_in_the_buyers_words_with_what_support_needs(
    code: str, facts: dict[str, Any], told: str, site: Site
) -> None:
    open_page(site, "challengeId=c")
    refusal = {"success": False, "code": code, "error": "as the backend says it", "requestId": "r_7", **facts}
    site.answer("create-payment-intent", json=refusal, status=409)
    site.page.get_by_role("button", name="Pay by card").click()

    alert = site.page.get_by_role("alert").filter(has_text=told)
    expect(alert).to_contain_text("Reference for support: r_7")


def test_where_nobody_can_tell_after_the_bank_the_only_button_checks_again(site: Site) -> None:
    answers = [lambda route: route.abort(), lambda route: route.fulfill(json=DETAILS)]
    site.page.route(f"{SITE}/api/complete-payment", lambda route: answers.pop(0)(route))
    open_page(site, "challengeId=c&payment_intent=pi_1")
    expect(site.page.get_by_role("alert").filter(has_text="no connection to Pulse")).to_be_visible()
    expect(site.page.get_by_role("button", name="Pay by card")).to_have_count(0)
    site.page.get_by_role("button", name="Check again").click()

    expect(site.page.get_by_text(THANKS)).to_be_visible()
