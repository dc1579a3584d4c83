"""The command that finds a person, a record or an object of Stripe's. Readable at 80 columns."""

from __future__ import annotations

import typer
from rich.markup import escape

from pulse import backoffice
from pulse.backoffice import Find, Match
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
