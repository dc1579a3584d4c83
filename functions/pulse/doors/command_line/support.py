"""Commands that find a record and list what waits. Readable at 80 columns."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from pulse import backoffice
from pulse.backoffice import WORK_KINDS, Find, Match, WorkItem
from pulse.doors.command_line import tables
from pulse.doors.command_line.session import FOUND, session
from pulse.money import written


def find(context: typer.Context, query: str) -> None:
    """Find by uid, e-mail, username, prize, challenge, pi_, tr_, po_, re_, dp_ or acct_. It is audited."""
    with session(context) as now:
        matches = backoffice.find(Find(query, now.actor), ports=now.ports)
        if not matches:
            now.say(f"Nothing has the name {escape(query.strip())}. Names are compared letter by letter.")
            raise typer.Exit(FOUND)
        for one in matches:
            now.say(shown(one))


def shown(one: Match) -> str:
    """The first line names it, the others say how it stands and what else to look for."""
    amount = written(one.amount, one.currency) if one.amount is not None and one.currency else None
    state = ", ".join(filter(None, [amount, one.status, one.reason]))
    links = ", ".join(f"{link.kind} {link.id}" for link in one.links)
    further = [one.title, state, one.next_action, f"see: {links}" if links else None]
    lines = [f"  {escape(line)}" for line in further if line]
    return "\n".join([f"[bold]{one.kind.value} {escape(one.id)}[/bold]", *lines])


def work(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(help=", ".join(WORK_KINDS), show_default="all")] = None,
    cursor: Annotated[str | None, typer.Option(help="Where the page before ended.")] = None,
) -> None:
    """What waits for someone, oldest first: prizes by reason, approvals, refunds asked for, alerts ..."""
    with session(context) as now:
        page = backoffice.list_work(kind=kind, cursor=cursor, ports=now.ports)
        for one in page.items:
            now.say(waiting(one))
        if page.cursor:
            now.say(f"There is more: work {kind or ''} --cursor {page.cursor}")
        if not page.items:
            now.say("Nothing waits. Differences are as of the last reconciliation.")


def waiting(one: WorkItem) -> str:
    person = f", person {one.user_id}" if one.user_id else ""
    lines = [f"  {escape(line)}" for line in (one.sentence, one.next_step)]
    since = f"  since {tables.cell(one.since)}{escape(person)}"
    return "\n".join([f"[bold]{escape(one.kind)} {escape(one.subject)}[/bold]", since, *lines])
