"""Independent calls made at the same time: together they take as long as the slowest.

The threads are kept, and with them what belongs to a thread: a new one for each call took a connection of its
own to Stripe each time.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar, overload

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")

THREADS_MAX = 32
THREADS: Executor = ThreadPoolExecutor(THREADS_MAX, thread_name_prefix="concurrently")
"""Of the process. A thread begins when it is first needed."""
_in_pool: ContextVar[bool] = ContextVar("in_pool", default=False)


@overload
def concurrently(first: Callable[[], A], second: Callable[[], B], /) -> tuple[A, B]: ...


@overload
def concurrently(
    first: Callable[[], A], second: Callable[[], B], third: Callable[[], C], /
) -> tuple[A, B, C]: ...


@overload
def concurrently(
    first: Callable[[], A], second: Callable[[], B], third: Callable[[], C], fourth: Callable[[], D], /
) -> tuple[A, B, C, D]: ...


@overload
def concurrently(*calls: Callable[[], A]) -> tuple[A, ...]: ...


def concurrently(*calls: Callable[[], Any]) -> tuple[Any, ...]:
    """What the *calls* return, in their order. Raises what the first of them that failed raised.

    Each call runs in a thread of the process's one pool. What one of these calls within, its own thread does
    as long as none is free, so they never all wait for each other. Each call has the caller's log context
    (request id, operation). All of them have ended before this returns or raises.
    """
    futures = [THREADS.submit(copy_context().run, _run, call) for call in calls]
    if _in_pool.get():
        futures = [
            _done_here(call) if future.cancel() else future
            for call, future in zip(calls, futures, strict=True)
        ]
    wait(futures)
    return tuple(future.result() for future in futures)


def _run(call: Callable[[], A]) -> A:
    _in_pool.set(True)
    return call()


def _done_here(call: Callable[[], Any]) -> Future[Any]:
    future: Future[Any] = Future()
    try:
        future.set_result(copy_context().run(call))
    except Exception as error:  # noqa: BLE001 - raised by the caller, once all calls have ended
        future.set_exception(error)
    return future
