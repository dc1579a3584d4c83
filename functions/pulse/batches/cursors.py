"""`control/sweep`: how far earlier sweeps came, so that no sweep has to look at everything.

Marks are hints: losing them costs a longer sweep, never a prize.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Merge, Query

SWEEP_MARKS = path("control", "sweep")


def mark(name: str, *, ports: Ports) -> Any:
    document = ports.store.get(SWEEP_MARKS)
    return document.fields.get(name) if document else None


def set_mark(name: str, value: Any, *, ports: Ports) -> None:
    ports.store.commit([Merge(SWEEP_MARKS, {name: value})])


def due(name: str, interval: timedelta, *, ports: Ports) -> bool:
    """Whether *name* was last marked *interval* ago or earlier, or never."""
    last = mark(name, ports=ports)
    return not isinstance(last, datetime) or ports.clock.now() - last >= interval


def next_page(name: str, query: Query, interval: timedelta, *, ports: Ports) -> list[Document]:
    """A page of *query* behind that of the last sweep; empty between two passes.

    A pass over everything begins *interval* after the one before began, at the earliest. The mark moves on
    before the page is worked on: one document that always fails does not hold up those behind it.
    """
    now = ports.clock.now()
    pass_ = mark(name, ports=ports) or {}
    after = pass_.get("after")
    if after is None and pass_ and now - pass_["startedAt"] < interval:
        return []
    size = query.limit or ports.settings.sweep_batch
    last = ports.store.get(path(query.collection, after)) if after else None
    found = ports.store.query(replace(query, limit=size, after=last))
    reached = found[-1].id if len(found) == size else None
    started_at = pass_["startedAt"] if last else now
    set_mark(name, {"after": reached, "startedAt": started_at}, ports=ports)
    return found


def in_turn(
    name: str, query: Query, interval: timedelta, *, whole: bool, seconds_max: float, ports: Ports
) -> Iterator[list[Document]]:
    """Page after page of the pass *name*, to its end or until the time is over: the next run goes on there.

    *whole*: every document has its turn, if the time lasts, wherever the last run stopped.
    """
    until = ports.clock.monotonic() + seconds_max
    passes = 2 if whole and under_way(name, ports=ports) else 1
    while passes and ports.clock.monotonic() < until:
        yield next_page(name, query, timedelta(0) if whole else interval, ports=ports)
        if not under_way(name, ports=ports):
            passes -= 1


def under_way(name: str, *, ports: Ports) -> bool:
    """Whether a pass has begun and not come to its end."""
    return bool((mark(name, ports=ports) or {}).get("after"))
