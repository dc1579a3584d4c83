"""The tasks that will run later, in the order of their due times."""

import heapq
from typing import Any

from stripe_emulator.world.state import State


class Schedule:
    """A heap of `[due, sequence, kind, arguments]`; arguments are JSON values."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._heap = state.schedule

    def add(self, due: float, kind: str, *arguments: Any) -> None:
        """Schedule a task of a kind for the moment `due`."""
        self._state.counter += 1
        heapq.heappush(self._heap, [due, self._state.counter, kind, list(arguments)])

    def next_due(self) -> float | None:
        """When the earliest task is due."""
        return self._heap[0][0] if self._heap else None

    def pop(self) -> tuple[float, str, list[Any]]:
        """Remove the earliest task and return it."""
        due, _, kind, arguments = heapq.heappop(self._heap)
        return due, kind, arguments

    def follows(self, due: float, kind: str, owner: str) -> bool:
        """Whether the next task is of the same kind for the same account at the same moment."""
        if not self._heap:
            return False
        head = self._heap[0]
        return bool(head[0] == due and head[2] == kind and head[3][0] == owner)
