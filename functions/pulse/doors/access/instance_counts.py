"""Counts of calls in the memory of one instance, without a thread of their own.

A call costs a look into a dictionary, and counts whose time is over are dropped when there are too many.
"""

from __future__ import annotations

from threading import Lock

from pulse.ports import Clock

COUNTS_MAX = 50_000
"""A few megabytes. In a flood from more addresses the oldest counts are forgotten first."""


class InstanceCounts:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: dict[str, tuple[int, float]] = {}
        """By key, in order of their beginning: the count, and until when it holds."""
        self._lock = Lock()

    def incr(self, key: str, expiry: int) -> int:
        """The count including this hit."""
        now = self._clock.monotonic()
        with self._lock:
            count, until = self._counts.get(key, (0, 0.0))
            if until <= now:
                self._counts.pop(key, None)
                self._make_room(now)
                count, until = 0, now + expiry
            self._counts[key] = count + 1, until
            return count + 1

    def get(self, key: str) -> int:
        count, until = self._counts.get(key, (0, 0.0))
        return count if until > self._clock.monotonic() else 0

    def _make_room(self, now: float) -> None:
        if len(self._counts) < COUNTS_MAX:
            return
        self._counts = {key: count for key, count in self._counts.items() if count[1] > now}
        while len(self._counts) >= COUNTS_MAX:
            del self._counts[next(iter(self._counts))]
