"""On a shared device: an answer that comes after who asked has left is shown to nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.browser.console import OVERVIEW, Console
from tests.web.browser.site import SITE, Site
from tests.web.browser.test_changes import SESSION
from tests.web.browser.test_pay import ORDER
from tests.web.browser.test_pay import open_page as open_pay

pytestmark = pytest.mark.thorough

FIND = {"kind": "payment", "id": "pi_of_first"}
PRIZE = {
    "success": True, "prizeRecordId": "prize_1", "userId": "ada", "challengeTitle": "Summer Round",
    "status": "pending", "reason": "awaiting_account", "nextAction": None, "amount": 9_700,
    "currency": "usd", "paused": False, "accountState": None, "transfersKnown": True,
    "answer": "It waits.", "flaw": None, "timeline": [],
}  # fmt: skip
FACTOR = """export const connectedAt = () => null, secondStep = async () => null;
export const newApp = () => new Promise((given) => (globalThis.give = given));"""
CONFIRMED = """export const sendConfirmation = async () => {};
globalThis.come = (uid) => { now = uid; globalThis.hear({ uid, email: uid, emailVerified: true }); };"""


def held(site: Site, operation: str) -> list[Any]:
    """Each call of it from now on, to be answered later."""
    waiting: list[Any] = []
    site.page.route(f"{SITE}/api/{operation}", lambda route: waiting.append(route))
    return waiting


def until_asked(site: Site, operation: str, do: Callable[[], object]) -> None:
    with site.page.expect_request(f"**/api/{operation}"):
        do()


def change(site: Site, *, at_once: bool = False) -> None:
    """The first signs out and a second signs in; *at_once*: as when another tab of the site does both."""
    site.evaluate(("" if at_once else "globalThis.enter(null);") + "globalThis.enter('second');")
    expect(site.page.get_by_text("second@example.com")).to_be_visible()


def settle(site: Site) -> None:
    """What a late answer would do is done."""
    site.evaluate("for (let turn = 0; turn < 20; turn++) await new Promise((go) => setTimeout(go));")


@pytest.fixture
def console(site: Site) -> Console:
    return Console(site, "admin")


@pytest.mark.parametrize("at_once", [False, True])
def test_an_overview_that_comes_late_is_not_shown_to_the_next_person(
    at_once: bool, site: Site, console: Console
) -> None:
    waiting = held(site, "get-overview")
    until_asked(site, "get-overview", console.open)
    until_asked(site, "get-overview", lambda: change(site, at_once=at_once))
    first, second = waiting
    second.fulfill(json=OVERVIEW)
    expect(site.page.get_by_role("heading", name="Nothing is wrong")).to_be_visible()
    first.fulfill(json={**OVERVIEW, "awardsNotRecorded": 77})
    settle(site)

    expect(site.page.get_by_text("77 awards are not recorded yet.")).to_have_count(0)


@pytest.mark.parametrize("at_once", [False, True])
def test_what_was_found_for_who_left_is_not_shown_and_not_in_the_address(
    at_once: bool, site: Site, console: Console
) -> None:
    console.open()
    waiting = held(site, "find")
    until_asked(site, "find", lambda: console.find("ada@example.com"))
    change(site, at_once=at_once)
    waiting[0].fulfill(json={"success": True, "matches": [{**match(), **FIND}]})
    settle(site)

    expect(site.page.get_by_text("pi_of_first")).to_have_count(0)
    assert site.evaluate("return location.href;") == f"{SITE}/"


def test_who_was_looked_for_is_not_left_in_the_address_for_who_comes_next(
    site: Site, console: Console
) -> None:
    console.finds(FIND)
    console.open()
    console.find("ada@example.com")
    expect(site.page.get_by_text("pi_of_first").first).to_be_visible()
    assert site.evaluate("return location.hash;") == "#find=ada%40example.com"
    change(site)
    settle(site)

    assert site.evaluate("return location.href;") == f"{SITE}/"
    assert [name for name, _ in console.sent].count("find") == 1


def test_a_closer_look_that_comes_late_is_not_shown_to_the_next_person(site: Site, console: Console) -> None:
    console.finds({"kind": "prize", "id": "prize_1"})
    console.open()
    console.find("prize_1")
    waiting = held(site, "explain-prize")
    until_asked(site, "explain-prize", site.page.get_by_role("button", name="Explain").click)
    change(site, at_once=True)
    waiting[0].fulfill(json=PRIZE)
    settle(site)

    expect(site.page.get_by_role("region", name="prize_1")).to_have_count(0)


def test_rights_that_come_late_are_not_those_of_the_next_person(site: Site) -> None:
    console = Console(site, "admin")
    console.open()
    site.evaluate("""
      const page = document.querySelector('pulse-operator');
      let give;
      const late = new Promise((go) => (give = go));
      page.take({ uid: 'late', email: 'late@example.com', getIdTokenResult: () => late });
      page.take({ uid: 'other', email: 'other@example.com', getIdTokenResult: async () => ({ claims: {} }) });
      await page.updateComplete;
      give({ claims: { admin: true, firebase: { sign_in_second_factor: 'totp' } } });
    """)
    settle(site)

    expect(site.page.get_by_text("This page is for the staff of Pulse.")).to_be_visible()


def test_an_act_that_was_begun_is_not_done_in_the_name_of_the_next_person(
    site: Site, console: Console
) -> None:
    console.answer("pause-payouts", {"success": True, "paused": True})
    console.open()
    site.page.get_by_role("button", name="Pause all payouts").click()
    site.page.get_by_label("Why?").fill("a drill")
    site.evaluate("globalThis.rows['control/payouts'] = new Promise((go) => (globalThis.give = go));")
    site.page.get_by_role("button", name="Do it").click()
    change(site, at_once=True)
    site.evaluate("globalThis.give([1]);")
    settle(site)

    expect(site.page.get_by_role("dialog")).to_have_count(0)
    assert "pause-payouts" not in [name for name, _ in console.sent]


def test_an_order_that_comes_late_is_not_offered_to_the_next_person(site: Site) -> None:
    open_pay(site, "challengeId=c")
    waiting = held(site, "create-payment-intent")
    until_asked(site, "create-payment-intent", site.page.get_by_role("button", name="Pay by card").click)
    change(site)
    waiting[0].fulfill(json=ORDER)
    settle(site)

    expect(site.page.get_by_role("button", name="Pay by card")).to_be_visible()
    expect(site.page.get_by_role("button", name="Pay USD 100.00")).to_have_count(0)


def test_a_key_for_who_left_is_not_shown_to_the_next_person(site: Site) -> None:
    site.stand_in("session.js", f"{SESSION.replace('hear(uid &&', 'globalThis.hear(uid &&')}\n{CONFIRMED}")
    site.stand_in("second-factor.js", FACTOR)
    site.evaluate(
        "globalThis.hear = () => {}; await import('/app/enrol/page.js');"
        "const page = document.createElement('pulse-enrol'); document.body.append(page);"
        "globalThis.hear = (person) => page.take(person); globalThis.come('first');"
    )
    site.page.get_by_role("button", name="Show the QR code").click()
    site.evaluate(
        "globalThis.come('second'); globalThis.give({ key: 'ABCDABCD', link: 'otpauth://totp/first' });"
    )
    settle(site)

    expect(site.page.get_by_text("second", exact=True)).to_be_visible()
    expect(site.page.get_by_text("ABCD ABCD")).to_have_count(0)


def match() -> dict[str, Any]:
    empty = dict.fromkeys(("userId", "status", "reason", "nextAction", "amount", "currency"))
    return {**empty, "title": "a title", "links": []}
