"""Commands that take the first system's documents over, in the order in which an operator needs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from rich.markup import escape

from pulse.backoffice import migration
from pulse.backoffice.migration import Choice, DecideDoubt, Finding, Sum, Survey
from pulse.doors.command_line import tables
from pulse.doors.command_line.session import FOUND, Session, Yes, session
from pulse.money import written

migrate = typer.Typer(name="migrate", help="Take over what the first system left.", no_args_is_help=True)


@migrate.command()
def report(context: typer.Context) -> None:
    """Judge every document of the first system, and ask Stripe what is true. Nothing is written."""
    with session(context) as now:
        with now.progress() as progress:
            found = migration.survey(ports=now.ports, progress=progress)
        now.console.print(_sums_table(found.sums))
        _list("Held: paid only if two administrators agree", found.held, now)
        _list("Doubtful: a person decides", found.doubtful, now)
        now.say(_conclusion(found))
        if found.doubtful:
            raise typer.Exit(FOUND)


@migrate.command()
def decide(
    context: typer.Context,
    subject: str,
    choice: Choice,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")] = "",
    yes: Yes = False,
) -> None:
    """Say what happens to a doubtful document: adopt it all the same, or leave it as it is."""
    with session(context) as now:
        if not yes:
            now.would(f"note that {escape(subject)} is to be {_DONE[choice]}")
            return
        command = DecideDoubt(subject=subject, choice=choice, reason=reason, actor=now.actor)
        migration.decide_doubt(command, ports=now.ports)
        now.say(f"{escape(subject)} is to be {_DONE[choice]}.")


_DONE = {Choice.ADOPT: "adopted", Choice.LEAVE: "left as it is"}


def _sums_table(sums: Iterable[Sum]) -> object:
    rows: list[Sequence[object]] = [(one.kind, one.verdict, one.documents, *_amounts(one)) for one in sums]
    return tables.table(
        "Documents of the first system", ["kind", "verdict", "documents#", "price#", "share#", "fee#"], rows
    )


def _amounts(one: Sum) -> Sequence[object]:
    if not one.currency:
        return (None, None, None)
    return tuple(_written(amount, one.currency) for amount in (one.price, one.share, one.fee))


def _written(amount: int, currency: str) -> str:
    """Of documents whose currency cannot be read, the number alone."""
    return written(amount, currency) if currency.isalpha() else f"{amount} {currency}"


def _list(title: str, found: Sequence[Finding], now: Session) -> None:
    if found:
        now.say(f"[bold]{title}[/bold]")
        for one in found:
            now.say(f"  {escape(one.subject)}: {one.why}. {escape(one.sentence)}")


def _conclusion(found: Survey) -> str:
    if found.doubtful:
        return (
            f"[red]{len(found.doubtful)} doubtful.[/red] Correct the documents, or say what happens to them: "
            "`migrate decide SUBJECT adopt|leave --reason WHY --yes`. The steps adopt the others."
        )
    return "[green]Nothing is doubtful.[/green]"
