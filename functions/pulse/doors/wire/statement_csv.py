"""A pool's statement as a table for a spreadsheet."""

from __future__ import annotations

from pulse.doors.wire.csv_text import Cell, amount_cell, csv_text
from pulse.doors.wire.moments import iso
from pulse.pools import Statement, balances

_HEAD = ("at", "what", "amount", "held after", "currency", "reference", "about")


def statement_csv(found: Statement) -> str:
    """Its lines, oldest first, and their sum as the last one."""
    currency = found.currency
    rows: list[tuple[Cell, ...]] = [_HEAD]
    for line, held in balances(found.lines):
        sums = amount_cell(line.amount, currency), amount_cell(held, currency)
        rows.append((iso(line.at), line.term.value, *sums, currency, line.reference, line.subject))
    total = amount_cell(found.total, currency)
    rows.append((iso(found.at), "total", total, total, currency, None, f"prizePools/{found.challenge_id}"))
    return csv_text(rows)
