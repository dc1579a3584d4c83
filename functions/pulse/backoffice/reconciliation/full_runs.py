"""When everything is compared: once a day, and a run that dies at it takes no other with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.batches import is_due, read_cursor, save_cursor
from pulse.ports import Ports

FULL_EVERY = timedelta(hours=24)
FULL_OVERDUE = timedelta(hours=60)
"""Two full runs in a row did not come to their end."""
_ENDED, _BEGUN = "reconciledInFullAt", "fullReconcileBegunAt"


def is_full_due(*, ports: Ports) -> bool:
    """A function whose time was over says nothing: what was begun counts, or every hour would die so."""
    return is_due(_ENDED, FULL_EVERY, ports=ports) and is_due(_BEGUN, FULL_EVERY, ports=ports)


def read_last_full(*, ports: Ports) -> datetime | None:
    """When the last whole one began; None if there was none yet."""
    last = read_cursor(_ENDED, ports=ports)
    return last if isinstance(last, datetime) else None


def is_full_overdue(*, ports: Ports) -> bool:
    last = read_last_full(ports=ports)
    return last is not None and ports.clock.now() - last > FULL_OVERDUE


def record_full_begin(at: datetime, *, ports: Ports) -> None:
    save_cursor(_BEGUN, at, ports=ports)


def record_full_end(begun_at: datetime, *, whole: bool, ports: Ports) -> None:
    """*whole*: no part of it failed; else the next run tries again."""
    if whole:
        save_cursor(_ENDED, begun_at, ports=ports)
    else:
        save_cursor(_BEGUN, None, ports=ports)
