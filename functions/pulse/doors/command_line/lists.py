"""Commands that list prizes, people and challenges, what is wrong first. Readable at 80 columns."""

from __future__ import annotations

from typing import Annotated

import typer

from pulse import backoffice
from pulse.backoffice import Listed
from pulse.doors.command_line.session import Session, session
from pulse.doors.command_line.support import shown

Option = str | None


def prizes(
    context: typer.Context,
    user: Annotated[Option, typer.Option(help="Only this winner's, also settled ones.")] = None,
    challenge: Annotated[Option, typer.Option(help="Only this challenge's, also settled ones.")] = None,
    reason: Annotated[Option, typer.Option(help="Only those that wait for this reason.")] = None,
) -> None:
    """Prizes that are not paid or were taken back, each with why, who must act, and its id."""
    with session(context) as now:
        _show(
            backoffice.list_prizes(user_id=user, challenge_id=challenge, reason=reason, ports=now.ports), now
        )


def people(
    context: typer.Context,
    state: Annotated[Option, typer.Option(help="Only accounts in this state, such as active.")] = None,
) -> None:
    """People on hold, and accounts that cannot be paid, the worst first. `find` shows names."""
    with session(context) as now:
        _show(backoffice.list_people(state=state, ports=now.ports), now)


def challenges(
    context: typer.Context,
    owner: Annotated[Option, typer.Option(help="Only those of this trainer.")] = None,
    status: Annotated[Option, typer.Option(help="Only those with this status, such as active.")] = None,
) -> None:
    """Challenges, those whose terms cannot be read first."""
    with session(context) as now:
        _show(backoffice.list_challenges(owner_id=owner, status=status, ports=now.ports), now)


def _show(listed: Listed, now: Session) -> None:
    for one in listed.matches:
        now.say(shown(one))
    if not listed.matches:
        now.say("There are none.")
    if listed.more:
        now.say(f"There are more than these {len(listed.matches)}; narrow the list by an option.")
