"""From the console staff look closer, and administrators act: each act asks, does it, and names its row."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.console import OVERVIEW, Console
from tests.web.browser.site import Site

pytestmark = pytest.mark.thorough

WHY = "Why? It stays in the audit trail."
LINE = dict.fromkeys(("actor", "before", "after", "reason", "amount")) | {"at": "2026-11-28T02:00:00Z"}
TIMELINE = [
    {**LINE, "kind": "audit", "what": "payment.recorded", "id": "payments_pi_1_1", "actor": "system:inbox"},
    {**LINE, "kind": "attempt", "what": "payment intent, generation 1: sent", "id": "key_1"},
    {**LINE, "kind": "event", "what": "charge.succeeded", "id": "evt_1", "after": "done"},
    {**LINE, "kind": "journal", "what": "sale", "id": "ch_1", "amount": 10_000},
]
PAYMENT = {
    "success": True, "paymentId": "pi_1", "challengeId": "round_1", "challengeTitle": "Summer Round",
    "buyerId": "buyer_1", "ownerId": "trainer_1", "status": "completed", "currency": "usd",
    "amount": 10_000, "fee": 300, "ownerNetAmount": 9_700, "refundedAmount": 0, "refundableAmount": 10_000,
    "refundRequested": {"amount": 4_000, "reason": "the buyer is ill", "askedAt": "2026-11-28T01:00:00Z"},
    "answer": "100.00 USD: completed.", "flaw": None, "timeline": TIMELINE,
}  # fmt: skip
ACCOUNT = {
    "success": True, "userId": "trainer_1", "accountType": "creator", "accountId": "acct_***4f2Q",
    "accountState": "restricted", "readyForTransfers": False, "onboardingStatus": "incomplete",
    "requirementsInWords": {
        "currentlyDue": ["a photo of an identity document"], "pastDue": [], "pendingVerification": [],
        "deadline": "2026-12-01T00:00:00Z",
    },
    "told": "Stripe needs more.", "payoutsProblem": None, "country": "US", "readAt": "2026-11-28T01:00:00Z",
    "held": None, "answer": "Stripe asks the person for more.", "flaw": None, "timeline": [],
}  # fmt: skip
POOL = {
    "challengeId": "round_1", "currency": "usd", "at": None, "isWhole": True, "addsUp": True, "held": 9_700,
    "total": 9_700, "pool": {"paid_in": 9_700}, "lines": [], "fundings": [],
}  # fmt: skip


EVENT = {
    "id": "evt_2", "type": "account.updated", "objectId": "acct_1", "status": "failed", "attempts": 8,
    "errorClass": "InvalidRequest", "receivedAt": "2026-11-28T01:00:00Z",
}  # fmt: skip


@pytest.fixture
def console(site: Site) -> Console:
    opened = Console(site, "admin")
    opened.answer("explain-payment", PAYMENT)
    opened.answer("explain-account", ACCOUNT)
    opened.answer("get-pool-statement", {"success": True, "statement": POOL})
    opened.finds(
        {"kind": "payment", "id": "pi_1", "amount": 10_000, "currency": "usd"},
        {"kind": "trainer_account", "id": "acct_1", "userId": "trainer_1"},
        {"kind": "pool", "id": "round_1"},
        {"kind": "person", "id": "trainer_1"},
    )
    opened.open()
    opened.find("trainer_1")
    return opened


def look_at(console: Console, kind: str, name: str = "Explain") -> None:
    line = console.site.page.get_by_role("listitem").filter(has_text=kind)
    line.get_by_role("button", name=name).click()


def act(
    console: Console, name: str, why: str | None = "a drill", typed: tuple[str, str] | None = None
) -> None:
    page = console.site.page
    page.get_by_role("button", name=name, exact=True).first.click()
    box = page.get_by_role("dialog", name=name)
    if typed:
        label, value = typed
        box.get_by_label(label).fill(value)
    if why is not None:
        box.get_by_label(WHY).fill(why)
    box.get_by_role("button", name="Do it").click()


def test_a_sale_is_one_story_of_rows_attempts_events_and_books(console: Console) -> None:
    look_at(console, "Sale")
    shown = console.site.page.get_by_role("region", name="Summer Round pi_1")

    for kind in ("Record", "Attempt", "Event", "Books"):
        expect(shown.get_by_role("cell", name=kind, exact=True)).to_be_visible()
    expect(shown.get_by_role("row", name="sale")).to_contain_text("USD 100.00")
    expect(shown).to_contain_text("The trainer asks for a refund of USD 40.00")


def test_an_event_is_replayed_where_it_stands_in_the_story(console: Console) -> None:
    console.answer("replay-event", {"success": True, "eventId": "evt_1", "path": "replays/evt_1", "count": 1})
    look_at(console, "Sale")
    console.row_numbers("replays/evt_1", 1, 2)
    act(console, "Replay")

    expect(console.site.page.get_by_text("Done. Audit: replays_evt_1_2")).to_be_visible()
    assert ("replay-event", {"eventId": "evt_1", "reason": "a drill"}) in console.sent
    assert [name for name, _ in console.sent].count("explain-payment") == 2


def test_an_account_says_in_words_what_stripe_asks_for(console: Console) -> None:
    look_at(console, "acct_1")
    shown = console.site.page.get_by_role("region", name="account at Stripe trainer_1")

    expect(shown.get_by_role("listitem")).to_have_text("a photo of an identity document")
    expect(shown).to_contain_text("Cannot receive money")


def test_an_act_that_changed_nothing_says_so(console: Console) -> None:
    console.answer("complete-stripe-onboarding", {"success": True})
    look_at(console, "acct_1")
    console.row_numbers("stripeConnect/trainer_1", 4, 4)
    act(console, "Ask Stripe about this account", why=None)

    told = "Done; nothing changed. The newest row is stripeConnect_trainer_1_4"
    expect(console.site.page.get_by_text(told)).to_be_visible()
    console.find("trainer_1")
    expect(console.site.page.get_by_text(told)).to_have_count(1)
    assert ("complete-stripe-onboarding", {"userId": "trainer_1", "accountType": "creator"}) in console.sent


def test_payouts_to_the_bank_are_asked_for_by_an_administrator(console: Console) -> None:
    console.answer("get-payouts", {"success": True, "payouts": [], "held": [], "schedule": None})
    look_at(console, "acct_1")
    console.site.page.get_by_role("button", name="Show payouts to the bank").click()

    expect(console.site.page.get_by_role("region", name="Payouts to the person")).to_contain_text("None yet.")


@pytest.mark.parametrize(
    ("name", "label", "amount", "fields"),
    [
        ("Request to pay in our own money", "Amount in USD", "123.45", {"act": "sponsor_pool"}),
        ("Request a higher limit", "Amount in USD", "123,45", {"act": "raise_limit"}),
        (
            "Request to cover or cut what is missing",
            "Amount in USD (empty: all of it)",
            "123.45",
            {"act": "resolve_pool_loss", "decision": "cover"},
        ),
    ],
)
def test_an_act_on_a_pool_is_requested_with_its_terms(
    name: str, label: str, amount: str, fields: dict[str, str], console: Console
) -> None:
    console.answer("request-approval", {"success": True, "path": "approvals/x"})
    look_at(console, "Prize pool", "Show it line by line")
    console.row_numbers("approvals/x", 1)
    act(console, name, typed=(label, amount))

    expect(console.site.page.get_by_text("Done. Audit: approvals_x_1")).to_be_visible()
    asked = {**fields, "subjectId": "round_1", "amount": 12_345, "reason": "a drill"}
    assert ("request-approval", asked) in console.sent


def test_what_is_no_amount_is_not_sent(console: Console) -> None:
    look_at(console, "Prize pool", "Show it line by line")
    act(console, "Request to pay in our own money", typed=("Amount in USD", "12.345"))

    expect(console.site.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("amount such as")
    assert "request-approval" not in dict(console.sent)


def test_a_person_is_put_on_hold_where_they_are_found(console: Console) -> None:
    console.answer("hold-person", {"success": True, "userId": "trainer_1", "held": True})
    console.row_numbers("personHolds/trainer_1", 1, 2)
    act(console, "Put this person on hold")

    expect(console.site.page.get_by_text("Done. Audit: personHolds_trainer_1_2")).to_be_visible()
    assert ("hold-person", {"userId": "trainer_1", "reason": "a drill"}) in console.sent


def test_support_looks_at_everything_and_is_offered_no_act(site: Site) -> None:
    console = Console(site, "support", events=[EVENT])
    console.answer("explain-payment", PAYMENT)
    console.finds({"kind": "payment", "id": "pi_1"}, {"kind": "person", "id": "trainer_1"})
    console.open()
    console.find("pi_1")
    look_at(console, "Sale")
    expect(site.page.get_by_role("region", name="Summer Round pi_1")).to_be_visible()
    site.page.get_by_role("button", name="Show them").click()
    expect(site.page.get_by_role("row", name="evt_2")).to_be_visible()

    assert site.page.locator("pulse-act-dialog").count() == 0


def test_support_reads_a_pool_line_by_line_and_payouts_to_the_bank(site: Site) -> None:
    console = Console(site, "support")
    console.answer("get-pool-statement", {"success": True, "statement": POOL})
    console.answer("explain-account", ACCOUNT)
    console.answer("get-payouts", {"success": True, "payouts": [], "held": [], "schedule": None})
    console.finds(
        {"kind": "pool", "id": "round_1"}, {"kind": "trainer_account", "id": "acct_1", "userId": "trainer_1"}
    )
    console.open()
    console.find("round_1")
    look_at(console, "Prize pool", "Show it line by line")
    expect(site.page.get_by_role("region", name="Prize pool round_1")).to_contain_text("USD 97.00")
    look_at(console, "acct_1")
    site.page.get_by_role("button", name="Show payouts to the bank").click()

    expect(site.page.get_by_role("region", name="Payouts to the person")).to_contain_text("None yet.")
    assert site.page.locator("pulse-act-dialog").count() == 0


def test_the_inbox_shows_what_failed_and_replays_it(site: Site) -> None:
    console = Console(site, "admin", events=[EVENT])
    console.answer("replay-event", {"success": True, "eventId": "evt_2", "path": "replays/evt_2", "count": 1})
    console.open()
    site.page.get_by_role("button", name="Show them").click()
    row = site.page.get_by_role("row", name="evt_2")
    expect(row).to_contain_text("InvalidRequest")
    expect(row).to_contain_text("failed")
    act(console, "Replay", why="the key has the right now")

    assert ("replay-event", {"eventId": "evt_2", "reason": "the key has the right now"}) in console.sent


@pytest.mark.parametrize(
    ("audit", "says", "is_wrong"),
    [
        (OVERVIEW["audit"], "Every row is as it was written.", False),
        (None, "The audit trail was never verified", True),
        (
            {**OVERVIEW["audit"], "broken": 1, "named": ["prizeRecords/one: row 1 was edited"]},
            "One trail is not as it was written.",
            True,
        ),
        (
            {**OVERVIEW["audit"], "verifiedAt": "2020-01-01T02:00:00Z", "overdue": True},
            "Every row is as it was written.",
            True,
        ),
    ],
)
def test_the_state_of_the_audit_trail_is_seen(
    audit: object, says: str, *, is_wrong: bool, site: Site
) -> None:
    console = Console(site, "support")
    console.answer("get-overview", {**OVERVIEW, "audit": audit})
    console.open()
    page = site.page

    expect(page.get_by_role("region", name="Audit trail")).to_contain_text(says)
    expect(page.get_by_role("heading", name="Wrong now" if is_wrong else "Nothing is wrong")).to_be_visible()


@pytest.mark.parametrize("address", ["/#find=ada%40example.com", "/?find=ada%40example.com"])
def test_an_address_with_a_name_finds_it_at_once_and_shows_it_to_no_server(address: str, site: Site) -> None:
    console = Console(site, "support")
    console.finds({"kind": "payment", "id": "pi_1"})
    site.evaluate(f"history.replaceState(null, '', '{address}');")
    console.open()

    expect(site.page.get_by_role("listitem").filter(has_text="pi_1")).to_be_visible()
    assert console.sent == [("find", {"query": "ada@example.com"})]
    assert site.evaluate("return location.search + location.hash;") == "#find=ada%40example.com"


def test_what_is_typed_is_found_by_its_address_and_a_new_fragment_finds_anew(site: Site) -> None:
    console = Console(site, "support")
    console.finds({"kind": "payment", "id": "pi_1"})
    console.open()
    console.find("ada@example.com")
    expect(site.page.get_by_role("listitem").filter(has_text="pi_1")).to_be_visible()
    assert site.evaluate("return location.search + location.hash;") == "#find=ada%40example.com"
    site.evaluate("location.hash = 'find=bob';")
    site.evaluate("location.hash = 'work';")

    expect(site.page.get_by_role("listitem").filter(has_text="pi_1")).to_be_visible()
    assert [fields["query"] for name, fields in console.sent if name == "find"] == ["ada@example.com", "bob"]


def test_figures_that_miss_their_target_are_named_with_it(site: Site) -> None:
    console = Console(site, "support")
    metric = {"sentence": "operations that failed", "unit": "percent", "target": "< 1", "readable": True}
    figures = [
        {**metric, "name": "error_rate", "value": 2.5, "good": False},
        {**metric, "name": "transfer_success", "value": None, "good": True},
    ]
    console.answer("get-metrics", {"success": True, "metrics": figures})
    console.open()
    site.page.get_by_role("button", name="Measure").click()

    expect(site.page.get_by_role("row", name="error_rate")).to_contain_text("2.5 %")
    expect(site.page.get_by_role("row", name="error_rate")).to_contain_text("look")
    expect(site.page.get_by_role("row", name="transfer_success")).not_to_contain_text("yes")


def test_an_act_that_is_not_offered_any_more_is_told_beside_those_that_are(site: Site) -> None:
    console = Console(site, "admin")
    prize = {
        "success": True, "prizeRecordId": "prize_1", "userId": "ada", "challengeTitle": "Summer Round",
        "status": "pending", "reason": "awaiting_account", "nextAction": None, "amount": 9_700,
        "currency": "usd", "paused": False, "accountState": None, "transfersKnown": True,
        "answer": "It waits.",
        "flaw": None, "timeline": [],
    }  # fmt: skip
    console.finds({"kind": "prize", "id": "prize_1"})
    console.answer("explain-prize", prize)
    console.answer("hold-prize", {"success": True})
    console.open()
    console.find("prize_1")
    look_at(console, "prize_1")
    expect(site.page.get_by_role("button", name="Hold this prize")).to_be_visible()
    console.answer("explain-prize", {**prize, "reason": "held_for_approval"})
    console.row_numbers("prizeRecords/prize_1", 1, 2)
    act(console, "Hold this prize")

    expect(site.page.get_by_role("button", name="Hold this prize")).to_have_count(0)
    beside = site.page.locator("p.acts").filter(has_text="Done. Audit: prizeRecords_prize_1_2")
    expect(beside.get_by_role("button", name="Request the payment")).to_be_visible()
