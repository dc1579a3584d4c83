"""A page whose records or whose person change while it is open mixes nothing up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser.site import SITE, Site

pytestmark = pytest.mark.thorough

SESSION = """let now = null;
export const idToken = async () => 'a-token', uid = () => now;
export const onPerson = (hear) => {
  globalThis.enter = (uid) => { now = uid; hear(uid && { uid, email: `${uid}@example.com` }); };
  globalThis.enter('first');
};
export const signIn = async () => {}, sendNewPassword = signIn, leave = signIn;
export const auth = null, firestore = null;"""
STORE = """globalThis.hear = {};
const watch = (name, hear, found) => { globalThis.hear[name] = hear; hear(found, true); return () => {}; };
export const watchNewest = (name, _equal, _by, hear) => watch(name, hear, globalThis.found?.[name] ?? []);
export const listWith = () => 'a list';
export const watchAll = (name, equal, hear) => {
  if (!Object.values(equal).includes('a list')) return watch(name, hear, globalThis.found?.[name] ?? []);
  hear([], true);
  return () => {};
};
export const watchAboveZero = null;
export const watchDocument = (path, hear) => watch(path, hear, null);
export const readAll = async () => [], write = async () => {};"""
PAYOUTS = {"success": True, "payouts": [], "held": [], "schedule": None}


def sale(name: str) -> dict[str, Any]:
    return {
        "id": f"pi_{name}", "buyerId": f"buyer_{name}", "challengeId": "c", "challengeTitle": "Summer Round",
        "amount": 10_000, "ownerAmount": 9_700, "ownerNetAmount": 9_700, "ownerRefundedAmount": 0,
        "refundedAmount": 0, "reservedRefundAmount": 0, "currency": "usd", "status": "completed",
    }  # fmt: skip


def open_page(site: Site, role: str, **found: list[dict[str, Any]]) -> None:
    site.stand_in("session.js", SESSION)
    site.stand_in("store.js", STORE)
    site.evaluate(
        f"globalThis.found = {json.dumps(found)}; await import('/app/{role}/page.js');"
        f"document.body.append(document.createElement('pulse-{role}'));"
    )


def now_is(site: Site, name: str, found: list[dict[str, Any]]) -> None:
    site.evaluate(f"globalThis.hear.{name}({json.dumps(found)}, true);")


@pytest.fixture
def stripe(site: Site) -> None:
    site.answer("get-payouts", json=PAYOUTS)
    site.answer("get-earnings", json={"success": True, "earnings": {"totalsByCurrency": []}})


@pytest.mark.usefixtures("stripe")
def test_a_refund_is_asked_for_the_sale_at_which_it_was_begun_although_another_arrives(site: Site) -> None:
    sent: list[dict[str, Any]] = []
    site.answer("request-refund", json={"success": True})
    site.page.on("request", lambda one: "request-refund" in one.url and sent.append(one.post_data_json))
    open_page(site, "trainer", payments=[sale("old")])
    site.page.locator("summary", has_text="Each sale").click()
    site.page.get_by_role("button", name="Ask for a refund").click()
    now_is(site, "payments", [sale("new"), sale("old")])
    expect(site.page.get_by_text("buyer_new")).to_be_visible()
    box = site.page.get_by_role("dialog")
    box.get_by_label("Why should the buyer get it back?").fill("the buyer is ill")
    box.get_by_role("button", name="Ask for it").click()

    expect(site.page.get_by_text("Asked. You get a message when it is answered.")).to_be_visible()
    assert [one["paymentId"] for one in sent] == ["pi_old"]


@pytest.mark.usefixtures("stripe")
def test_a_pool_that_is_shown_stays_with_its_challenge_although_another_is_planned(site: Site) -> None:
    pool = {
        "currency": "usd", "status": "funded", "funded": 55_500, "clean": 0, "awarded": 0, "paid": 0,
        "returned": 0, "settlingUntil": None, "reviewUntil": None, "ownFundings": [],
    }  # fmt: skip
    old = {"id": "b", "title": "Old", "status": "active"}
    site.answer("get-prize-pool", json={"success": True, "pool": pool})
    open_page(site, "trainer", challenges=[old])
    site.page.get_by_role("button", name="Show the prize pool").click()
    expect(site.page.get_by_role("article", name="Old")).to_contain_text("USD 555.00")
    now_is(site, "challenges", [{"id": "a", "title": "New", "status": "draft"}, old])

    expect(site.page.get_by_role("article", name="Old")).to_contain_text("USD 555.00")
    expect(site.page.get_by_role("article", name="New")).not_to_contain_text("USD")


@pytest.mark.parametrize("role", ["winner", "trainer"])
def test_an_answer_for_who_has_left_is_not_shown_to_who_came(role: str, site: Site) -> None:
    held: list[Any] = []
    payout = {
        "id": "po_1", "amount": 55_500, "currency": "usd", "status": "paid", "automatic": False,
        "createdAt": None, "arrivesAt": None,
    }  # fmt: skip
    site.answer("get-earnings", json={"success": True, "earnings": {"totalsByCurrency": []}})
    site.page.route(f"{SITE}/api/get-payouts", lambda route: held.append(route))
    with site.page.expect_request("**/get-payouts"):
        open_page(site, role)
    with site.page.expect_request("**/get-payouts"):
        site.evaluate("globalThis.enter(null); globalThis.enter('second');")
    expect(site.page.get_by_text("second@example.com")).to_be_visible()
    first, second = held
    second.fulfill(json=PAYOUTS)
    expect(site.page.get_by_role("region", name="Payouts to your bank")).to_contain_text("None yet")
    first.fulfill(json={**PAYOUTS, "payouts": [payout]})
    site.page.wait_for_timeout(300)

    expect(site.page.get_by_text("USD 555.00")).to_have_count(0)
