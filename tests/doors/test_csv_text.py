"""A cell of a CSV is never a formula, and a reader gets back what was written. Pages write the same cells."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.doors.wire.csv_text import amount_cell, csv_line, csv_text
from tests.web.node import evaluate

FORMULAS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CELLS = {
    **{f"{begin}HYPERLINK(1)": f"'{begin}HYPERLINK(1)" for begin in (*FORMULAS, "\t", "\r", "\n")},
    "  =1": "'  =1",
    # Excel in German and French ends a cell at a semicolon, and knows no quotation marks inside it.
    "Morning;=HYPERLINK(1)": "Morning;'=HYPERLINK(1)",
    "Morning; =1": "Morning;' =1",
    "a,b;+1": "a,b;'+1",
    "two\n=lines": "two\n'=lines",
    "two\t@columns": "two\t'@columns",
    "\t=1": "'\t'=1",
    "Yoga - at 7; bring 2+2 friends = fun": "Yoga - at 7; bring 2+2 friends = fun",
    "": "",
}


def read(text):
    return next(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(("cell", "written"), CELLS.items())
def test_a_text_that_may_begin_a_formula_gets_an_apostrophe(cell, written):
    assert read(csv_line([cell, "x"])) == [written, "x"]


def test_pages_write_the_same_cells():
    found = evaluate("csv-cell.js", f"{json.dumps(list(CELLS))}.map(m.cell)")

    assert [csv.reader(io.StringIO(f"{cell},x")).__next__()[0] for cell in found] == list(CELLS.values())


def test_a_number_of_ours_may_begin_with_a_minus():
    assert csv_line([amount_cell(-1_230, "usd"), amount_cell(500, "jpy"), -7, None, "a,b"]) == (
        '-12.30,500,-7,,"a,b"\r\n'
    )


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_what_is_written_is_read_again_and_begins_no_formula(cells):
    found = read(csv_line(cells)) if cells != [""] else [""]
    assert [cell.replace("'", "") for cell in found] == [cell.replace("'", "") for cell in cells]
    assert not any(cell.startswith((*FORMULAS, "\t", "\r", "\n")) for cell in found)


@given(st.lists(st.text(alphabet="=+-@;,\t\r\n \"'a"), min_size=1, max_size=4))
def test_no_part_begins_a_formula_where_semicolons_end_a_cell(cells):
    line = csv_line(cells).replace("\r", "\n")  # Python's reader takes no other end of a line
    for row in csv.reader(io.StringIO(line), delimiter=";"):
        assert not any(part.lstrip().startswith(FORMULAS) for part in row)


def test_lines_follow_one_another():
    assert csv_text([("a",), ("b",)]) == "a\r\nb\r\n"
