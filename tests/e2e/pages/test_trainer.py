"""A trainer's statement adds up in the file that they download, and a pool is paid into and seen filled."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from playwright.sync_api import Browser, expect

from local.endpoints import Endpoints
from tests.e2e.js.scene import Scene
from tests.e2e.pages.visitor import Visitor, somebody


def test_the_statement_of_a_month_is_a_file_that_adds_up(visitor: Visitor, scene: Scene) -> None:
    visitor.visit("/trainer/dashboard")
    visitor.sign_in(scene.sale().trainer)
    with visitor.page.expect_download() as saved:
        visitor.page.get_by_role("button", name="Download the month").click()
    text = Path(saved.value.path()).read_bytes().decode("utf-8-sig")
    heads, *rows, total = csv.reader(io.StringIO(text))

    assert heads[:7] == ["Time (UTC)", "Kind", "Round", "Currency", "Amount", "Fee", "Net"]
    assert [row[1:7] for row in rows] == [["Sale", "Evening Stretch", "USD", "100.00", "3.00", "97.00"]]
    assert total[1:7] == ["Total", "", "USD", "100.00", "3.00", "97.00"]


def test_a_statement_is_exact_and_begins_no_formula(visitor: Visitor) -> None:
    movement = {
        "at": "2026-11-23T12:00:00Z", "kind": "payment", "title": '=HYPERLINK("x")', "currency": "usd",
        "amount": 10_010, "fee": 301, "net": 9_709, "id": "txn_1",
    }  # fmt: skip
    yen = {**movement, "title": "Round", "currency": "jpy", "amount": -500, "fee": 0, "net": -500}
    visitor.visit("/trainer/dashboard")
    text = visitor.page.evaluate(
        "async (rows) => (await import('/app/trainer/statement.js')).csv(rows)", [movement, movement, yen]
    )
    _, first, _, third, *totals = csv.reader(io.StringIO(text.removeprefix("\ufeff")))

    assert first[1:7] == ["Sale", '\'=HYPERLINK("x")', "USD", "100.10", "3.01", "97.09"]
    assert third[4:7] == ["-500", "0", "-500"]
    assert [row[3:7] for row in totals] == [["JPY", "-500", "0", "-500"], ["USD", "200.20", "6.02", "194.18"]]


def test_a_payout_whose_rows_do_not_add_up_is_not_saved(visitor: Visitor, scene: Scene) -> None:
    page = visitor.page
    payout = {
        "id": "po_1", "amount": 9_700, "currency": "usd", "status": "paid", "automatic": True,
        "createdAt": "2026-11-23T12:00:00Z", "arrivesAt": None, "problem": None,
    }  # fmt: skip
    page.route(
        "**/api/get-payouts",
        lambda route: route.fulfill(json={"payouts": [payout], "held": [], "schedule": None}),
    )
    page.route("**/api/get-statement", lambda route: route.fulfill(json={"movements": [], "payout": payout}))
    visitor.visit("/trainer/dashboard")
    visitor.sign_in(scene.person("trainer"))
    page.get_by_role("row", name="USD 97.00").get_by_role("button", name="Download").click()

    expect(page.get_by_role("alert").filter(has_text="do not add up to the payout")).to_be_visible()


def test_a_pool_is_paid_into_and_seen_filled_and_read_by_an_administrator(
    browser: Browser, where: Endpoints, visitor: Visitor, scene: Scene
) -> None:
    trainer, page = scene.trainer(), visitor.page
    challenge = scene.challenge(trainer)
    visitor.visit("/trainer/dashboard")
    visitor.sign_in(trainer)
    page.get_by_role("link", name="Pay in").click()
    page.get_by_label("Amount for the prizes").fill("100")
    page.get_by_role("button", name="Pay by card").click()
    visitor.type_card("4000002500003155")
    page.get_by_role("button", name="Pay USD").click()
    bank = page.frame_locator('iframe[title="3D Secure"]').frame_locator("#challengeFrame")
    bank.get_by_role("button", name="Complete").click()
    expect(page.get_by_text("The money is in the prize pool of Evening Stretch.")).to_be_visible()
    visitor.keep_picture("pool-paid")
    page.get_by_role("link", name="To my sales").click()
    page.get_by_role("button", name="Show the prize pool").click()

    pool = page.get_by_role("article", name="Evening Stretch")
    expect(pool.get_by_text("Filled")).to_be_visible()
    expect(pool.get_by_role("row", name="USD 100.00")).to_contain_text("Paid in")

    with somebody(browser, where, scene.administrator(), "/operator", "pool-read") as administrator:
        console = administrator.page
        console.get_by_label("Uid, e-mail address").fill(challenge)
        console.get_by_role("button", name="Find", exact=True).first.click()
        console.get_by_role("button", name="Show it line by line").click()
        shown = console.get_by_role("region", name="Prize pool")
        expect(shown.get_by_role("row", name="Paid in")).to_contain_text("USD 100.00")
        expect(shown.get_by_role("row", name=f"{trainer.uid} succeeded")).to_contain_text("USD 100.00")
