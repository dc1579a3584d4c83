"""Lines of CSV that a spreadsheet takes as text and numbers, never as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from pulse.money import as_number

Cell: TypeAlias = str | int | None
_FORMULA = r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]"
"""What begins one (owasp.org/www-community/attacks/CSV_Injection); the last four are wide forms."""
_INSIDE = re.compile(rf"[;\t\r\n](?={_FORMULA})")
"""After what a spreadsheet of another language takes for the end of a cell or of a line."""
_AT_FIRST = re.compile(rf"^(?=[\t\r\n]|{_FORMULA})")


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
    return _AT_FIRST.sub("'", _INSIDE.sub(r"\g<0>'", cell))
