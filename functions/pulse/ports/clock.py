"""The clock as an argument, so that tests decide what time it is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The wall time in UTC, timezone-aware. It may differ from the clocks of other machines."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go backwards, for deadlines within one process."""
        ...

    def sleep(self, seconds: float) -> None: ...
