"""What the code writes: read from its syntax, so that no line is missed because no test came by."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pulse.alerts import AlertCause
from pulse.alerts import causes as alert_causes

ROOT = Path(__file__).parents[1]
CODE = ROOT / "functions" / "pulse"
ALWAYS = {"event", "message"}
CONTEXT = {"request_id", "operation", "user", "elapsed_seconds", "event_id", "attempt", "job"}
"""What the doors add to every line within them."""
EXAMPLES = {"sweep.{}_failed": "sweep.prizes_failed", "invariant.{}_broken": "invariant.I1_broken"}
"""One cause of each family."""
MADE_FROM_A_CAUSE = {
    "Alert(cause=self.word, severity=self.severity, message=message, **about)",
    (
        "Alert(cause=group.cause, severity=group.severity, message=group.message, "
        "subject=group.subjects[0] if group.subjects else None, announced=True)"
    ),
}
"""In the table itself, and in the heartbeat, which tells people again about a group."""


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text()) for path in sorted(CODE.rglob("*.py")))


def calls(*names: str) -> Iterator[ast.Call]:
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names:
                yield node


@cache
def fields_of_events() -> dict[str, set[str]]:
    """Event -> the fields that its lines have. An event that is a name is the constant of that name."""
    found: dict[str, set[str]] = {}
    for call in calls("write", "write_exception"):
        event = constant(call.args[0]) if call.args else None
        if event is not None:
            fields = {keyword.arg for keyword in call.keywords if keyword.arg}
            extra = {"stack_trace", "error"} if ast.unparse(call.func).endswith("exception") else set()
            found.setdefault(event, set()).update(fields | extra | ALWAYS | CONTEXT)
    return found


@cache
def constants() -> dict[str, str]:
    return {
        target.id: node.value.value
        for tree in trees()
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def constant(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return constants().get(node.id) if isinstance(node, ast.Name) else None


@cache
def causes() -> tuple[set[str], set[str]]:
    """All causes that the code raises, and calls that make an alert without one of the table's causes."""
    table = {name: cause for name, cause in vars(alert_causes).items() if isinstance(cause, AlertCause)}
    named = {
        node.attr
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "causes"
    }
    known = {EXAMPLES.get(cause.word, cause.word) for name, cause in table.items() if name in named}
    return known, {ast.unparse(call) for call in calls("Alert")} - MADE_FROM_A_CAUSE
