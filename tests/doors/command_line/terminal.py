"""An operator at a terminal."""

from __future__ import annotations

from types import SimpleNamespace

from typer.testing import CliRunner

from pulse.doors.command_line import app
from pulse.doors.command_line.session import Terminal
from pulse.ports.store import Query

PRINCIPAL = "ada@pulse.example"


def run(world, *arguments, ports=None):
    terminal = Terminal(ports or world.ports, lambda: PRINCIPAL)
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, arguments, obj=terminal)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    output = result.output
    return SimpleNamespace(code=result.exit_code, text=" ".join(output.split()), output=output)


def everything(world):
    """Each stored document's version: equal when nothing was written."""
    collections = ["prizeRecords", "awards", "users", "payments", "journal", "auditLog", "differences"]
    collections += [
        "control",
        "personHolds",
        "stripeEvents",
        "winnerStripeConnect",
        "stripeConnect",
        "auditHeads",
    ]
    return {d.path: d.version for name in collections for d in world.store.query(Query(name))}
