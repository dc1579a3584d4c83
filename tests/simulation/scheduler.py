"""Virtual time and interleaving: actors run as greenlets, which switch at every call to the outside.

Everything follows from the seed: events are ordered by time and number, and there is one random generator.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from greenlet import getcurrent, greenlet

EPOCH = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


STEPS_MAX = 60_000
"""A world that takes more never comes to rest: healthy ones take about 5,000."""


class Killed(BaseException):
    """The process died here: everything before this line happened, nothing after it did."""


class Actor(greenlet):
    """A process: a greenlet that knows its clock's error, its number, and whether it was killed."""

    skew = 0.0
    number = 0
    killed = False

    @classmethod
    def running(cls) -> Actor | None:
        """None outside all processes, where the scheduler runs."""
        current = getcurrent()
        return current if isinstance(current, cls) else None


class Scheduler:
    def __init__(self, random: Random, trace: list[str] | None = None) -> None:
        self.random = random
        self._trace = trace
        self.traced = trace is not None
        self.elapsed = 0.0
        self.steps = 0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._until = 0.0
        self._hub = getcurrent()
        self._started = 0

    def now(self) -> datetime:
        return EPOCH + timedelta(seconds=self.elapsed)

    def unix(self) -> float:
        return EPOCH.timestamp() + self.elapsed

    def at(self, elapsed: float, happening: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._events, (max(elapsed, self.elapsed), self._number, happening))

    def after(self, seconds: float, happening: Callable[[], None]) -> None:
        self.at(self.elapsed + seconds, happening)

    def actor(self, work: Callable[[], None], *, skew: Callable[[], float]) -> Callable[[], None]:
        """*work* as an event that may pause; *skew* says by how many seconds its clock is wrong."""

        def begin() -> None:
            actor = Actor(work, parent=self._hub)
            self._started += 1
            actor.skew, actor.number = skew(), self._started
            actor.switch()

        return begin

    def note(self, what: str) -> None:
        """Add a line to the trace: the time, the number of the process, and what it is about to do."""
        if self._trace is not None:
            actor = Actor.running()
            process = actor.number if actor else 0
            self._trace.append(f"{self.now():%d %H:%M:%S.%f}  process {process:<5} {what}")

    def skew(self) -> float:
        actor = Actor.running()
        return actor.skew if actor is not None else 0.0

    def pause(self, seconds: float) -> None:
        """Let the others run for a while. The hub itself cannot pause."""
        running = getcurrent()
        if running is self._hub or self._passes_alone(self.elapsed + seconds):
            return
        self.after(seconds, running.switch)
        self._hub.switch()

    def _passes_alone(self, elapsed: float) -> bool:
        """Move the time on without a switch, if no other event is due before."""
        if (
            self.steps >= STEPS_MAX
            or elapsed > self._until
            or (self._events and self._events[0][0] <= elapsed)
        ):
            return False
        self.elapsed = elapsed
        self.steps += 1
        return True

    def run(self, until: float) -> None:
        self._until = until
        while self._events and self._events[0][0] <= until and self.steps < STEPS_MAX:
            self.elapsed, _, happening = heapq.heappop(self._events)
            self.steps += 1
            happening()
        self.elapsed = max(self.elapsed, until)


class SimulatedClock:
    """The clock that the running worker sees, with its skew."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def now(self) -> datetime:
        return self._scheduler.now() + timedelta(seconds=self._scheduler.skew())

    def monotonic(self) -> float:
        return self._scheduler.elapsed

    def sleep(self, seconds: float) -> None:
        self._scheduler.pause(seconds)
