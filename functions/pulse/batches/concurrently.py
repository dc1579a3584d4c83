"""Independent calls made at the same time: together they take as long as the slowest."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar, overload

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")


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

    Each call runs in its own thread, with the caller's log context (request id, operation). All of them have
    ended before this returns or raises.
    """
    with ThreadPoolExecutor(len(calls)) as threads:
        started = [threads.submit(copy_context().run, call) for call in calls]
    return tuple(future.result() for future in started)
