"""What the last check of all audit trails found: for the console, and for the command `status`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulse.backoffice.checks.audit_trail import TrailReport, verify_trails
from pulse.batches import save_cursor
from pulse.ports import Ports

CURSOR = "auditVerified"
NAMED_MAX = 10
"""Broken trails that are named. Behind the first, there is more to do than to read their names."""
NIGHT_OVERDUE = timedelta(hours=36)
"""One night was missed; some hours are for a long one."""


@dataclass(frozen=True, slots=True)
class AuditState:
    verified_at: datetime
    rows: int
    records: int
    broken: int
    """Trails that are not whole, and days whose heads were changed."""
    named: tuple[str, ...]
    """The first of them, each with its flaw."""
    overdue: bool
    """Verified so long ago that a night was missed."""


def verify_and_note(*, ports: Ports) -> TrailReport:
    """Verify every trail, and keep the result beside the cursors. *verified_at* is when reading began."""
    now = ports.clock.now()
    report = verify_trails(store=ports.store)
    named = [f"{one.subject}: {one.sentence}" for one in report.flaws[:NAMED_MAX]]
    found = {
        "at": now,
        "rows": report.rows,
        "records": report.records,
        "broken": len(report.flaws),
        "named": named,
    }
    save_cursor(CURSOR, found, ports=ports)
    return report


def read_audit_state(cursors: Mapping[str, Any], now: datetime) -> AuditState | None:
    """None if the trails were never verified, or nobody can read when: then they count as not verified."""
    match cursors.get(CURSOR):
        case {
            "at": datetime() as at,
            "rows": int() as rows,
            "records": int() as records,
            "broken": int() as broken,
            "named": list() | tuple() as named,
        }:
            return AuditState(at, rows, records, broken, tuple(map(str, named)), now - at > NIGHT_OVERDUE)
    return None
