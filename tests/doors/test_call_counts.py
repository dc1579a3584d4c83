"""Each instance counts what it answered and what failed at our end; the share is a metric."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.backoffice import read_metrics
from pulse.doors.access.call_counts import CallCounts
from pulse.doors.clients import Clients
from pulse.errors import StoreUnavailable
from tests.doors.broken import Failing
from tests.doors.story import TRAINER, Story
from tests.world import World


@pytest.fixture
def counts(world: World) -> CallCounts:
    return CallCounts(world.store, world.clock, "one")


def stored(world):
    found = world.store._documents.get("rateLimits", {})
    return [(one.fields["calls"], one.fields["failed"]) for one in found.values() if "calls" in one.fields]


def noted(counts, *statuses):
    for status in statuses:
        counts.note(status)


def test_the_first_answer_is_written_and_then_one_a_minute(world, counts):
    noted(counts, 200, 200, 404)
    assert stored(world) == [(1, 0)]
    world.clock.advance(seconds=59)
    noted(counts, 200)
    assert stored(world) == [(1, 0)]
    world.clock.advance(seconds=1)
    noted(counts, 200)
    assert stored(world) == [(5, 0)]


def test_a_failure_is_written_within_ten_seconds(world, counts):
    noted(counts, 200, 500)
    assert stored(world) == [(1, 0)]
    world.clock.advance(seconds=10)
    noted(counts, 503)
    assert stored(world) == [(3, 2)]


def test_after_an_hour_a_new_document_begins_with_what_was_not_written(world, counts):
    noted(counts, 200, 200)
    world.clock.advance(hours=1)
    noted(counts, 200)
    assert sorted(stored(world)) == [(1, 0), (2, 0)]


def test_an_instance_does_not_write_over_another(world, counts):
    noted(counts, 200)
    noted(CallCounts(world.store, world.clock, "two"), 500)
    assert sorted(stored(world)) == [(1, 0), (1, 1)]


def test_without_the_store_the_next_write_has_all(world):
    away = CallCounts(Failing(StoreUnavailable("away")), world.clock, "one")
    noted(away, 200, 500)
    away._store = world.store
    world.clock.advance(minutes=1)
    noted(away, 200)
    assert stored(world) == [(3, 1)]


def test_what_people_get_wrong_is_no_failure_of_ours_and_a_bug_is():
    story = Story()

    def rate():
        readings = {one.metric.name: one.value for one in read_metrics(ports=story.world.ports)}
        return readings["error_rate"]

    assert rate() is None
    assert story.get("get-payouts").status_code == 401
    assert rate() == 0
    stripe = Failing(RuntimeError("a bug"))
    broken = replace(story.world.ports, stripe=stripe, new_id=lambda: "another-instance")
    story.clients = Clients.of(broken, story.clients.tokens)
    assert story.get("complete-stripe-onboarding", token=story.token(TRAINER)).status_code == 500
    assert rate() == 50
