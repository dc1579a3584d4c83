"""The commands, in the order in which an operator needs them."""

from __future__ import annotations

import typer

from pulse.doors.command_line import (
    act,
    admins,
    approvals,
    lists,
    look,
    migrate,
    people,
    pools,
    privacy,
    support,
    tax,
)

app = typer.Typer(
    name="pulse",
    help="Pulse's back office. Without --yes, commands that change something only show what they would do.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)

for command in (
    look.status,
    support.work,
    support.find,
    lists.prizes,
    lists.people,
    lists.challenges,
    look.explain,
    pools.pool,
    pools.pool_statement,
    approvals.approvals,
    approvals.request,
    approvals.approve,
    act.retry,
    act.release,
    act.pause_payouts,
    people.hold_person,
    act.sweep,
    act.reconcile,
    look.differences,
    act.replay_events,
    act.catch_up,
    look.verify_audit,
    look.check_invariants,
    act.rebuild_projections,
    tax.tax_report,
    privacy.export,
    privacy.erase,
):
    app.command()(command)

app.add_typer(admins.admins)
app.add_typer(migrate.migrate)
