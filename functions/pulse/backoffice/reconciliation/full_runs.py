"""When everything is compared: once a day, and a run that dies at it takes no other with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.batches import due, mark, set_mark
from pulse.ports import Ports

FULL_EVERY = timedelta(hours=24)
FULL_OVERDUE = timedelta(hours=60)
"""Two full runs in a row did not come to their end."""
_ENDED, _BEGUN = "reconciledInFullAt", "fullReconcileBegunAt"


def full_is_due(*, ports: Ports) -> bool:
    """A function whose time was over says nothing: what was begun counts, or every hour would die so."""
    return due(_ENDED, FULL_EVERY, ports=ports) and due(_BEGUN, FULL_EVERY, ports=ports)


def last_full(*, ports: Ports) -> datetime | None:
    """When the last whole one began; None if there was none yet."""
    last = mark(_ENDED, ports=ports)
    return last if isinstance(last, datetime) else None


def full_is_overdue(*, ports: Ports) -> bool:
    last = last_full(ports=ports)
    return last is not None and ports.clock.now() - last > FULL_OVERDUE


def full_begun(at: datetime, *, ports: Ports) -> None:
    set_mark(_BEGUN, at, ports=ports)


def full_ended(begun_at: datetime, *, whole: bool, ports: Ports) -> None:
    """*whole*: no part of it failed; else the next run tries again."""
    if whole:
        set_mark(_ENDED, begun_at, ports=ports)
    else:
        set_mark(_BEGUN, None, ports=ports)
