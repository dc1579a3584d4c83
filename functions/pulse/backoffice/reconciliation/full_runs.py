"""When everything is compared: once a day, and a full run that dies does not stop the hourly runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.batches import is_due, read_moment, save_cursor
from pulse.ports import Ports

FULL_EVERY = timedelta(hours=24)
FULL_OVERDUE = timedelta(hours=60)
"""Two full runs in a row did not finish."""
_ENDED, _BEGUN = "reconciledInFullAt", "fullReconcileBegunAt"


def is_full_due(*, ports: Ports) -> bool:
    """A run that runs out of time records no end, so its begin counts: else every hour would fail."""
    return is_due(_ENDED, FULL_EVERY, ports=ports) and is_due(_BEGUN, FULL_EVERY, ports=ports)


def read_last_full(*, ports: Ports) -> datetime | None:
    """When the last full run that succeeded began; None if there was none yet."""
    return read_moment(_ENDED, ports=ports)


def is_full_overdue(*, ports: Ports) -> bool:
    last = read_last_full(ports=ports)
    return last is not None and ports.clock.now() - last > FULL_OVERDUE


def record_full_begin(at: datetime, *, ports: Ports) -> None:
    save_cursor(_BEGUN, at, ports=ports)


def record_full_end(begun_at: datetime, *, whole: bool, ports: Ports) -> None:
    """*whole*: no part failed. Otherwise the next run is a full one again."""
    if whole:
        save_cursor(_ENDED, begun_at, ports=ports)
    else:
        save_cursor(_BEGUN, None, ports=ports)
