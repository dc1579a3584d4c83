"""The console says first what nothing explains, and is green for nothing that was not compared."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.web.browser.console import OVERVIEW, Console
from tests.web.browser.site import Site

pytestmark = pytest.mark.thorough

LONG_AGO = "2020-01-01T02:00:00Z"
DIFFERENCES = [
    {"currency": "eur", "amount": 1, "differences": 1},
    {"currency": "usd", "amount": 123_456, "differences": 2},
]
NIGHT = OVERVIEW["invariants"]


def box(site: Site, **overview: Any) -> Locator:
    """The first thing that the console says; nothing of it is asked for by a click."""
    console = Console(site, "support")
    console.answer("get-overview", {**OVERVIEW, **overview})
    console.open()
    shown = site.page.locator(".console-top > section")
    expect(shown.get_by_role("heading")).to_be_visible()
    return shown


def test_after_a_fresh_comparison_nothing_is_wrong_and_nothing_unexplained(site: Site) -> None:
    shown = box(site)

    expect(shown.get_by_role("heading")).to_have_text("Nothing is wrong")
    expect(shown.get_by_role("definition").first).to_have_text("nothing")


def test_cents_that_nothing_explains_stand_first_by_currency(site: Site) -> None:
    shown = box(site, differences=3, unexplained=DIFFERENCES, overdrawn=["usd"], awardsNotRecorded=1)
    told = "Books and Stripe differ in 3 places: EUR 0.01 + USD 1,234.56 unexplained."

    expect(shown.get_by_role("listitem").first).to_have_text(told)
    expect(shown.get_by_role("definition").first).to_have_text("EUR 0.01 + USD 1,234.56")


@pytest.mark.parametrize(
    ("overview", "told", "figure"),
    [
        ({"comparedInFullAt": None}, "Books and Stripe were never compared in full.", "not compared"),
        ({"comparedInFullAt": LONG_AGO, "comparisonOverdue": True}, "hours ago, overdue", "not compared"),
        ({"invariants": None}, "The invariants were never checked", "nothing"),
        ({"invariants": {**NIGHT, "checkedAt": LONG_AGO, "overdue": True}}, "last checked on Jan", "nothing"),
        (
            {"invariants": {**NIGHT, "broken": 1, "named": ["I4 prizeRecords/one: paid twice"]}},
            "One thing that must always hold does not.",
            "nothing",
        ),
    ],
)
def test_what_was_not_compared_or_not_lately_is_a_fault(
    overview: dict[str, Any], told: str, figure: str, site: Site
) -> None:
    shown = box(site, **overview)

    expect(shown.get_by_role("heading")).to_have_text("Wrong now")
    expect(shown.get_by_role("listitem").first).to_contain_text(told)
    expect(shown.get_by_role("definition").first).to_have_text(figure)


def test_a_broken_invariant_is_named(site: Site) -> None:
    box(site, invariants={**NIGHT, "broken": 1, "named": ["I4 prizeRecords/one: paid twice"]})

    expect(site.page.get_by_role("region", name="Invariants")).to_contain_text(
        "I4 prizeRecords/one: paid twice"
    )


def test_an_old_comparison_is_named_with_its_age_in_hours(site: Site) -> None:
    site.page.clock.set_fixed_time("2026-11-28T02:00:00Z")
    shown = box(site, comparedInFullAt="2026-11-25T12:30:00Z", comparisonOverdue=True)

    expect(shown.get_by_role("listitem").first).to_have_text(
        "Books and Stripe were last compared in full 61 hours ago, overdue: that is due daily."
    )
