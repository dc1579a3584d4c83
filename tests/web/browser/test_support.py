"""Who is told to write to support learns how, and what to quote, also where the site names no address."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import SETTINGS
from tests.web.browser.site import SITE, Site
from tests.web.browser.test_changes import PAYOUTS, SESSION

pytestmark = pytest.mark.thorough

STORE = """const watch = (hear, ...found) => { hear(...found); return () => {}; };
export const watchNewest = (name, _equal, _by, hear) => watch(hear, globalThis.found[name] ?? [], true);
export const watchAll = (name, equal, hear) =>
  watch(hear, Object.values(equal).includes(null) ? [] : globalThis.found[name] ?? [], true);
export const watchDocument = (path, hear) => watch(hear, globalThis.documents[path] ?? null);
export const watchAboveZero = null, listWith = () => null;
export const readAll = async () => [], write = async () => {};"""
REJECTED = {"stripeAccountId": "acct_1", "state": "rejected"}
PRIZE = {
    "id": "prize_1", "challengeId": "c", "challengeTitle": "Round", "placement": 1, "prizeAmount": 10_000,
    "platformFee": 300, "winnerAmount": 9_700, "amountReversed": 9_700, "currency": "usd",
    "status": "reversed", "reason": None,
}  # fmt: skip
HOW = "answer an e-mail from Pulse or write in the Pulse app, and quote"


def open_page(
    site: Site, module: str, element: str, address: str = "", account: Any = REJECTED, **found: Any
) -> None:
    documents = {f"{name}/first": account for name in ("stripeConnect", "winnerStripeConnect")}
    site.stand_in("session.js", SESSION)
    site.stand_in("store.js", STORE)
    site.answer("get-payouts", json=PAYOUTS)
    site.answer("get-earnings", json={"success": True, "earnings": {"totalsByCurrency": []}})
    site.page.route(f"{SITE}/api/complete-*", lambda route: route.fulfill(json={"success": True}))
    site.page.route(
        f"{SITE}/settings.json", lambda route: route.fulfill(json={**SETTINGS, "supportEmail": address})
    )
    site.evaluate(
        f"globalThis.found = {json.dumps(found)}; globalThis.documents = {json.dumps(documents)};"
        f"await import('/app/{module}.js'); document.body.append(document.createElement('{element}'));"
    )


PAGES = [
    ("winner/page", "pulse-winner"),
    ("trainer/page", "pulse-trainer"),
    ("connect/winner", "pulse-connect"),
    ("connect/trainer", "pulse-connect"),
]


@pytest.mark.parametrize(("module", "element"), PAGES)
def test_without_an_address_a_refused_account_says_how_to_reach_us(
    module: str, element: str, site: Site
) -> None:
    open_page(site, module, element)

    box = site.page.locator("section.box")
    expect(box).to_contain_text(f"{HOW} first.")
    expect(site.page.get_by_role("contentinfo")).to_contain_text(f"{HOW} first.")
    expect(site.page.get_by_role("link", name="Write to Pulse support")).to_have_count(0)


@pytest.mark.parametrize(("module", "element"), PAGES)
def test_with_an_address_the_letter_names_whose_it_is(module: str, element: str, site: Site) -> None:
    open_page(site, module, element, "help@example.com")

    letter = site.page.locator("section.box").get_by_role("link", name="Write to Pulse support")
    expect(letter).to_have_attribute("href", "mailto:help@example.com?subject=Pulse%20first")


@pytest.mark.parametrize("address", ["", "help@example.com"])
def test_a_prize_about_which_the_winner_writes_has_its_own_id_for_it(address: str, site: Site) -> None:
    open_page(site, "winner/page", "pulse-winner", address, prizeRecords=[PRIZE])

    card = site.page.get_by_role("article", name="Round")
    if address:
        letter = card.get_by_role("link", name="Write to Pulse support")
        expect(letter).to_have_attribute("href", "mailto:help@example.com?subject=Pulse%20prize_1")
    else:
        expect(card).to_contain_text(f"{HOW} prize_1.")
