"""Calls at the same time: each in a thread that is kept, and never one that waits for another's."""

from __future__ import annotations

import threading

import pytest

from pulse.concurrently import THREADS_MAX, concurrently


def test_the_answers_are_in_the_order_of_the_calls():
    assert concurrently(lambda: 1, lambda: "two", lambda: None) == (1, "two", None)


def test_the_first_failure_is_raised_once_all_have_ended():
    ended = threading.Event()

    def fail(name: str) -> None:
        raise ValueError(name)

    with pytest.raises(ValueError, match="second"):
        concurrently(lambda: 1, lambda: fail("second"), lambda: fail("third"), ended.set)
    assert ended.is_set()


def test_calls_within_calls_end_even_when_they_are_more_than_the_threads():
    def branch(depth: int) -> int:
        return sum(concurrently(*[lambda: branch(depth - 1)] * 6)) if depth else 1

    assert branch(3) == 6**3


def test_a_process_has_no_more_threads_than_its_pool():
    for _ in range(50):
        concurrently(*[lambda: None] * 9)

    kept = [one for one in threading.enumerate() if one.name.startswith("concurrently")]
    assert len(kept) <= THREADS_MAX
