"""Commands that change something. Each shows what it would do, and does it with `--yes`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape

from pulse import backoffice
from pulse.backoffice import ReconcileReport
from pulse.doors.command_line import tables
from pulse.doors.command_line.session import FOUND, Session, Yes, session
from pulse.inbox import ReplayFilter, find_matching_events
from pulse.inbox import catch_up as fetch_lost_events
from pulse.inbox import replay as replay_events_chosen
from pulse.money import written
from pulse.ports.store import Query
from pulse.prizes import (
    PayPrize,
    PrizeAct,
    PrizeStatus,
    Reader,
    ReleaseStopped,
    find_stopped,
    pay_when_asked,
    release_prize,
    release_stopped,
)
from pulse.prizes import pause_payouts as move_switch

Hours = Annotated[float | None, typer.Option(help="How far back, in hours.")]


def retry(
    context: typer.Context,
    prize_record_id: str,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")] = "",
    yes: Yes = False,
) -> None:
    """Pay a prize now, by the usual protocol. A prize that stopped for review needs a --reason."""
    with session(context) as now:
        seen = backoffice.explain_prize(prize_record_id, ports=now.ports)
        now.say(seen.answer)
        stopped = seen.record.status is PrizeStatus.FAILED
        if seen.record.status in {PrizeStatus.REVERSED, PrizeStatus.CANCELED}:
            raise typer.Exit(FOUND)
        if seen.record.settled and not stopped:
            return
        if not yes:
            now.would("release it and pay it" if stopped else "look up what was sent, and pay it")
            return
        if stopped:
            if not reason:
                raise typer.BadParameter("releasing a prize that stopped for review needs a --reason")
            release_prize(PrizeAct(prize_record_id, now.actor, reason), ports=now.ports)
        outcome = pay_when_asked(PayPrize(prize_record_id, now.actor), ports=now.ports)
        now.say(f"Now {outcome.record.status}, {outcome.record.reason or 'nothing to do'}.")
        if sentence := outcome.record.next_action_for(Reader.OPERATOR):
            now.say(escape(sentence))
        if outcome.record.next_check_at is not None:
            now.say(f"It is looked at again at {tables.cell(outcome.record.next_check_at)}.")
        if outcome.record.status is not PrizeStatus.PAID:
            raise typer.Exit(FOUND)


def release(
    context: typer.Context,
    code: Annotated[str, typer.Option(help="Stripe's code in the alert, as currency_not_supported.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")] = "",
    yes: Yes = False,
) -> None:
    """Release all prizes that a refusal with this code stopped. What was sent is looked up first."""
    with session(context) as now:
        stopped = find_stopped(code, ports=now.ports)
        for record in stopped:
            now.say(f"{record.id}: {written(record.winner_amount, record.currency)} for {record.user_id}")
        if not yes:
            now.would(f"release {len(stopped)} prizes")
            return
        if not reason.strip():
            raise typer.BadParameter("releasing prizes that stopped for review needs a --reason")
        result = release_stopped(ReleaseStopped(code, now.actor, reason), ports=now.ports)
        now.say(f"{result.done} released. {', '.join(result.problems[:10])}")
        if result.problems:
            raise typer.Exit(FOUND)


def pause_payouts(
    context: typer.Context,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")] = "",
    restored: Annotated[
        bool, typer.Option("--restored", help="The database was restored: look each older prize up first.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Stop every transfer within a minute. Two administrators end it: `request resume-payouts payouts`."""
    with session(context) as now:
        if not yes:
            now.would("stop every transfer within a minute, until two administrators resume them")
            return
        if not reason.strip():
            raise typer.BadParameter("pausing payouts needs a --reason")
        move_switch(paused=True, actor=now.actor, reason=reason, restored=restored, ports=now.ports)
        now.say("Payouts are PAUSED. Within a minute nothing more is sent; what was sent is still recorded.")


def sweep(context: typer.Context, yes: Yes = False) -> None:
    """Find what was not enqueued, reported or woken up. The schedule does the same every few minutes."""
    with session(context) as now:
        if not yes:
            now.console.print(tables.figures_table(backoffice.read_overview(ports=now.ports)))
            now.would("run every step of the sweep")
            return
        with now.progress() as progress:
            report = backoffice.sweep(ports=now.ports, progress=progress)
        now.console.print(tables.sweep_table(report))
        if not report.clean:
            raise typer.Exit(FOUND)


def reconcile(
    context: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Everything since the beginning.")] = False,
    yes: Yes = False,
) -> None:
    """Compare books and Stripe to the cent. With --yes also repair, store and alert."""
    with session(context) as now:
        with now.progress() as progress:
            run = backoffice.reconcile if yes else backoffice.compare
            report = run(ports=now.ports, full=full, progress=progress)
        _show(report, now)
        if not yes:
            now.would("book what is missing and store the differences")
        if not report.clean:
            raise typer.Exit(FOUND)


def replay_events(
    context: typer.Context,
    event_id: Annotated[str | None, typer.Option(help="Only this event.")] = None,
    event_type: Annotated[str | None, typer.Option("--type", help="Only this type.")] = None,
    hours: Hours = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False,
    yes: Yes = False,
) -> None:
    """Handle stored events again. This is harmless: each fetches its object from Stripe again."""
    with session(context) as now:
        since = now.ports.clock.now() - timedelta(hours=hours) if hours is not None else None
        chosen = ReplayFilter(event_id=event_id, type=event_type, since=since, failed_only=failed)
        if not yes:
            now.would(f"replay {len(find_matching_events(chosen, ports=now.ports))} events")
            return
        now.say(f"{replay_events_chosen(chosen, ports=now.ports)} events are handled again.")


def catch_up(
    context: typer.Context,
    hours: Hours = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="Every connected account.")] = False,
    yes: Yes = False,
) -> None:
    """Fetch from Stripe's list the events that never arrived. Stripe keeps events for 30 days."""
    with session(context) as now:
        if not yes:
            now.would("fetch and store the events that are missing here")
            return
        since = now.ports.clock.now() - timedelta(hours=hours) if hours is not None else None
        caught = fetch_lost_events(ports=now.ports, since=since, every_account=everyone)
        now.say(f"{caught.events} events were new; {caught.accounts} connected accounts were checked.")
        if caught.problems:
            now.say(f"[red]{', '.join(caught.problems[:10])}[/red]")
            raise typer.Exit(FOUND)


def rebuild_projections(
    context: typer.Context,
    user: Annotated[str | None, typer.Option(help="Only this person's document.")] = None,
    yes: Yes = False,
) -> None:
    """Rebuild what users' documents show about prizes and accounts from the records."""
    with session(context) as now:
        if not yes:
            count = 1 if user else now.ports.store.totals(Query("users")).count
            now.would(f"rebuild {count} users' documents")
            return
        if user:
            backoffice.rebuild(user, ports=now.ports)
            now.say("Rebuilt.")
            return
        tally = backoffice.project_everybody(ports=now.ports)
        now.say(f"{tally.done} rebuilt. {', '.join(tally.problems[:10])}")
        if tally.problems:
            raise typer.Exit(FOUND)


def _show(report: ReconcileReport, now: Session) -> None:
    if report.problems:
        now.say("[red]Not everything was compared:[/red]")
    for line in (*report.problems, *(f"edited outside this system: {one}" for one in report.edited)):
        now.say(f"[red]{escape(line)}[/red]")
    if report.differences:
        now.console.print(tables.differences_table(report.differences))
    if report.clean and report.movements == report.accounts == 0:
        now.say("[yellow]There was nothing to compare.[/yellow]")
    elif report.clean:
        now.say("[green]Books and Stripe agree.[/green]")
    now.say(f"{report.movements} movements and {report.accounts} people compared,")
    now.say(f"{report.repaired} movements booked, {report.closed} differences closed.")
