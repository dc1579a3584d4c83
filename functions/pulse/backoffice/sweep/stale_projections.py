"""Bring users' documents whose trigger was lost up to date with the prize records."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.accounts import Role, project_account
from pulse.batches import BatchResult, each, read_all, read_cursor, save_cursor
from pulse.documents import read_users
from pulse.ports import Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.prizes import project_winner

OVERLAP = timedelta(minutes=15)
"""Each sweep looks back this much further: clocks differ, and a function may commit just before it ends."""
_MARK = "projectedTo"


def project_changed(*, ports: Ports) -> BatchResult:
    """Project everybody whose prize records changed since the last sweep. Returns how many people.

    A person whose projection failed is tried again during the overlap, and by the daily reconciliation.
    """
    now = ports.clock.now()
    last = read_cursor(_MARK, ports=ports)
    result = project_since(last - OVERLAP if isinstance(last, datetime) else None, ports=ports)
    # Move on even if a projection failed: it may always fail, and each sweep would look at more people.
    save_cursor(_MARK, now, ports=ports)
    return result


def project_since(since: datetime | None, *, ports: Ports) -> BatchResult:
    """Project everybody whose prize records changed after *since*; None: everybody with a record."""
    changed = Query("prizeRecords")
    if since is not None:
        changed = Query("prizeRecords", where=[("updatedAt", ">=", since)], order_by=[("updatedAt", "asc")])
    people = {str(document.fields.get("userId")) for document in read_all(ports.store, changed)}
    return each(
        sorted(people), lambda user_id: _project(user_id, ports=ports), lambda user_id: f"users/{user_id}"
    )


def project_everybody(*, ports: Ports) -> BatchResult:
    """Rebuild all users' documents from the records. For an operator, after an incident."""
    users = read_users(ports.store, NO_FIELDS)
    return each(users, lambda user: rebuild(user.id, ports=ports), lambda user: user.path)


def rebuild(user_id: str, *, ports: Ports) -> int:
    """Rebuild one person's document: prizes and accounts."""
    for role in Role:
        project_account(user_id, role, ports=ports)
    return _project(user_id, ports=ports)


def _project(user_id: str, *, ports: Ports) -> int:
    project_winner(user_id, ports=ports)
    return 1
