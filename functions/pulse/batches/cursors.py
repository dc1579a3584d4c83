"""`control/sweep`: how far earlier runs came and when they ran, so that no run has to look at everything.

Cursors are hints: losing them costs a longer run, never a prize. One that cannot be read counts as lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pulse.ports import Document, Ports
from pulse.ports.paths import is_segment, path
from pulse.ports.store import Merge, Query

CURSORS_PATH = path("control", "sweep")


def read_cursor(name: str, *, ports: Ports) -> Any:
    document = ports.store.get(CURSORS_PATH)
    return document.fields.get(name) if document else None


def save_cursor(name: str, value: Any, *, ports: Ports) -> None:
    ports.store.commit([Merge(CURSORS_PATH, {name: value})])


def is_due(name: str, interval: timedelta, *, ports: Ports) -> bool:
    """Whether the time saved as *name* is *interval* ago or more, or was never saved."""
    last = read_cursor(name, ports=ports)
    return not isinstance(last, datetime) or not _is_within(interval, last, ports=ports)


def read_moment(name: str, *, ports: Ports) -> datetime | None:
    """The time saved as *name*; None where there is none, or one that is still to come."""
    found = read_cursor(name, ports=ports)
    return found if isinstance(found, datetime) and found <= ports.clock.now() else None


def _is_within(interval: timedelta, moment: datetime, *, ports: Ports) -> bool:
    """A time that is further ahead than *interval* is nobody's: waiting for it would stop the work."""
    return abs(ports.clock.now() - moment) < interval


def take_page(name: str, query: Query, interval: timedelta, *, ports: Ports) -> list[Document]:
    """The page of *query* that follows the last run's; empty between two passes.

    A new pass begins no sooner than *interval* after the last one began. The cursor moves before the page is
    worked on, so one document that always fails does not hold up those behind it.
    """
    return take(name, query, interval, ports=ports).documents


@dataclass(frozen=True, slots=True)
class Taken:
    """A page, and where the cursor stood before."""

    documents: list[Document]
    before: dict[str, Any] | None


def take(name: str, query: Query, interval: timedelta, *, ports: Ports) -> Taken:
    """As *take_page*, for who may give the page back."""
    now = ports.clock.now()
    pass_ = _read_pass(name, ports=ports)
    before = {"after": pass_.after, "startedAt": pass_.started_at} if pass_ else None
    if pass_ is not None and pass_.after is None and _is_within(interval, pass_.started_at, ports=ports):
        return Taken([], before)
    size = query.limit or ports.settings.sweep_batch
    last = ports.store.get(path(query.collection, pass_.after)) if pass_ and pass_.after else None
    found = ports.store.query(replace(query, limit=size, after=last))
    reached = found[-1].id if len(found) == size else None
    started_at = pass_.started_at if pass_ and last else now
    save_cursor(name, {"after": reached, "startedAt": started_at}, ports=ports)
    return Taken(found, before)


def give_back(name: str, taken: Taken, *, ports: Ports) -> None:
    """Nothing could be done for anybody on the page: the next run takes it again."""
    save_cursor(name, taken.before, ports=ports)


def continue_after(name: str, document_id: str, *, ports: Ports) -> None:
    """Time was up within the page: the next run begins behind *document_id*, not behind the page."""
    pass_ = _read_pass(name, ports=ports)
    started_at = pass_.started_at if pass_ else ports.clock.now()
    save_cursor(name, {"after": document_id, "startedAt": started_at}, ports=ports)


def take_pages(
    name: str, query: Query, interval: timedelta, *, whole: bool, seconds_max: float, ports: Ports
) -> Iterator[list[Document]]:
    """Page after page of the pass *name*, to its end or until time is up; the next run continues there.

    *whole*: this run gets to every document if time allows, wherever the last run stopped.
    """
    until = ports.clock.monotonic() + seconds_max
    passes = 2 if whole and is_under_way(name, ports=ports) else 1
    while passes and ports.clock.monotonic() < until:
        yield take_page(name, query, timedelta(0) if whole else interval, ports=ports)
        if not is_under_way(name, ports=ports):
            passes -= 1


def is_under_way(name: str, *, ports: Ports) -> bool:
    """Whether a pass has begun and not reached its end."""
    pass_ = _read_pass(name, ports=ports)
    return pass_ is not None and pass_.after is not None


@dataclass(frozen=True, slots=True)
class _Pass:
    """*after*: the id of the last document that was looked at; None once the pass is at its end."""

    after: str | None
    started_at: datetime


def _read_pass(name: str, *, ports: Ports) -> _Pass | None:
    """None before the first pass, and where what is stored cannot be read: then a new pass begins."""
    match read_cursor(name, ports=ports):
        case {"startedAt": datetime() as started_at, "after": str() | None as after}:
            return _Pass(after if after and is_segment(after) else None, started_at)
    return None
