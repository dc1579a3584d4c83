"""The emulator's time: a base clock that can be moved forward and frozen."""

import time
from collections.abc import Callable

from stripe_emulator.world.state import State

DAY_SECONDS = 86_400
STEP_SECONDS_MAX = 3_653 * DAY_SECONDS


class Clock:
    """Unix seconds, and the only place in the emulator to get the time from."""

    def __init__(self, base: Callable[[], float], state: State) -> None:
        self._base = base
        self._state = state
        self._as_of: float | None = None
        self._second = 0

    def now(self) -> float:
        """The virtual time; while a scheduled task runs, the moment at which it was due."""
        return self.wall() if self._as_of is None else self._as_of

    def second(self) -> int:
        """`now` in whole seconds. Equal seconds are one number object, which saves memory."""
        second = int(self.now())
        if second != self._second:
            self._second = second
        return self._second

    def wall(self) -> float:
        """The virtual time, also while a scheduled task runs."""
        frozen = self._state.clock_frozen_at
        return (self._base() if frozen is None else frozen) + self._state.clock_offset

    def outside(self) -> float:
        """The time of the receivers of webhooks: the machine's, if this clock began as that, whatever moved
        it since. An emulator with a clock of its own is all the time that there is.
        """
        return self._base() if self._base is time.time else self.now()

    def advance(self, seconds: float) -> None:
        """Move time forward by `seconds`; `ValueError` for a step back or of more than ten years."""
        if not 0 <= seconds <= STEP_SECONDS_MAX:
            raise ValueError(f"The clock moves forward by 0 to {STEP_SECONDS_MAX} seconds, not {seconds!r}.")
        self._state.clock_offset += seconds

    def freeze(self) -> None:
        """Stop time; `advance` still moves it."""
        if self._state.clock_frozen_at is None:
            self._state.clock_frozen_at = self._base()

    def unfreeze(self) -> None:
        """Let time continue from where it is."""
        frozen = self._state.clock_frozen_at
        if frozen is not None:
            self._state.clock_offset += frozen - self._base()
            self._state.clock_frozen_at = None

    def read_as_of(self, moment: float | None) -> None:
        """Make `now` return `moment` until this is called with None."""
        self._as_of = moment
