"""What the code writes: read from its syntax, so that no line is missed because no test came by."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = ROOT / "functions" / "pulse"
ALWAYS = {"event", "message"}
CONTEXT = {"request_id", "operation", "user", "elapsed_seconds", "event_id", "attempt", "job"}
"""What the doors add to every line within them."""
EXPANDED = {
    "f'prize.{reason.value}'": tuple(
        f"prize.{reason}"
        for reason in ("awaiting_funds", "account_restricted", "account_rejected", "needs_review")
    ),
    "f'account_{after.state}'": ("account_rejected", "account_disconnected"),
    "f'sweep.{report.name}_failed'": ("sweep.prizes_failed",),
    "f'invariant.{invariant}'": ("invariant.I1",),
}
"""What causes that are put together come to."""
PASSED_ON = {"alert.cause", "group.cause", "cause"}
"""Causes that somebody else named: those are found where they are named, as arguments of `_alert`."""


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
    """All causes that the code raises, and the expressions that nobody knows what they come to."""
    known: set[str] = set()
    unknown: set[str] = set()
    for expression in _cause_expressions():
        named = ast.unparse(expression)
        if named in EXPANDED:
            known.update(EXPANDED[named])
        elif isinstance(expression, ast.IfExp):
            known.update(filter(None, map(constant, (expression.body, expression.orelse))))
        elif (value := constant(expression)) is not None:
            known.add(value)
        elif named not in PASSED_ON:
            unknown.add(named)
    return known, unknown


def _cause_expressions() -> Iterator[ast.expr]:
    for call in calls("Alert"):
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "cause")
    for call in calls("_alert"):
        yield from (one for one in call.args[1:2] if isinstance(one, ast.Constant | ast.JoinedStr))
