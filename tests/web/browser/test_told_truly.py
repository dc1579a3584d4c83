"""What a page says of money that went another way than usual is true, and in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.web.browser.site import SITE, Site
from tests.web.browser.test_pay import DETAILS
from tests.web.browser.test_pay import open_page as open_pay
from tests.web.browser.test_support import PRIZE, open_page

pytestmark = pytest.mark.thorough

PARTLY = {
    **PRIZE,
    "status": "paid",
    "reason": "needs_review",
    "amountReversed": 700,
    "nextAction": "in English",
}
CANCELED = {**PRIZE, "status": "canceled", "reason": "pool_disputed", "amountReversed": 0}
BANK = {"stripeAccountId": "acct_1", "state": "active", "payoutsProblem": {"code": "account_closed"}}


def open_winner(site: Site, prize: dict[str, Any], language: str = "en") -> None:
    site.evaluate(f"localStorage.setItem('pulse.language', '{language}');")
    open_page(site, "winner/page", "pulse-winner", account=None, prizeRecords=[prize])


def test_a_prize_that_was_partly_taken_back_says_so_in_german(site: Site) -> None:
    open_winner(site, PARTLY, "de")

    card = site.page.get_by_role("article", name="Round")
    expect(card).to_contain_text("Ein Teil dieses Preises wurde nach der Zahlung zurückgenommen")
    expect(card).not_to_contain_text("in English")
    expect(card.locator("strong.amount")).to_contain_text("90")


def test_the_next_step_is_the_only_link_of_its_name(site: Site) -> None:
    open_winner(site, {**PRIZE, "status": "pending", "reason": "awaiting_account", "amountReversed": 0})

    step = site.page.get_by_role("link", name="Set up my payout account")
    expect(step).to_have_attribute("href", "/winner/connect-account?challengeId=c&placement=1")
    expect(site.page.get_by_role("link", name="Set up my account")).to_have_attribute(
        "href", "/winner/connect-account"
    )


def test_a_canceled_prize_promises_nothing_and_goes_no_way(site: Site) -> None:
    open_winner(site, CANCELED)

    card = site.page.get_by_role("article", name="Round")
    expect(card).to_contain_text("the prize cannot be paid")
    expect(card.locator("strong.amount")).to_have_text("USD 0.00")
    expect(card.get_by_role("list")).to_have_count(0)


@pytest.mark.parametrize(
    ("module", "element"), [("trainer/page", "pulse-trainer"), ("connect/trainer", "pulse-connect")]
)
def test_with_a_bank_that_sends_money_back_nothing_says_that_all_is_well(
    module: str, element: str, site: Site
) -> None:
    open_page(site, module, element, account=BANK)

    box = site.page.locator("section.box")
    expect(box).to_contain_text("until you correct your bank account there")
    expect(box.get_by_role("button", name="Open my account at Stripe")).to_be_visible()
    expect(site.page.locator("main")).not_to_contain_text("Money reaches your bank automatically")


SETTLED = {
    "currency": "usd", "status": "settled", "funded": 20_000, "clean": 20_000, "awarded": 20_000,
    "paid": 20_000, "returned": 5_000, "settlingUntil": None, "reviewUntil": None, "ownFundings": [],
}  # fmt: skip


def show_pool(site: Site, **pool: Any) -> Locator:
    site.answer("get-prize-pool", json={"success": True, "pool": {**SETTLED, **pool}})
    challenge = {"id": "c", "title": "Evening Stretch", "status": "active"}
    open_page(site, "trainer/page", "pulse-trainer", challenges=[challenge])
    card = site.page.get_by_role("article", name="Evening Stretch")
    expect(card.get_by_role("link", name="Pay in")).to_be_visible()
    card.get_by_role("button", name="Show the prize pool").click()
    expect(card.locator(".badge")).to_be_visible()
    return card


def test_a_pool_names_days_that_are_to_come_and_none_that_are_over(site: Site) -> None:
    now = datetime.now(UTC)
    days = {"settlingUntil": now - timedelta(days=2), "reviewUntil": now + timedelta(days=2)}
    card = show_pool(site, **{name: day.isoformat() for name, day in days.items()})

    expect(card).to_contain_text("In review until")
    expect(card).not_to_contain_text("Settles until")


@pytest.mark.parametrize(("status", "links"), [("settled", 0), ("awarded", 0), ("funded", 1), ("open", 1)])
def test_a_pool_that_takes_no_more_money_offers_no_payment(status: str, links: int, site: Site) -> None:
    card = show_pool(site, status=status)

    expect(card.get_by_role("link", name="Pay in")).to_have_count(links)


def test_what_was_returned_is_not_said_to_be_paid_in(site: Site) -> None:
    card = show_pool(site)

    expect(card.locator("dl.figures div").first).to_contain_text("Paid in and not returned")


def test_who_cannot_see_the_form_appear_is_led_to_it_and_to_the_thanks(site: Site) -> None:
    site.page.route(
        f"{SITE}/api/complete-payment",
        lambda route: route.fulfill(json=DETAILS),
    )
    open_pay(site, "challengeId=c")
    site.page.get_by_role("button", name="Pay by card").click()
    expect(site.page.get_by_role("group", name="Your card")).to_be_focused()
    site.page.get_by_role("button", name="Pay USD 100.00").click()

    expect(site.page.locator("#thanks")).to_be_focused()
