"""Each person's year, gross, by form: once, apart from other years, and with nothing left out unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.backoffice.support.tax_report import CONTROL_TAX_REPORTS, tax_report
from pulse.backoffice.support.tax_thresholds import THRESHOLDS, Form, threshold_of
from pulse.errors import InvalidRequest
from pulse.ports.store import Query
from pulse.prizes import apply_transfer
from tests.backoffice.disturbed import put, tamper
from tests.people import audit_rows
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import World

ADMIN = "operator:ada@pulse.example"


def report(world, year=None):
    rows, missing = tax_report(year or world.clock.now().year, actor=ADMIN, ports=world.ports)
    return list(rows), missing


def line(row):
    return row.form.value, row.user_id, row.currency, row.gross, row.payments, row.taken_back


@pytest.fixture
def world():
    made = World()
    scene.funds(made, 10**6)
    return made


def wins(world, user_id, challenge_id, pool):
    record = scene.awarded(world, user_id, pool=pool, challenge_id=challenge_id)[0]
    scene.winner_account(world, user_id)
    return scene.pay(world, record).record


def test_a_persons_prizes_are_added_up_gross_and_apart_from_other_persons(world):
    for number in range(5):
        wins(world, "ada", f"ch_{number}", 40_000)
    wins(world, "bob", "ch_b", 10_000)
    scene.awarded(world, "cyn", challenge_id="ch_c")

    rows, missing = report(world)

    assert [line(row) for row in rows] == [
        ("1099-MISC", "ada", "usd", 200_000, 5, 0),
        ("1099-MISC", "bob", "usd", 10_000, 1, 0),
    ]
    assert [row.is_reached for row in rows] == [True, False]
    assert (missing.count, missing.paths) == (0, [])


def test_sales_are_a_form_of_their_own(world):
    wins(world, "ada", "ch", 10_000)
    sold = sales.sold(world)
    sales.refunded(world, sold, 2_500)

    rows, _ = report(world)

    price = world.store.get(f"payments/{sold}").fields["amount"]
    assert [line(row) for row in rows] == [
        ("1099-MISC", "ada", "usd", 10_000, 1, 0),
        ("1099-K", sales.TRAINER, "usd", price, 1, 2_500),
    ]


def test_another_year_has_other_prizes(world):
    wins(world, "ada", "ch_1", 10_000)
    first = world.clock.now().year
    world.clock.advance(days=366)
    wins(world, "ada", "ch_2", 20_000)

    assert [line(row) for row in report(world, first)[0]] == [("1099-MISC", "ada", "usd", 10_000, 1, 0)]
    assert [line(row) for row in report(world)[0]] == [("1099-MISC", "ada", "usd", 20_000, 1, 0)]


def test_a_prize_of_before_these_fields_counts_in_the_year_it_was_paid(world):
    record = wins(world, "ada", "ch", 10_000)
    tamper(world, record.path, taxYear=None, taxAmount=None, payerOfRecord=None)
    (row,) = report(world)[0]
    assert (line(row), row.payer) == (("1099-MISC", "ada", "usd", 10_000, 1, 0), "")


def test_what_was_taken_back_is_told_and_not_added(world):
    record = wins(world, "ada", "ch", 10_000)
    scene.take_back(world, record)
    apply_transfer(record.stripe_transfer_id, ports=world.ports)
    assert [line(row) for row in report(world)[0]] == [("1099-MISC", "ada", "usd", 0, 1, 10_000)]


def test_another_currency_is_not_compared_with_a_threshold_in_dollars(world):
    record = wins(world, "ada", "ch", 10_000)
    tamper(world, record.path, currency="eur")
    (row,) = report(world)[0]
    assert (row.currency, row.is_reached) == ("eur", None)


@pytest.mark.parametrize("damage", [{"taxYear": "2026"}, {"prizeAmount": "much"}, {"userId": 7}])
def test_a_document_that_cannot_be_read_is_named_and_hides_no_other(world, damage):
    bad = wins(world, "ada", "ch_1", 10_000)
    wins(world, "bob", "ch_2", 20_000)
    tamper(world, bad.path, **damage)

    rows, missing = report(world)

    assert [line(row) for row in rows] == [("1099-MISC", "bob", "usd", 20_000, 1, 0)]
    assert (missing.count, missing.paths) == (1, [bad.path])


def test_a_document_that_names_nobody_is_counted(world):
    put(world, "prizeRecords/nobody", {"status": "paid"})
    assert report(world)[1].count == 1


def test_who_asked_for_which_year_is_audited_before_anything_is_shown(world):
    tax_report(2026, actor=ADMIN, ports=world.ports)
    tax_report(2025, actor=ADMIN, ports=world.ports)

    stored = world.store.get(CONTROL_TAX_REPORTS).fields
    assert (stored["count"], stored["year"], stored["by"]) == (2, 2025, ADMIN)
    assert audit_rows(world, CONTROL_TAX_REPORTS) == ["tax_report.created"] * 2


@pytest.mark.parametrize("year", [1999, 2027, 0, -1])
def test_a_year_that_has_not_begun_is_refused_and_leaves_no_row(world, year):
    with pytest.raises(InvalidRequest) as refused:
        tax_report(year, actor=ADMIN, ports=world.ports)
    assert refused.value.facts == {"field": "year"}
    assert "2000 to 2026" in refused.value.message
    assert world.store.get(CONTROL_TAX_REPORTS) is None


class Watched:
    """The store, and the queries that it was asked."""

    def __init__(self, store):
        self._store, self.asked = store, []

    def __getattr__(self, name):
        return getattr(self._store, name)

    def query(self, query):
        self.asked.append(query)
        return self._store.query(query)


def test_it_reads_page_by_page_and_holds_one_person_at_a_time(world):
    for number, name in enumerate(("ada", "bob", "cyn")):
        wins(world, name, f"ch_{number}", 10_000)
    store = Watched(world.store)
    rows, _ = tax_report(2026, actor=ADMIN, ports=replace(world.ports, store=store), page=2)

    assert next(rows).user_id == "ada"
    assert [one.limit for one in store.asked if one.collection == "prizeRecords"] == [2]
    assert [row.user_id for row in rows] == ["bob", "cyn"]


@pytest.mark.parametrize(
    ("form", "year", "gross", "payments", "reached"),
    [
        (Form.MISC, 2025, 59_999, 1, False),
        (Form.MISC, 2025, 60_000, 1, True),
        (Form.MISC, 2026, 199_999, 9, False),
        (Form.MISC, 2026, 200_000, 1, True),
        (Form.MISC, 2027, 200_000, 1, True),
        (Form.K, 2026, 2_000_001, 200, False),
        (Form.K, 2026, 2_000_000, 201, False),
        (Form.K, 2026, 2_000_001, 201, True),
    ],
)
def test_a_threshold_is_reached_to_the_cent(form, year, gross, payments, reached):
    assert threshold_of(form, year).is_reached(gross, payments) is reached


@given(st.sampled_from(Form), st.integers(min_value=2000, max_value=2100))
def test_every_year_has_a_threshold_and_a_later_one_says_whose_it_is(form, year):
    found = threshold_of(form, year)
    last = THRESHOLDS[form][-1].through
    assert (found.through >= year) is (year <= last)
    assert year <= last or found is THRESHOLDS[form][-1]


def test_the_years_end_is_that_of_utc(world):
    record = wins(world, "ada", "ch", 10_000)
    late = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    tamper(world, record.path, taxYear=None, taxAmount=None, paidAt=late)
    assert [row.year for row in report(world, 2026)[0]] == [2026]
    assert len(world.store.query(Query("prizeRecords"))) == 1
