"""Commands that take the first system's documents over, in the order in which an operator needs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from pulse.backoffice import migration
from pulse.backoffice.migration import (
    Choice,
    DecideDoubt,
    Finding,
    Kind,
    Line,
    Money,
    Sum,
    SumsChanged,
    Survey,
)
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
        now.say(f"Stripe was asked in {'LIVE' if now.ports.stripe.livemode else 'test'} mode.")
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


@migrate.command()
def begin(
    context: typer.Context,
    reason: Annotated[str, typer.Option(help="Why the sums are not those of the last beginning.")] = "",
    yes: Yes = False,
) -> None:
    """Store the sums that every later check compares with. Again after documents were corrected."""
    with session(context) as now:
        if not yes:
            now.would("store the sums that the steps and their check compare with")
            return
        try:
            begun = migration.begin(now.actor, reason=reason, ports=now.ports)
        except SumsChanged as changed:
            now.console.print(_comparison_table(changed.lines, "At the last beginning and now"))
            raise
        now.console.print(_sums_table(begun.survey.sums))
        if not begun.agrees:
            now.console.print(_comparison_table(begun.lines, "At the last beginning and now"))
        now.say("These sums are what `migrate check` expects.")


@migrate.command()
def step(
    context: typer.Context,
    kind: Kind,
    most: Annotated[int | None, typer.Option(min=1, help="Look at about so many documents.")] = None,
    yes: Yes = False,
) -> None:
    """Adopt what nothing speaks against. It may be interrupted, and repeated: nothing is adopted twice."""
    with session(context) as now:
        migration.read_begun(ports=now.ports)
        if not yes:
            now.would(f"adopt the {kind.value} that `migrate report` says can be adopted")
            return
        with now.progress() as progress:
            done = migration.take_step(kind, now.actor, most=most, ports=now.ports, progress=progress)
        end = "This step is done." if done.finished else "The next run continues here."
        now.say(f"{done.adopted} {kind.value} adopted, {done.doubtful} doubtful and left alone. {end}")
        _problems(done.problems, now)
        if done.problems or done.doubtful or not done.finished:
            raise typer.Exit(FOUND)


@migrate.command()
def check(context: typer.Context) -> None:
    """Compare the sums of all documents with those from before the first step."""
    with session(context) as now:
        compared = migration.compare_sums(ports=now.ports)
        now.console.print(_comparison_table(compared.lines))
        if compared.waiting:
            now.say(f"[red]{compared.waiting} can still be adopted:[/red] take the steps.")
        if compared.agrees:
            now.say("[green]Every sum is what it was, and what could be adopted is adopted.[/green]")
        else:
            raise typer.Exit(FOUND)


@migrate.command()
def undo(
    context: typer.Context,
    subject: Annotated[str | None, typer.Option(help="One document alone, by its path.")] = None,
    yes: Yes = False,
) -> None:
    """Make adopted documents what they were. Those that changed since stay as they are, and are named."""
    with session(context) as now:
        found = migration.find_undoable(subject=subject, ports=now.ports)
        if not yes:
            now.would(f"make {len(found)} documents what they were")
            return
        done = migration.undo(now.actor, subject=subject, ports=now.ports)
        now.say(f"{done.done} documents are what they were.")
        _problems(done.problems, now)
        if done.problems:
            raise typer.Exit(FOUND)


_DONE = {Choice.ADOPT: "adopted", Choice.LEAVE: "left as it is"}


def _sums_table(sums: Iterable[Sum]) -> Table:
    rows: list[Sequence[object]] = [(one.kind, one.verdict, one.documents, *_amounts(one)) for one in sums]
    return tables.table(
        "Documents of the first system", ["kind", "verdict", "documents#", "price#", "share#", "fee#"], rows
    )


def _comparison_table(lines: Iterable[Line], title: str = "Before the steps and now") -> Table:
    rows = [
        (line.kind, line.what, *_side(line, line.expected), *_side(line, line.now), _verdict(line))
        for line in lines
    ]
    heads = ["kind", "what", "expected#", "price#", "share#", "now#", "price#", "share#", ""]
    return tables.table(title, heads, rows)


def _side(line: Line, money: Money) -> Sequence[object]:
    documents, price, share, _ = money
    return (documents, *(_written(one, line.currency) if line.currency else None for one in (price, share)))


def _verdict(line: Line) -> str:
    return "ok" if line.agrees else "DIFFERS"


def _problems(problems: Sequence[str], now: Session) -> None:
    for one in problems:
        now.say(f"  [red]{escape(one)}[/red]")


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
