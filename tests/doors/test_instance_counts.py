"""Counts in the memory of one instance: no thread, a window that ends, and a bounded number of keys."""

from __future__ import annotations

import threading

from pulse.doors.access import instance_counts
from pulse.doors.access.instance_counts import InstanceCounts
from tests.world import VirtualClock

MINUTE = 60


def test_hits_are_counted_until_their_window_ends():
    clock = VirtualClock()
    counts = InstanceCounts(clock)
    assert [counts.incr("a", MINUTE), counts.incr("a", MINUTE), counts.incr("b", MINUTE)] == [1, 2, 1]
    clock.advance(seconds=MINUTE - 1)
    assert (counts.get("a"), counts.incr("a", MINUTE)) == (2, 3)
    clock.advance(seconds=1)
    assert (counts.get("a"), counts.incr("a", MINUTE)) == (0, 1)


def test_no_call_starts_a_thread():
    counts, before = InstanceCounts(VirtualClock()), threading.active_count()
    for number in range(100):
        counts.incr(str(number), MINUTE)
    assert threading.active_count() == before


def test_a_flood_of_keys_takes_bounded_memory_and_forgets_the_oldest(monkeypatch):
    monkeypatch.setattr(instance_counts, "COUNTS_MAX", 10)
    clock = VirtualClock()
    counts = InstanceCounts(clock)
    counts.incr("over", 1)
    clock.advance(seconds=2)
    for number in range(10):
        counts.incr(f"flood-{number}", MINUTE)
    counts.incr("flood-9", MINUTE)
    counts.incr("new", MINUTE)
    assert [counts.get(key) for key in ("over", "flood-0", "flood-1", "flood-9", "new")] == [0, 0, 1, 2, 1]


def test_parallel_hits_are_all_counted():
    counts = InstanceCounts(VirtualClock())
    threads = [
        threading.Thread(target=lambda: [counts.incr("a", MINUTE) for _ in range(200)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.get("a") == 1_600
