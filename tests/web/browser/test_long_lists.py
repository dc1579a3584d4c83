"""Sums and lists of someone with more than 100 records are of all of them, or say of which.

And each read is one that Firestore answers in production.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from pulse.ports.store import Query
from tests.indexes import missing_index
from tests.web.browser.site import SITE, Site
from tests.web.browser.test_changes import PAYOUTS, SESSION, sale

pytestmark = pytest.mark.thorough

LONG = 100
SDK = """export class Timestamp {}
const part = (kind) => (...given) => ({ kind, given });
export const where = part('where'), orderBy = part('orderBy'), limit = part('limit');
export const startAfter = part('startAfter');
export const collection = (_store, name) => ({ name }), doc = (_store, path) => ({ path });
export const query = ({ name }, ...parts) => ({ name, parts }), setDoc = async () => {};
globalThis.asked = [];
const answer = (wanted) => {
  globalThis.asked.push(wanted);
  const fields = wanted.path ? globalThis.documents[wanted.path] : null;
  const found = wanted.path ? [] : globalThis.answers(wanted);
  const docs = found.map(({ id, ...rest }) => ({ id, data: () => rest }));
  const document = { id: 'x', exists: () => Boolean(fields), data: () => fields };
  return { metadata: {}, size: docs.length, docs, ...document };
};
export const onSnapshot = (wanted, _options, hear) => { hear(answer(wanted)); return () => {}; };
export const getDoc = async (wanted) => answer(wanted);
export const getDocs = async (wanted) => ({ ...answer(wanted), docs: [] });"""
"""Answers each query as `answers` says, and remembers it; a page that is read once is the last one."""
OPERATORS = {"==": "==", "in": "in", ">": ">", ">=": ">=", "array-contains": "array_contains"}
READY = {"stripeAccountId": "acct_1", "state": "active"}
EARNINGS = {"totalsByCurrency": [{"currency": "usd", "totalEarnedCents": 98_765_400}]}


def open_page(site: Site, role: str, answers: str, **documents: dict[str, Any]) -> None:
    site.answer("get-payouts", json=PAYOUTS)
    site.answer("get-earnings", json={"success": True, "earnings": EARNINGS})
    site.stand_in("session.js", SESSION)
    site.stand_in("second-factor.js", "export const secondStep = null;")
    site.page.route(
        f"{SITE}/vendor/firebase.js", lambda route: route.fulfill(body=SDK, content_type="text/javascript")
    )
    site.evaluate(
        f"globalThis.documents = {json.dumps(documents)}; globalThis.answers = {answers};"
        f"import('/app/{role}/page.js').then("
        f"() => document.body.append(document.createElement('pulse-{role}')));"
    )


def many(**fields: Any) -> str:
    """100 of them, each with its own id."""
    return f"Array.from({{ length: {LONG} }}, (_, at) => ({{ ...{json.dumps(fields)}, id: `many_${{at}}` }}))"


def trainers(**lists: list[dict[str, Any]]) -> str:
    """100 newest sales, and what each of the other reads finds."""
    by = json.dumps(
        {
            "reservedRefundAmount": lists.get("reserved", []),
            "receivableAmount": lists.get("owed", []),
            "back": lists.get("back", []),
        }
    )
    return f"""({{ name, parts }}) => {{
      if (name !== 'payments') return [];
      const above = parts.find((one) => one.kind === 'where' && one.given[1] === '>');
      const status = parts.find((one) => one.kind === 'where' && one.given[0] === 'status');
      if (above) return {by}[above.given[0]];
      return status.given[2].includes('completed') ? {many(**sale("many"))} : {by}.back;
    }}"""


def figure(site: Site, name: str) -> Locator:
    return (
        site.page.locator("dl.figures div").filter(has=site.page.get_by_text(name, exact=True)).locator("dd")
    )


def open_trainer(site: Site, **lists: list[dict[str, Any]]) -> None:
    open_page(site, "trainer", trainers(**lists), **{"stripeConnect/first": READY})


def test_what_is_reserved_and_owed_for_old_sales_is_in_the_sums(site: Site) -> None:
    owing, decided = sale("old"), sale("older")
    open_trainer(
        site,
        owed=[{**owing, "receivableAmount": 4_321}],
        reserved=[{**decided, "reservedRefundAmount": 1_234}],
    )

    expect(figure(site, "You owe Pulse for refunds")).to_have_text("USD 43.21")
    expect(figure(site, "Refunds that are decided and not made yet")).to_have_text("USD 12.34")


def test_a_sum_of_more_than_one_read_says_that_it_is_the_least(site: Site) -> None:
    open_trainer(site, owed=[{**sale(str(at)), "receivableAmount": 100} for at in range(LONG)])

    expect(figure(site, "You owe Pulse for refunds")).to_have_text("at least USD 100.00")
    expect(figure(site, "Refunds that are decided and not made yet")).to_have_text("nothing")


def test_what_all_sales_brought_is_the_backends_sum_with_its_time(site: Site) -> None:
    open_trainer(site)

    expect(site.page.locator("#situation")).to_contain_text("your sales had brought you USD 987,654.00")
    expect(figure(site, "Earned in all")).to_contain_text("USD 987,654.00 (as of ")
    expect(site.page.get_by_role("region", name="Sales", exact=True)).to_contain_text("your newest 100 sales")


def test_an_old_sale_that_was_refunded_is_listed_as_such(site: Site) -> None:
    refunded = {
        **sale("old"),
        "challengeTitle": "Old Round",
        "status": "refunded",
        "ownerRefundedAmount": 9_700,
    }
    open_trainer(site, back=[refunded])

    back = site.page.get_by_role("region", name="Refunds and disputes").first
    expect(back.get_by_role("row", name="Old Round")).to_contain_text("USD 97.00")


def test_of_fewer_sales_everything_is_summed_from_the_one_read_and_follows_it(site: Site) -> None:
    found = [{**sale("a"), "receivableAmount": 500, "reservedRefundAmount": 700}]
    open_page(
        site,
        "trainer",
        f"({{ name }}) => name === 'payments' ? {json.dumps(found)} : []",
        **{"stripeConnect/first": READY},
    )

    expect(figure(site, "You owe Pulse for refunds")).to_have_text("USD 5.00")
    expect(figure(site, "Earned in all")).to_have_text("USD 97.00")
    assert payments_asked(site) == 1


def payments_asked(site: Site) -> int:
    return int(site.evaluate("return globalThis.asked.filter((one) => one.name === 'payments').length;"))


@pytest.mark.parametrize("is_list", [False, True])
def test_a_pool_is_shown_for_an_owner_alone_and_for_one_in_a_list(is_list: bool, site: Site) -> None:
    operator = "array-contains" if is_list else "=="
    challenge = {"id": "c", "title": "Evening Stretch", "status": "active"}
    open_page(
        site,
        "trainer",
        "({ name, parts }) => name === 'challenges' && parts.some((one) => one.kind === 'where'"
        f" && one.given.join() === 'ownerId,{operator},first') ? [{json.dumps(challenge)}] : []",
    )

    expect(site.page.get_by_role("article", name="Evening Stretch")).to_be_visible()


def test_more_challenges_than_one_read_has_are_not_passed_over_in_silence(site: Site) -> None:
    own = "parts.some((one) => one.given[0] === 'ownerId' && one.given[1] === '==')"
    challenge = {"title": "Round", "status": "active"}
    found = f"name === 'challenges' && {own} ? {many(**challenge)} : []"
    open_page(site, "trainer", f"({{ name, parts }}) => {found}")

    expect(site.page.get_by_text("You have more than 100 challenges")).to_be_visible()


PRIZE = {
    "challengeId": "c", "challengeTitle": "Round", "placement": 1, "prizeAmount": 10_000, "platformFee": 300,
    "winnerAmount": 9_700, "amountReversed": 0, "currency": "usd", "status": "paid", "reason": None,
}  # fmt: skip


def winners(open_prizes: str) -> str:
    return f"""({{ name, parts }}) => {{
      if (name !== 'prizeRecords') return [];
      const status = parts.find((one) => one.kind === 'where' && one.given[0] === 'status');
      if (!status) return {many(**PRIZE)};
      return Array.isArray(status.given[2]) ? {open_prizes} : [];
    }}"""


def test_an_old_prize_that_is_not_paid_is_in_the_winners_sentence_and_list(site: Site) -> None:
    waits = {**PRIZE, "id": "old", "challengeTitle": "Old", "status": "pending", "reason": "awaiting_account"}
    open_page(site, "winner", winners(json.dumps([waits])))

    expect(site.page.locator("#situation")).to_contain_text("USD 97.00 wait for you")
    expect(site.page.get_by_role("article", name="Old")).to_be_visible()
    expect(site.page.get_by_text("your newest 100 prizes, and older ones that are not paid")).to_be_visible()


def test_more_open_prizes_than_one_read_has_are_summed_as_the_least(site: Site) -> None:
    waits = {**PRIZE, "status": "pending", "reason": "awaiting_account"}
    open_page(site, "winner", winners(many(**waits)))

    expect(site.page.locator("#situation")).to_contain_text("At least USD 9,700.00 wait for you")


@pytest.mark.parametrize("role", ["winner", "trainer"])
def test_every_read_of_a_page_is_short_and_has_its_index(role: str, site: Site) -> None:
    found = {"winner": many(**PRIZE), "trainer": many(**sale("many"))}[role]
    open_page(site, role, f"({{ name }}) => ['prizeRecords', 'payments'].includes(name) ? {found} : []")
    expect(site.page.locator("#situation")).to_be_visible()
    asked = [one for one in site.evaluate("return globalThis.asked;") if "name" in one]

    assert {one["name"] for one in asked} >= {
        "winner": {"prizeRecords", "users/first/notices"},
        "trainer": {"payments", "challenges", "users/first/notices"},
    }[role]
    assert [one for one in asked if limit_of(one) != LONG] == []
    assert [lacking for one in asked if (lacking := missing_index(as_backend(one)))] == []


def limit_of(asked: dict[str, Any]) -> int | None:
    return next((part["given"][0] for part in asked["parts"] if part["kind"] == "limit"), None)


def as_backend(asked: dict[str, Any]) -> Query:
    filters = [part["given"] for part in asked["parts"] if part["kind"] == "where"]
    orders = [part["given"] for part in asked["parts"] if part["kind"] == "orderBy"]
    where: Any = [(field, OPERATORS[operator], value) for field, operator, value in filters]
    return Query(asked["name"], where=where, order_by=[(field, way) for field, way in orders])
