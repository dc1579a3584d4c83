"""Commands about a person's data: export it, or erase it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pulse import backoffice
from pulse.backoffice import EraseUser, find_obstacles
from pulse.doors.command_line.session import FOUND, Yes, session

PRIVATE = 0o600


def export(context: typer.Context, user_id: str, file: Path) -> None:
    """Write everything that is known about a person to FILE. Give it only to that person. It is audited."""
    with session(context) as now:
        known = backoffice.export_my_data(user_id, ports=now.ports)
        backoffice.record_disclosure(user_id, "export", actor=now.actor, ports=now.ports)
        file.touch(mode=PRIVATE)
        file.chmod(PRIVATE)
        file.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n")
        now.say(f"Written to {file}, readable only by you.")


def erase(
    context: typer.Context,
    user_id: str,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")] = "",
    yes: Yes = False,
) -> None:
    """Erase a person. Records about money stay. Then delete their sign-in in Firebase Auth."""
    with session(context) as now:
        if found := find_obstacles(user_id, ports=now.ports):
            now.say("Money is on its way:\n" + "\n".join(found))
            raise typer.Exit(FOUND)
        if not yes:
            now.would("take profile, links, names and errors away")
            return
        command = EraseUser(user_id=user_id, actor=now.actor, reason=reason)
        erasure = backoffice.erase_user(command, ports=now.ports)
        now.say(f"{erasure.status}. Now delete the sign-in in Firebase Auth.")
