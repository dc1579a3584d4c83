"""A cache of one process for a few seconds: what was just asked is not asked again. Bounded, thread-safe."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class RecentAnswers(Generic[T]):
    def __init__(self, *, seconds: float, entries_max: int) -> None:
        self._seconds, self._entries_max = seconds, entries_max
        self._kept: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, now: float) -> T | None:
        """*now* by the monotonic clock; None when there is no answer, or an older one."""
        with self._lock:
            kept = self._kept.get(key)
        return kept[1] if kept and now - kept[0] < self._seconds else None

    def keep(self, key: str, answer: T, now: float) -> None:
        with self._lock:
            self._kept[key] = (now, answer)
            self._kept.move_to_end(key)
            while len(self._kept) > self._entries_max:
                self._kept.popitem(last=False)
