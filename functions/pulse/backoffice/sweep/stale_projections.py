"""Users' documents whose trigger was lost: what they show of prizes is brought up to the records."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.accounts import Role, project_account
from pulse.batches import BatchResult, each, read_all, read_cursor, save_cursor
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.prizes import project_winner

OVERLAP = timedelta(minutes=15)
"""Looked at again by the next sweep: clocks differ, and a commit may be as late as its function lives."""
_MARK = "projectedTo"


def project_changed(*, ports: Ports) -> BatchResult:
    """Everybody whose prize records changed since the last sweep. Answers how many people were looked at.

    A person whose turn failed has it again while the overlap lasts, and in each day's reconciliation.
    """
    now = ports.clock.now()
    last = read_cursor(_MARK, ports=ports)
    result = project_since(last - OVERLAP if isinstance(last, datetime) else None, ports=ports)
    # Past whoever cannot be shown, for ever perhaps: else every sweep would look at more than the one before.
    save_cursor(_MARK, now, ports=ports)
    return result


def project_since(since: datetime | None, *, ports: Ports) -> BatchResult:
    """Everybody whose prize records changed after *since*; None is everybody with a record."""
    changed = Query("prizeRecords")
    if since is not None:
        changed = Query("prizeRecords", where=[("updatedAt", ">=", since)], order_by=[("updatedAt", "asc")])
    people = {str(document.fields.get("userId")) for document in read_all(ports.store, changed)}
    return each(
        sorted(people), lambda user_id: _project(user_id, ports=ports), lambda user_id: f"users/{user_id}"
    )


def project_everybody(*, ports: Ports) -> BatchResult:
    """All users' documents, from the records. For an operator, after a mishap."""
    users = read_all(ports.store, Query("users"))
    return each(users, lambda user: rebuild(user.id, ports=ports), lambda user: user.path)


def rebuild(user_id: str, *, ports: Ports) -> int:
    """One person's document: prizes and accounts."""
    for role in Role:
        project_account(user_id, role, ports=ports)
    return _project(user_id, ports=ports)


def _project(user_id: str, *, ports: Ports) -> int:
    project_winner(user_id, ports=ports)
    return 1
