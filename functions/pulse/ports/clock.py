"""Time, as an argument."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Wall time, timezone-aware UTC. May be skewed against other machines'."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards: for deadlines within one process."""
        ...

    def sleep(self, seconds: float) -> None: ...
