"""The task queue: tasks are delivered later, at least once, and sometimes twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class TaskQueue(Protocol):
    def enqueue(
        self, queue: str, payload: Mapping[str, Any], *, name: str | None = None, delay_seconds: float = 0
    ) -> None:
        """Add a task that calls *queue* (the name of a task function) with *payload*.

        A second task with the same *name* is usually not added, and that counts as success. Do not rely on
        it. Raises *OutcomeUnknown* when the queue does not answer. The caller may ignore that: the sweep
        finds work that has no task.
        """
        ...
