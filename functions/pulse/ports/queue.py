"""Cloud Tasks: work that is delivered at least once, later, and sometimes twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class TaskQueue(Protocol):
    def enqueue(
        self, queue: str, payload: Mapping[str, Any], *, name: str | None = None, delay_seconds: float = 0
    ) -> None:
        """Ask for *queue* (a task function's name) to be called with *payload*.

        *name* makes a best effort to keep an equal task out; it guards nothing. An equal name already
        queued counts as success. Raises *OutcomeUnknown* when the queue does not answer: the caller need
        not care, for the sweep finds what nobody enqueued.
        """
        ...
