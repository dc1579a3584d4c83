"""The command that stops a person's sales and prizes."""

from __future__ import annotations

from typing import Annotated

import typer

from pulse import backoffice
from pulse.backoffice import HoldPerson
from pulse.doors.command_line.session import Yes, session


def hold_person(
    context: typer.Context,
    user_id: str,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")] = "",
    yes: Yes = False,
) -> None:
    """Stop a person's sales and prizes. Two administrators end it: `request release_person UID`."""
    with session(context) as now:
        if not yes:
            now.would("cancel the open payments for their rounds, sell no more and send no prize of theirs")
            return
        if not reason.strip():
            raise typer.BadParameter("putting a person on hold needs a --reason")
        hold = backoffice.hold_person(HoldPerson(user_id, now.actor, reason), ports=now.ports)
        now.say(
            f"On hold since {hold.at:%Y-%m-%d %H:%M}Z, by {hold.by}. No sale is made and no prize is sent."
        )
