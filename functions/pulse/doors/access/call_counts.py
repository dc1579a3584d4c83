"""How many operations an instance answered and how many failed at our end, written once a minute.

Each instance has documents of its own, so none waits for another. What it counted after its last write ends
with it; failures are written sooner, so the share that is read is rather too high than too low.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from pulse import log
from pulse.errors import StoreUnavailable
from pulse.ports import Clock, Store
from pulse.ports.paths import path
from pulse.ports.store import Merge

WRITTEN_EVERY_SECONDS = 60
FAILED_WRITTEN_EVERY_SECONDS = 10
DOCUMENT_LASTS = timedelta(hours=1)
KEPT_FOR = timedelta(days=2)
"""A day is what is read."""


@dataclass(frozen=True, slots=True)
class _Counted:
    since: datetime
    calls: int
    failed: int


class CallCounts:
    """One per process. *instance* names it."""

    def __init__(self, store: Store, clock: Clock, instance: str) -> None:
        self._store = store
        self._clock = clock
        self._instance = instance
        self._lock = Lock()
        self._counted = _Counted(clock.now(), 0, 0)
        self._unwritten = _Counted(clock.now(), 0, 0)
        self._written_at: float | None = None

    def note(self, status: int) -> None:
        """An answer with this HTTP status. While the store is away, the next minute's write has it."""
        due = self._count(failed=status >= 500)
        if due is None:
            return
        counts = {"countedFrom": due.since, "calls": due.calls, "failed": due.failed}
        where = path("rateLimits", f"calls_{self._instance}_{int(due.since.timestamp())}")
        try:
            self._store.commit([Merge(where, {**counts, "expireAt": due.since + KEPT_FOR})])
        except StoreUnavailable as error:
            log.write("calls.not_counted", severity="WARNING", code=error.code)

    def _count(self, *, failed: bool) -> _Counted | None:
        """What is to be written now, if it is time."""
        with self._lock:
            self._turn_page()
            self._counted = _plus(self._counted, failed)
            self._unwritten = _plus(self._unwritten, failed)
            now = self._clock.monotonic()
            wait = FAILED_WRITTEN_EVERY_SECONDS if self._unwritten.failed else WRITTEN_EVERY_SECONDS
            if self._written_at is not None and now - self._written_at < wait:
                return None
            self._written_at = now
            self._unwritten = _Counted(self._counted.since, 0, 0)
            return self._counted

    def _turn_page(self) -> None:
        """After an hour a new document begins, with what the last write did not have."""
        now = self._clock.now()
        if now - self._counted.since >= DOCUMENT_LASTS:
            self._counted = self._unwritten = _Counted(now, self._unwritten.calls, self._unwritten.failed)


def _plus(counted: _Counted, failed: bool) -> _Counted:
    return _Counted(counted.since, counted.calls + 1, counted.failed + failed)
