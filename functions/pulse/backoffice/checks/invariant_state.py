"""What the last nightly check of the invariants found: for the console, and for the command `status`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse.backoffice.checks.audit_state import NAMED_MAX, NIGHT_OVERDUE
from pulse.backoffice.checks.invariants import Violation
from pulse.batches import save_cursor
from pulse.ports import Ports

CURSOR = "invariantsChecked"


@dataclass(frozen=True, slots=True)
class InvariantState:
    checked_at: datetime
    """When the check began to read."""
    broken: int
    """Violations, as many as there are records that violate one."""
    named: tuple[str, ...]
    """The first of them, each with its record."""
    overdue: bool
    """Checked so long ago that a night was missed."""


def note_violations(found: Sequence[Violation], begun_at: datetime, *, ports: Ports) -> None:
    named = [f"{one.invariant} {one.subject}: {one.sentence}" for one in found[:NAMED_MAX]]
    save_cursor(CURSOR, {"at": begun_at, "broken": len(found), "named": named}, ports=ports)


def read_invariant_state(cursors: Mapping[str, Any], now: datetime) -> InvariantState | None:
    """None if they were never checked, or nobody can read when: then they count as not checked."""
    match cursors.get(CURSOR):
        case {"at": datetime() as at, "broken": int() as broken, "named": list() | tuple() as named}:
            return InvariantState(at, broken, tuple(map(str, named)), now - at > NIGHT_OVERDUE)
    return None
