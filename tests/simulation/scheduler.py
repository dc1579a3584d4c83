"""Virtual time and interleaving: actors run as greenlets that give way at every call to the outside.

Everything follows from the seed: the order of events is (time, number), chance is one generator.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from greenlet import getcurrent, greenlet

EPOCH = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


STEPS_MAX = 60_000
"""A world that takes more is in a storm of its own making: healthy ones take some 5,000."""


class Killed(BaseException):
    """The process died here: nothing after this line happened, everything before it did."""


class Scheduler:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.elapsed = 0.0
        self.steps = 0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._hub = getcurrent()
        self._skews: dict[int, float] = {}

    def now(self) -> datetime:
        return EPOCH + timedelta(seconds=self.elapsed)

    def unix(self) -> float:
        return EPOCH.timestamp() + self.elapsed

    def at(self, elapsed: float, happening: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._events, (max(elapsed, self.elapsed), self._number, happening))

    def after(self, seconds: float, happening: Callable[[], None]) -> None:
        self.at(self.elapsed + seconds, happening)

    def actor(self, work: Callable[[], None], *, skew: float = 0.0) -> Callable[[], None]:
        """*work* as a happening that may pause; *skew* is how wrong its machine's clock is, in seconds."""

        def start() -> None:
            running = greenlet(work, parent=self._hub)
            self._skews[id(running)] = skew
            try:
                running.switch()
            finally:
                if running.dead:
                    self._skews.pop(id(running), None)

        return start

    def skew(self) -> float:
        return self._skews.get(id(getcurrent()), 0.0)

    def pause(self, seconds: float) -> None:
        """Let the rest of the world go on for a while. In the hub itself nothing can pause."""
        running = getcurrent()
        if running is self._hub:
            return
        self.after(seconds, running.switch)
        self._hub.switch()
        if running.dead:
            self._skews.pop(id(running), None)

    def run(self, until: float) -> None:
        while self._events and self._events[0][0] <= until and self.steps < STEPS_MAX:
            self.elapsed, _, happening = heapq.heappop(self._events)
            self.steps += 1
            happening()
        self.elapsed = max(self.elapsed, until)


class SimulatedClock:
    """The clock of whichever worker looks at it."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def now(self) -> datetime:
        return self._scheduler.now() + timedelta(seconds=self._scheduler.skew())

    def monotonic(self) -> float:
        return self._scheduler.elapsed

    def sleep(self, seconds: float) -> None:
        self._scheduler.pause(seconds)
