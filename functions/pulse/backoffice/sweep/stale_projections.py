"""Bring users' documents whose trigger was lost up to date with the prize records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from pulse.accounts import Role, project_account
from pulse.batches import BatchResult, TimeLimit, each, read_all, read_cursor, read_moment, save_cursor
from pulse.documents import read_users
from pulse.ports import Ports
from pulse.ports.paths import is_id
from pulse.ports.store import NO_FIELDS, Query
from pulse.prizes import project_winner

OVERLAP = timedelta(minutes=15)
"""Each sweep looks back this much further: clocks differ, and a function may commit just before it ends."""
_MARK = "projectedTo"
_UNDER_WAY = "projecting"


def project_changed(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """Project everybody whose prize records changed since the last sweep. Returns how many people.

    A person whose projection failed is tried again during the overlap, and by the daily reconciliation. If
    time is up, the next sweep continues with the people who were not reached.
    """
    now = ports.clock.now()
    last = read_moment(_MARK, ports=ports)
    after, started_at = _read_under_way(now, ports=ports)
    people, damaged = _find_changed(last - OVERLAP if last else None, ports=ports)
    left = [one for one in people if one > after]
    begun: list[str] = []
    result = damaged + each(_noting(left, begun), partial(_project, ports=ports), _name, limit=limit)
    if result.out_of_time:
        save_cursor(_UNDER_WAY, {"after": begun[-1], "startedAt": started_at}, ports=ports)
        return result
    # Move on even if a projection failed: it may always fail, and each sweep would look at more people.
    save_cursor(_MARK, started_at, ports=ports)
    if after:
        save_cursor(_UNDER_WAY, None, ports=ports)
    return result


def _read_under_way(now: datetime, *, ports: Ports) -> tuple[str, datetime]:
    """The last person that a run reached whose time was up, and when it began; or nobody, and *now*."""
    match read_cursor(_UNDER_WAY, ports=ports):
        case {"after": str() as after, "startedAt": datetime() as started_at} if started_at <= now:
            return after, started_at
    return "", now


def project_since(since: datetime | None, *, ports: Ports) -> BatchResult:
    """Project everybody whose prize records changed after *since*; None: everybody with a record."""
    people, damaged = _find_changed(since, ports=ports)
    return damaged + each(people, partial(_project, ports=ports), _name)


def _find_changed(since: datetime | None, *, ports: Ports) -> tuple[list[str], BatchResult]:
    """The people, and the records that name nobody."""
    changed = Query("prizeRecords", fields=["userId"])
    if since is not None:
        changed = Query(
            "prizeRecords",
            where=[("updatedAt", ">=", since)],
            order_by=[("updatedAt", "asc")],
            fields=["userId", "updatedAt"],
        )
    people: set[str] = set()
    damaged: list[str] = []
    for document in read_all(ports.store, changed):
        user_id = document.fields.get("userId")
        if isinstance(user_id, str) and is_id(user_id):
            people.add(user_id)
        else:
            damaged.append(f"{document.path}: record_damaged")
    return sorted(people), BatchResult(0, tuple(damaged))


def _noting(people: Iterable[str], begun: list[str]) -> Iterator[str]:
    for user_id in people:
        yield user_id
        begun.append(user_id)


def _name(user_id: str) -> str:
    return f"users/{user_id}"


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
