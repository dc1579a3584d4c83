"""Questions that the product asks at the same time, asked one after the other.

A process of the simulation cannot pause in a thread, so nothing could happen between two of them. Here each
may pause, fail or be the last thing that its process does. It also saves the starts of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_CONCURRENTLY: Any = import_module("pulse.concurrently")


class OneAfterAnother:
    """A pool of threads without threads."""

    def submit(self, call: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Future[T]:
        answer: Future[T] = Future()
        try:
            answer.set_result(call(*arguments, **named))
        except Exception as error:  # noqa: BLE001 - as a thread does; a kill is none, and ends the process here
            answer.set_exception(error)
        return answer


@contextmanager
def one_after_another() -> Iterator[None]:
    threads = _CONCURRENTLY.THREADS
    _CONCURRENTLY.THREADS = OneAfterAnother()
    try:
        yield
    finally:
        _CONCURRENTLY.THREADS = threads
