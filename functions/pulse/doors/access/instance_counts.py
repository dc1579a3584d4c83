"""Counts of the package `limits` in the memory of one instance, without a thread of their own.

The package's own storage starts a timer thread at almost every call. Here a call costs a look into a
dictionary, and counts whose time is over are dropped when there are too many.
"""

from __future__ import annotations

from threading import Lock

from limits.storage import Storage

from pulse.ports import Clock

COUNTS_MAX = 50_000
"""A few megabytes. In a flood from more addresses the oldest counts are forgotten first."""


class InstanceCounts(Storage):
    STORAGE_SCHEME = None

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._counts: dict[str, tuple[int, float]] = {}
        """By key, in order of their beginning: the count, and until when it holds."""
        self._lock = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return KeyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """The count including this hit."""
        now = self._clock.monotonic()
        with self._lock:
            count, until = self._counts.get(key, (0, 0.0))
            if until <= now:
                self._counts.pop(key, None)
                self._make_room(now)
                count, until = 0, now + expiry
            self._counts[key] = count + amount, until
            return count + amount

    def get(self, key: str) -> int:
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > self._clock.monotonic() else 0

    def get_expiry(self, key: str) -> float:
        _, until = self._counts.get(key, (0, 0.0))
        return self._clock.now().timestamp() + max(0.0, until - self._clock.monotonic())

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._lock:
            forgotten = len(self._counts)
            self._counts.clear()
            return forgotten

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)

    def _make_room(self, now: float) -> None:
        if len(self._counts) < COUNTS_MAX:
            return
        self._counts = {key: count for key, count in self._counts.items() if count[1] > now}
        while len(self._counts) >= COUNTS_MAX:
            del self._counts[next(iter(self._counts))]
