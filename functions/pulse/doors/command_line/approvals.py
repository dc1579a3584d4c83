"""Commands for acts that take two administrators: one requests, another approves, which does it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from pulse import backoffice
from pulse.backoffice import Act, ApproveAct, RequestAct
from pulse.doors.command_line import paragraphs
from pulse.doors.command_line.session import FOUND, As, Yes, session
from pulse.sales import RefundPolicy, RefundReason

Subject = Annotated[str, typer.Argument(help="The id of what it is about, such as a prize record's.")]
Reason = Annotated[str, typer.Option(help="Why; kept in the audit trail.")]


def approvals(context: typer.Context) -> None:
    """What waits for a second administrator, with the line that approves it."""
    with session(context) as now:
        found = backoffice.read_open_approvals(ports=now.ports)
        for one in found:
            now.say(paragraphs.approval(one))
        if not found:
            now.say("Nothing waits for a second administrator.")


def request(  # noqa: PLR0913, PLR0917 - one option for each term
    context: typer.Context,
    act: Annotated[Act, typer.Argument(help="What two administrators are to agree to.")],
    subject: Subject,
    reason: Reason = "",
    amount: Annotated[int | None, typer.Option(help="In cents: of a refund, or of a limit.")] = None,
    policy: Annotated[RefundPolicy, typer.Option(help="Who bears a refund.")] = RefundPolicy.PROPORTIONAL,
    refund_reason: Annotated[
        RefundReason, typer.Option(help="Stripe's reason for a refund.")
    ] = RefundReason.REQUESTED_BY_CUSTOMER,
    as_uid: As = None,
    yes: Yes = False,
) -> None:
    """Request an act that takes two administrators. You need to be one, by your Google account's address."""
    with session(context) as now:
        if not yes:
            now.would(
                f"request {act.value} on {escape(subject)}; nothing happens until another one approves it"
            )
            return
        command = RequestAct(
            act=act,
            subject_id=subject,
            actor=now.administrator(as_uid),
            reason=reason,
            amount=amount,
            policy=policy,
            refund_reason=refund_reason,
        )
        asked = backoffice.request_act(command, ports=now.ports)
        now.say(paragraphs.approval(asked))


def approve(
    context: typer.Context,
    act: Annotated[Act, typer.Argument(help="As in the request.")],
    subject: Subject,
    reason: Reason = "",
    as_uid: As = None,
    yes: Yes = False,
) -> None:
    """Approve what another administrator requested, and do it. Without --yes it shows what that is."""
    with session(context) as now:
        waiting = backoffice.find_open_approval(act, subject, ports=now.ports)
        if waiting is None:
            now.say(
                f"No open request of {act.value} on {escape(subject)}. `approvals` lists those there are."
            )
            raise typer.Exit(FOUND)
        now.say(paragraphs.approval(waiting))
        if not yes:
            now.would("approve this, which does it")
            return
        command = ApproveAct(act=act, subject_id=subject, actor=now.administrator(as_uid), reason=reason)
        done = backoffice.approve_act(command, ports=now.ports)
        now.say(f"[green]Approved[/green] and {escape(done.approval.status.value)}.")
