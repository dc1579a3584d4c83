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
_EPOCH_UNIX = EPOCH.timestamp()


STEPS_MAX = 150_000
"""A world that takes more never comes to rest. Healthy ones take about 5,000. Where Stripe keeps a 500 under
the key of a correction, each event about it is tried until its attempts are used up: 130,000."""


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
        self._now_at, self._now = 0.0, EPOCH
        self._idle: list[Actor] = []
        """Greenlets whose work has ended, to be used again: a new one costs more than most work."""

    def now(self) -> datetime:
        if self._now_at != self.elapsed:  # read several times between two steps
            self._now_at, self._now = self.elapsed, EPOCH + timedelta(seconds=self.elapsed)
        return self._now

    def unix(self) -> float:
        return _EPOCH_UNIX + self.elapsed

    def at(self, elapsed: float, happening: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._events, (max(elapsed, self.elapsed), self._number, happening))

    def after(self, seconds: float, happening: Callable[[], None]) -> None:
        self.at(self.elapsed + seconds, happening)

    def actor(self, work: Callable[[], None], *, skew: Callable[[], float]) -> Callable[[], None]:
        """*work* as an event that may pause; *skew* says by how many seconds its clock is wrong."""

        def begin() -> None:
            actor = self._idle.pop() if self._idle else Actor(self._serve, parent=self._hub)
            self._started += 1
            actor.skew, actor.number, actor.killed = skew(), self._started, False
            actor.switch(work)

        return begin

    def _serve(self, work: Callable[[], None]) -> None:
        """The life of a greenlet: one work after another, each as a process of its own."""
        while True:
            work()
            self._idle.append(getcurrent())
            work = self._hub.switch()

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
        if running is self._hub:
            return
        elapsed, events = self.elapsed + seconds, self._events
        if self.steps < STEPS_MAX and elapsed <= self._until and not (events and events[0][0] <= elapsed):
            self.elapsed = elapsed  # no other event is due before: no switch
            self.steps += 1
            return
        self.after(seconds, running.switch)
        self._hub.switch()

    def run(self, until: float) -> None:
        self._until = until
        while self._events and self._events[0][0] <= until and self.steps < STEPS_MAX:
            self.elapsed, _, happening = heapq.heappop(self._events)
            self.steps += 1
            happening()
        self.elapsed = max(self.elapsed, until)
        self._idle.clear()  # the garbage collector does not look into a greenlet, so they would stay for ever


class SimulatedClock:
    """The clock that the running worker sees, with its skew."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def now(self) -> datetime:
        skew = self._scheduler.skew()
        now = self._scheduler.now()
        return now + timedelta(seconds=skew) if skew else now

    def monotonic(self) -> float:
        return self._scheduler.elapsed

    def sleep(self, seconds: float) -> None:
        self._scheduler.pause(seconds)
