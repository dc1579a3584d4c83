"""How long a run over many items may take, by the monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.ports import Ports
from pulse.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class TimeLimit:
    clock: Clock
    until: float

    @property
    def passed(self) -> bool:
        return self.clock.monotonic() >= self.until

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.until - self.clock.monotonic())


def time_limit(seconds: float, *, ports: Ports) -> TimeLimit:
    return TimeLimit(ports.clock, ports.clock.monotonic() + seconds)
