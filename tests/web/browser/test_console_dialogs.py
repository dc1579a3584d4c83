"""Before an act, its dialog says whom it is about, how much money, and whether payouts are paused."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.web.browser.bad_night import look_at as look_at_night
from tests.web.browser.bad_night import open_console
from tests.web.browser.console import Console
from tests.web.browser.site import SITE, Site
from tests.web.browser.test_console_acts import ACCOUNT, PAYMENT, POOL, look_at
from tests.web.browser.test_leaving import PRIZE

pytestmark = pytest.mark.thorough

PAUSED = "All payouts of prizes are paused."
NAMES = {
    "ada": "Ada Lovelace, ada@example.com",
    "buyer_1": "Buyer One, buyer@example.com",
    "trainer_1": "Trainer One, trainer@example.com",
    "payer_1": "Payer One, payer@example.com",
}
EMPTY = dict.fromkeys(("userId", "status", "reason", "nextAction", "amount", "currency"))
RECORDS: dict[str, list[dict[str, Any]]] = {
    "prize_1": [{"kind": "prize", "userId": "ada", "amount": 9_700, "currency": "usd", "title": "Summer"}],
    "pi_1": [{"kind": "payment", "userId": "buyer_1", "amount": 10_000, "currency": "usd", "title": "a"}],
    "round_1": [
        {"kind": "challenge", "userId": "trainer_1", "amount": 10_000, "currency": "usd", "title": "Summer"},
        {"kind": "pool", "title": "prize pool", "links": [{"kind": "person", "id": "payer_1"}]},
    ],
    "acct_1": [{"kind": "trainer_account", "userId": "trainer_1", "title": "trainer's account"}],
}  # fmt: skip
FUNDING = {
    "id": "pi_pool", "payerId": "payer_1", "status": "succeeded", "amount": 9_700, "processingFee": 300,
    "total": 10_000, "refunded": 0, "disputed": 0, "returning": 0, "left": 9_700, "waitsForApproval": True,
    "paidAt": None,
}  # fmt: skip


@pytest.fixture
def console(site: Site) -> Console:
    opened = Console(site, "admin")
    opened.answer("explain-prize", PRIZE)
    opened.answer("explain-payment", PAYMENT)
    opened.answer("explain-account", ACCOUNT)
    opened.answer("get-pool-statement", {"success": True, "statement": {**POOL, "fundings": [FUNDING]}})

    def answer(route: Any) -> None:
        query = route.request.post_data_json["query"]
        opened.sent.append(("find", {"query": query}))
        found = [{**EMPTY, "id": query, "links": [], **one} for one in RECORDS.get(query, [])]
        if query in NAMES:
            person = {"kind": "person", "id": query, "userId": query, "title": NAMES[query], "links": []}
            found.append({**EMPTY, **person})
        route.fulfill(json={"success": True, "matches": found})

    site.page.route(f"{SITE}/api/find", answer)
    opened.open()
    return opened


def asked(site: Site, name: str) -> Locator:
    site.page.get_by_role("button", name=name, exact=True).first.click()
    box = site.page.get_by_role("dialog", name=name)
    expect(box.get_by_role("button", name="Do it")).to_be_enabled()
    return box


@pytest.mark.parametrize(
    ("query", "kind", "look", "act", "shown"),
    [
        ("prize_1", "prize_1", "Explain", "Pay this prize", [NAMES["ada"], "USD 97.00", "Summer Round"]),
        ("prize_1", "prize_1", "Explain", "Cancel this prize", [NAMES["ada"], "USD 97.00"]),
        ("pi_1", "Sale", "Explain", "Refund", [NAMES["buyer_1"], NAMES["trainer_1"], "USD 100.00"]),
        ("pi_1", "Sale", "Explain", "Decline the refund", [NAMES["buyer_1"], "USD 40.00"]),
        (
            "acct_1",
            "acct_",
            "Explain",
            "Ask Stripe about this account",
            [NAMES["trainer_1"]],
        ),
        (
            "round_1",
            "Prize pool",
            "Show it line by line",
            "Request to return what waits",
            [NAMES["payer_1"], "USD 97.00"],
        ),
        (
            "round_1",
            "Prize pool",
            "Show it line by line",
            "Request to accept this payment",
            [NAMES["payer_1"], "USD 100.00"],
        ),
    ],
)
def test_an_act_on_what_is_shown_names_people_and_money(
    query: str, kind: str, look: str, act: str, shown: list[str], site: Site, console: Console
) -> None:
    console.find(query)
    look_at(console, kind, look)
    box = asked(site, act)

    for one in shown:
        expect(box).to_contain_text(one)


@pytest.mark.parametrize(
    ("query", "act", "shown"),
    [
        ("trainer_1", "Put this person on hold", [NAMES["trainer_1"]]),
        ("round_1", "Request to cancel this challenge", [NAMES["trainer_1"], "Summer", "USD 100.00"]),
    ],
)
def test_an_act_in_a_list_names_people_and_money(
    query: str, act: str, shown: list[str], site: Site, console: Console
) -> None:
    console.find(query)
    box = asked(site, act)

    for one in shown:
        expect(box).to_contain_text(one)


def test_a_name_is_read_only_when_an_act_is_begun_and_once(site: Site, console: Console) -> None:
    console.find("prize_1")
    look_at(console, "prize_1")
    expect(site.page.get_by_role("button", name="Pay this prize")).to_be_visible()
    assert [fields["query"] for name, fields in console.sent if name == "find"] == ["prize_1"]
    for name in ("Pay this prize", "Cancel this prize"):
        asked(site, name).get_by_role("button", name="Leave it").click()

    assert [fields["query"] for name, fields in console.sent if name == "find"] == ["prize_1", "ada"]


def test_an_act_is_possible_where_a_name_cannot_be_read_and_says_so(site: Site, console: Console) -> None:
    console.find("prize_1")
    look_at(console, "prize_1")
    expect(site.page.get_by_role("button", name="Pay this prize")).to_be_visible()
    site.answer("find", json={"success": False, "code": "too_many_requests"}, status=429)
    box = asked(site, "Pay this prize")

    expect(box).to_contain_text("the name could not be read ada")
    expect(box).to_contain_text("USD 97.00")


def test_what_was_typed_as_an_amount_is_written_out_before_it_is_sent(site: Site, console: Console) -> None:
    console.find("round_1")
    look_at(console, "Prize pool", "Show it line by line")
    box = asked(site, "Request to pay in our own money")
    box.get_by_label("Amount in USD").fill("1234,5")

    expect(box).to_contain_text("USD 1,234.50")


def test_who_approves_reads_whom_the_request_is_about(site: Site) -> None:
    open_console(site, "admin")
    site.page.get_by_role("article", name="refund-payment").get_by_role("button", name="Approve").click()
    box = site.page.get_by_role("dialog")
    expect(box.get_by_role("button", name="Do it")).to_be_enabled()

    for term, told in {
        "Asked for": "Refund a sale",
        "Amount asked for": "USD 40.00",
        "Trainer": "marathon_ada, ada.lovelace.of.london@mail.example.com",
    }.items():
        pair = box.locator("dl > div").filter(has=site.page.get_by_text(term, exact=True))
        expect(pair).to_contain_text(told)


def test_the_pause_stays_in_sight_wherever_the_page_is_scrolled_to(site: Site) -> None:
    open_console(site, "admin")
    site.page.set_viewport_size({"width": 320, "height": 600})
    banner = site.page.locator(".console > .pause")
    expect(banner).to_contain_text(PAUSED)
    site.page.get_by_role("link", name="Authenticator app").scroll_into_view_if_needed()

    expect(banner).to_be_in_viewport(ratio=1)
    for one in ("Prizes that are not paid, by reason", "What waits for someone, oldest first"):
        heading = site.page.get_by_role("heading", name=one)
        heading.evaluate("(one) => one.scrollIntoView()")
        below, above = heading.bounding_box(), banner.bounding_box()
        assert below is not None
        assert above is not None
        assert below["y"] >= above["y"] + above["height"]


def test_the_pause_is_repeated_in_each_dialog_while_it_is_on(site: Site, console: Console) -> None:
    console.find("prize_1")
    look_at(console, "prize_1")
    box = asked(site, "Pay this prize")
    expect(box).not_to_contain_text(PAUSED)
    site.evaluate("globalThis.switched({ paused: true, by: 'admin_2', reason: 'a drill' });")
    expect(box).to_contain_text(PAUSED)
    site.evaluate("globalThis.switched({ paused: false });")

    expect(box).not_to_contain_text(PAUSED)


def test_the_pause_is_in_the_dialog_of_every_act_that_the_console_offers(site: Site) -> None:
    open_console(site, "admin")
    look_for_everything(site)
    dialogs = site.page.locator("pulse-act-dialog")

    assert dialogs.count() > 5
    assert dialogs.locator("dialog .pause").count() == dialogs.count()


def look_for_everything(site: Site) -> None:
    site.page.get_by_label("Uid, e-mail address").fill("ada")
    site.page.get_by_role("button", name="Find", exact=True).click()
    expect(site.page.locator("#found")).to_be_visible()
    look_at_night(site, "Prize pool", "Show it line by line")
    expect(site.page.locator("#seen section").first).to_be_visible()
