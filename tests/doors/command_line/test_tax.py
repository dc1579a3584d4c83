"""The tax report on the command line: a line for every person, sums on the screen, and who asked."""

from __future__ import annotations

import csv
import io
import stat

import pytest

from pulse.backoffice.support.tax_thresholds import Form
from tests.backoffice.disturbed import tamper
from tests.backoffice.support.test_tax_report import wins
from tests.doors.command_line.terminal import PRINCIPAL, run
from tests.people import audit_rows
from tests.prizes import scene


@pytest.fixture
def paid_twice(world):
    scene.funds(world, 10**6)
    for number in range(5):
        wins(world, "ada", f"ch_{number}", 40_000)
    wins(world, "bob", "ch_bob", 10_000)
    return world


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_has_a_line_for_each_person_and_only_its_writer_reads_it(paid_twice, tmp_path):
    file = tmp_path / "tax.csv"

    told = run(paid_twice, "tax-report", "2026", str(file))

    assert told.code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file.open(newline="") as found:
        rows = list(csv.DictReader(found))
    assert [(row["form"], row["user id"], row["gross"], row["reached"]) for row in rows] == [
        ("1099-MISC", "ada", "2000.00", "yes"),
        ("1099-MISC", "bob", "100.00", "no"),
    ]
    assert {row["payer of record"] for row in rows} == {"platform"}
    assert "1099-MISC │ 2 │ 2100.00 USD │ 1" in told.text
    row = paid_twice.store.get("auditLog/control_taxReports_1").fields
    assert row["actor"] == f"operator:{PRINCIPAL}"
    assert "acct_" not in file.read_text()


def test_without_a_file_only_sums_and_the_first_who_reach_a_threshold_are_shown(paid_twice):
    told = run(paid_twice, "tax-report", "2026")
    assert told.code == 0
    assert "ada │ 2000.00 USD" in told.text
    assert "bob" not in told.text
    assert audit_rows(paid_twice, "control/taxReports") == ["tax_report.created"]


def test_a_dash_writes_the_lines_to_the_screen(paid_twice):
    rows = table(run(paid_twice, "tax-report", "2026", "-").output)
    assert [row["user id"] for row in rows] == ["ada", "bob"]


def test_a_name_that_begins_like_a_formula_is_a_text(paid_twice):
    record = scene.record_of(paid_twice, "bob", "ch_bob")
    tamper(paid_twice, record.path, payerOfRecord="=HYPERLINK(1)")
    rows = table(run(paid_twice, "tax-report", "2026", "-").output)
    assert [row["payer of record"] for row in rows] == ["platform", "'=HYPERLINK(1)"]


def test_a_year_without_a_known_threshold_says_whose_was_used(paid_twice, tmp_path):
    paid_twice.clock.advance(days=366)
    wins(paid_twice, "cyn", "ch_cyn", 10_000)

    told = run(paid_twice, "tax-report", "2027", str(tmp_path / "tax.csv"))

    assert f"The threshold of {Form.MISC} for 2027 is not known: that of 2026 was used." in told.text
    assert [row["threshold of"] for row in table((tmp_path / "tax.csv").read_text())] == ["2026"]


def test_what_cannot_be_read_is_named_and_the_command_fails(paid_twice, tmp_path):
    bad = scene.record_of(paid_twice, "bob", "ch_bob").path
    tamper(paid_twice, bad, prizeAmount="much")

    told = run(paid_twice, "tax-report", "2026", str(tmp_path / "tax.csv"))

    assert told.code == 1
    assert f"1 documents are not in this report: {bad}" in told.text
    assert [row["user id"] for row in table((tmp_path / "tax.csv").read_text())] == ["ada"]


def test_a_year_that_has_not_begun_is_refused(paid_twice):
    told = run(paid_twice, "tax-report", "2031")
    assert told.code == 3
    assert "the year must be one that has begun: 2000 to 2026" in told.text
    assert paid_twice.store.get("control/taxReports") is None
