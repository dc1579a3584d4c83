"""Lines of CSV that a spreadsheet takes as text and numbers, never as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from pulse.money import as_number

Cell: TypeAlias = str | int | None
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""At the beginning of a cell (owasp.org/www-community/attacks/CSV_Injection)."""


def csv_line(cells: Sequence[Cell]) -> str:
    """With the line's end (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerow([_safe(cell) for cell in cells])
    return text.getvalue()


def csv_text(lines: Iterable[Sequence[Cell]]) -> str:
    return "".join(map(csv_line, lines))


class Number(str):
    """A text of our own that is a number: it may begin with a minus."""

    __slots__ = ()


def amount_cell(amount: int, currency: str) -> Number:
    return Number(as_number(amount, currency))


def _safe(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | Number):
        return str(cell)
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell
