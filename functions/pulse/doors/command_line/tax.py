"""The command that says what each person got in a year, for those who file forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pulse import backoffice
from pulse.backoffice import TaxRow, Unreported
from pulse.doors.command_line import tables
from pulse.doors.command_line.session import FOUND, Session, session
from pulse.doors.wire.csv_text import Cell, amount_cell, csv_line
from pulse.money import written

PRIVATE = 0o600
_SHOWN_MAX = 50
_HEAD: tuple[Cell, ...] = (
    "tax year", "form", "user id", "currency", "gross", "payments", "taken back", "threshold",
    "threshold of", "reached", "payer of record",
)  # fmt: skip


@dataclass(slots=True)
class Summary:
    """What is kept while the rows go by."""

    people: Counter[tuple[str, str]] = field(default_factory=Counter)
    reached: Counter[tuple[str, str]] = field(default_factory=Counter)
    gross: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[TaxRow] = field(default_factory=list)
    """The first who reach a threshold."""
    borrowed: set[tuple[str, int]] = field(default_factory=set)
    """Forms whose threshold is not known for the year, and the year that it is of."""

    def passing(self, rows: Iterable[TaxRow]) -> Iterator[TaxRow]:
        for row in rows:
            key = row.form.value, row.currency
            self.people[key] += 1
            self.gross[key] += row.gross
            self.reached[key] += row.is_reached is True
            if row.is_reached and len(self.shown) < _SHOWN_MAX:
                self.shown.append(row)
            if row.year > row.threshold.through:
                self.borrowed.add((row.form.value, row.threshold.through))
            yield row


def tax_report(
    context: typer.Context,
    year: int,
    file: Annotated[
        Path | None, typer.Argument(help="Where to write every person's line, as CSV; - for the screen.")
    ] = None,
) -> None:
    """What each person got in YEAR, gross, by form: prizes apart from sales. It is audited.

    Without FILE only sums are shown, and the first who reach a threshold.
    """
    with session(context) as now:
        rows, missing = backoffice.tax_report(year, actor=now.actor, ports=now.ports)
        summary = Summary()
        if file is not None and str(file) == "-":
            _write_to_screen(summary.passing(rows))
        else:
            _write(file, summary.passing(rows))
            _show(year, summary, now)
        _warn(year, summary, missing)
        if file is not None and str(file) != "-":
            now.say(f"Written to {file}, readable only by you.")
        if missing.count:
            raise typer.Exit(FOUND)


def _write(file: Path | None, rows: Iterator[TaxRow]) -> None:
    """Line by line: the report may be longer than what fits in memory."""
    if file is None:
        for _ in rows:
            pass
        return
    file.touch(mode=PRIVATE)
    file.chmod(PRIVATE)
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(csv_line(_HEAD))
        out.writelines(csv_line(_cells(row)) for row in rows)


def _write_to_screen(rows: Iterator[TaxRow]) -> None:
    typer.echo(csv_line(_HEAD), nl=False)
    for row in rows:
        typer.echo(csv_line(_cells(row)), nl=False)


def _cells(row: TaxRow) -> tuple[Cell, ...]:
    reached = {True: "yes", False: "no", None: "not compared"}[row.is_reached]
    return (
        row.year,
        row.form.value,
        row.user_id,
        row.currency,
        amount_cell(row.gross, row.currency),
        row.payments,
        amount_cell(row.taken_back, row.currency),
        amount_cell(row.threshold.cents, "usd"),
        min(row.year, row.threshold.through),
        reached,
        row.payer,
    )


def _show(year: int, summary: Summary, now: Session) -> None:
    sums = [
        (form, people, written(summary.gross[form, currency], currency), summary.reached[form, currency])
        for (form, currency), people in sorted(summary.people.items())
    ]
    now.console.print(tables.table(f"Tax year {year}", ["form", "people#", "gross#", "reach it#"], sums))
    if summary.shown:
        now.console.print(_people_table(summary))


def _people_table(summary: Summary) -> Table:
    more = sum(summary.reached.values()) - len(summary.shown)
    title = "Who reach a threshold" + (f" (and {more} more: give a FILE)" if more else "")
    return tables.table(
        title,
        ["form", "user", "gross#", "payments#", "threshold#"],
        [
            (
                row.form.value,
                row.user_id,
                written(row.gross, row.currency),
                row.payments,
                written(row.threshold.cents, "usd"),
            )
            for row in summary.shown
        ],
    )


def _warn(year: int, summary: Summary, missing: Unreported) -> None:
    """Beside the report, so that a table on the screen stays one."""
    for form, known in sorted(summary.borrowed):
        typer.echo(f"The threshold of {form} for {year} is not known: that of {known} was used.", err=True)
    if missing.count:
        named = ", ".join(missing.paths)
        typer.echo(f"{missing.count} documents are not in this report: {named}", err=True)
