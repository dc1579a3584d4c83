"""Independent questions asked at the same time: the slowest alone is waited for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")
_THREADS_MAX = 8


class SideBySide:
    """`with SideBySide() as side: answer = side.ask(call)`; then `answer.result()` raises as *call* did.

    Each call sees the log context (request id, operation) of whoever asked.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS_MAX)

    def ask(self, call: Callable[[], T]) -> Future[T]:
        return self._pool.submit(copy_context().run, call)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True)
