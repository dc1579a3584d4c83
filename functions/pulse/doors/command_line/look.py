"""Commands that only read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.markup import escape

from pulse import backoffice
from pulse.alerts import HEARTBEAT, read_recent_alerts, read_silence
from pulse.backoffice import Difference
from pulse.doors.command_line import paragraphs, tables
from pulse.doors.command_line.session import FOUND, Session, session
from pulse.ports.store import Query


def status(context: typer.Context) -> None:
    """What is wrong first: differences, alerts of the last day, unpaid prizes; then metrics and figures."""
    with session(context) as now:
        seen = backoffice.read_overview(ports=now.ports)
        alerts = [one for one in read_recent_alerts(ports=now.ports) if one.cause != HEARTBEAT]
        if seen.paused:
            now.say("[red]Payouts are PAUSED. Two administrators resume them (`resume-payouts`).[/red]")
        if not seen.prizes_approved:
            now.say(
                "[red]Stripe has not approved prizes, so nobody can pay into a pool"
                " (STRIPE_PRIZE_APPROVAL).[/red]"
            )
        _section("Nobody is told", filter(None, [read_silence(ports=now.ports)]), now)
        _section("Books and Stripe are not compared", filter(None, [seen.comparison.doubt]), now)
        _section("Books and Stripe differ", paragraphs.differences(seen.comparison), now)
        broken = seen.audit.named if seen.audit else ()
        _section("Audit trails that are not whole: pause payouts", map(escape, broken), now)
        violations = seen.invariants.named if seen.invariants else ()
        _section("Invariants that do not hold", map(escape, violations), now)
        _section("The nightly check did not run", paragraphs.missed_nights(seen), now)
        _section("Alerts of the last day", map(paragraphs.alert, alerts), now)
        _section("Prizes that are not paid", map(paragraphs.unpaid, seen.unpaid), now)
        now.console.print(tables.metrics_table(backoffice.read_metrics(ports=now.ports)))
        now.console.print(tables.figures_table(seen))
        now.console.print(tables.own_money_table(seen))


def _section(title: str, found: Iterable[str], now: Session) -> None:
    """Nothing where nothing was found."""
    if lines := list(found):
        now.say("\n".join([f"[red]{title}[/red]", *lines, ""]))


def explain(context: typer.Context, prize_record_id: str) -> None:
    """Why a prize is not paid: its state, the account, what Stripe has, and its history."""
    with session(context) as now:
        seen = backoffice.explain_prize(prize_record_id, ports=now.ports)
        now.say(f"[bold]{seen.answer}[/bold]")
        now.console.print(tables.prize_table(seen))
        now.console.print(tables.timeline_table(seen))
        if seen.history.flaw is not None:
            now.say(f"[red]Do not believe this history: {seen.history.flaw.sentence}.[/red]")
            raise typer.Exit(FOUND)


def differences(
    context: typer.Context,
    closed: Annotated[bool, typer.Option("--closed", help="Also those that no longer exist.")] = False,
) -> None:
    """Where the books and Stripe differ, with a suspected cause and what to do."""
    with session(context) as now:
        found = backoffice.read_open_differences(ports=now.ports)
        if closed:
            found = [Difference.of(document) for document in now.ports.store.query(Query("differences"))]
        if not found:
            now.say(_as_compared(now))
            return
        now.console.print(tables.differences_table(found))
        if any(one.status == "open" for one in found):
            raise typer.Exit(FOUND)


def _as_compared(now: Session) -> str:
    """What the absence of differences is worth: they are stored by the last comparison."""
    seen = backoffice.read_comparison(ports=now.ports)
    if seen.unreadable:
        return f"[red]Differences that cannot be read: {escape(', '.join(seen.unreadable))}.[/red]"
    if seen.doubt is not None:
        return f"[red]No difference is stored, but {seen.doubt[0].lower()}{seen.doubt[1:]}[/red]"
    at = tables.cell(seen.at)
    return f"[green]Books and Stripe agreed[/green] when they were last compared in full: {at}."


def verify_audit(
    context: typer.Context,
    subject: Annotated[
        str, typer.Argument(help="A record's path, such as prizeRecords/{id}. Default: all.")
    ] = "",
) -> None:
    """Whether the audit trails are complete and unchanged; names the first bad row of each that is not."""
    with session(context) as now:
        if subject:
            backoffice.require_known(subject, store=now.ports.store)
            flaw = backoffice.verify_audit(subject, store=now.ports.store)
            flaws = [flaw] if flaw else []
        else:
            flaws = backoffice.verify_all(store=now.ports.store)
        if not flaws:
            now.say("[green]Every row is as it was written.[/green]")
            return
        now.console.print(tables.flaws_table(flaws))
        raise typer.Exit(FOUND)


def check_invariants(
    context: typer.Context,
    settled: Annotated[
        bool, typer.Option("--settled", help="Also those that hold only when nothing is left to do.")
    ] = False,
) -> None:
    """Whether the invariants hold for all records and everything at Stripe; also open differences."""
    with session(context) as now:
        ports = now.ports
        found = backoffice.check(
            store=ports.store, stripe=ports.stripe, now=ports.clock.now(), settled=settled
        )
        differences = backoffice.read_open_differences(ports=ports)
        if found:
            now.console.print(tables.violations_table(found))
        if differences:
            now.console.print(tables.differences_table(differences))
        if found or differences:
            raise typer.Exit(FOUND)
        now.say(f"[green]All invariants hold.[/green] {_as_compared(now)}")
