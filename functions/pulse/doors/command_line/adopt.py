"""The command that adopts the first system's documents. It runs once, or again after it was interrupted."""

from __future__ import annotations

import typer

from pulse import backoffice
from pulse.doors.command_line.session import FOUND, Yes, session


def adopt_first_system(context: typer.Context, yes: Yes = False) -> None:
    """Complete the first system's payments, prize records and accounts, so that totals count them."""
    with session(context) as now:
        if not yes:
            found = backoffice.find_first_system(ports=now.ports)
            counts = f"{len(found.payments)} payments, {len(found.prizes)} prize records"
            now.would(f"adopt {counts} and {len(found.accounts)} accounts")
            return
        tally = backoffice.adopt_first_system(now.actor, ports=now.ports)
        now.say(f"{tally.done} documents adopted. {', '.join(tally.problems[:10])}")
        if tally.problems:
            raise typer.Exit(FOUND)
