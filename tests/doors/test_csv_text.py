"""A cell of a CSV is never a formula, and a reader gets back what was written."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.doors.wire.csv_text import amount_cell, csv_line, csv_text


def read(text):
    return next(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(begin):
    assert read(csv_line([f"{begin}HYPERLINK(1)"])) == [f"'{begin}HYPERLINK(1)"]


def test_a_number_of_ours_may_begin_with_a_minus():
    assert csv_line([amount_cell(-1_230, "usd"), amount_cell(500, "jpy"), -7, None, "a,b"]) == (
        '-12.30,500,-7,,"a,b"\r\n'
    )


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_what_is_written_is_read_again_and_begins_no_formula(cells):
    found = read(csv_line(cells)) if cells != [""] else [""]
    assert [cell.removeprefix("'") for cell in found] == [
        cell.replace("\r\n", "\r\n").removeprefix("'") for cell in cells
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in found)


def test_lines_follow_one_another():
    assert csv_text([("a",), ("b",)]) == "a\r\nb\r\n"
