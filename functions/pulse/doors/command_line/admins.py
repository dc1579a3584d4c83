"""Commands for who has power: administrators and support."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from pulse import backoffice
from pulse.backoffice import ChangeRole, Staff
from pulse.doors.command_line import tables
from pulse.doors.command_line.session import FOUND, Yes, session
from pulse.ports import StaffRole

admins = typer.Typer(name="admins", help="Who has power, and who gave it to them.", no_args_is_help=True)
Role = Annotated[StaffRole, typer.Option(help="Which power: support sees, an administrator acts.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the audit trail.")]


@admins.command("list")
def list_staff(context: typer.Context) -> None:
    """Everybody with power, first those to whom no record gives it."""
    with session(context) as now:
        staff = backoffice.list_staff(ports=now.ports)
        for one in staff:
            now.say(_shown(one))
        if not staff:
            now.say("Nobody has power: `admins grant UID` makes the first administrator.")
        if any(one.unrecorded for one in staff):
            raise typer.Exit(FOUND)


@admins.command()
def grant(
    context: typer.Context, user_id: str, role: Role = StaffRole.ADMIN, reason: Reason = "", yes: Yes = False
) -> None:
    """Give a person power. They sign in again, with a second factor. All administrators are told."""
    with session(context) as now:
        backoffice.require_sign_in(user_id, ports=now.ports)
        if not yes:
            now.would(f"make {escape(user_id)} {role.value}, and tell all administrators")
            return
        backoffice.grant_role(ChangeRole(user_id, role, now.actor, reason), ports=now.ports)
        now.say(f"{escape(user_id)} is {role.value} from their next sign-in on, with a second factor.")


@admins.command()
def revoke(
    context: typer.Context, user_id: str, role: Role = StaffRole.ADMIN, reason: Reason = "", yes: Yes = False
) -> None:
    """Take power away. The person's sign-ins end at once. All administrators are told."""
    with session(context) as now:
        backoffice.require_sign_in(user_id, ports=now.ports)
        if not yes:
            now.would(f"end the power of {escape(user_id)} as {role.value}, and all their sign-ins")
            return
        backoffice.revoke_role(ChangeRole(user_id, role, now.actor, reason), ports=now.ports)
        now.say(f"{escape(user_id)} is {role.value} no more. Their sign-ins have ended.")


def _shown(one: Staff) -> str:
    record = one.record
    lines = [f"[bold]{escape(one.user_id)}[/bold] {', '.join(one.roles)}"]
    if record is not None:
        lines.append(escape(f"  by {record.by} at {tables.cell(record.at)}: {record.reason}"))
    if one.unrecorded:
        lines.append(f"  [red]No record gives {', '.join(one.unrecorded)}: grant it, or revoke it.[/red]")
    return "\n".join(lines)
