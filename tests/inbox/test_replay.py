"""Events without a task, or whose handler failed, are queued again."""

from __future__ import annotations

from pulse.inbox import ReplayFilter, queue_stale_events, replay
from pulse.ports.store import Query
from tests.inbox.scene import handled, of_type, received, row, sent, worked
from tests.sales.scene import (
    sold,
)


def status_of(world, event_id):
    return row(world, event_id).status.value


def test_the_sweep_queues_events_without_a_task(world):
    sold(world)
    event = of_type(world, "payment_intent.succeeded")
    received(world, event)
    world.queue.tasks.clear()
    assert queue_stale_events(ports=world.ports) == 0
    world.clock.advance(minutes=11)
    assert queue_stale_events(ports=world.ports) == 1
    worked(world)
    assert status_of(world, event.event_id) == "done"
    assert queue_stale_events(ports=world.ports) == 0


def test_events_are_replayed_by_id_by_type_and_by_time(world):
    sold(world)
    events = sent(world)
    handled(world, *events)
    assert replay(ReplayFilter(event_id=events[0].event_id), ports=world.ports) == 1
    assert replay(ReplayFilter(type="payment_intent.succeeded"), ports=world.ports) == 1
    assert replay(ReplayFilter(since=world.clock.now().replace(year=2027)), ports=world.ports) == 0
    assert replay(ReplayFilter(), ports=world.ports) == len(events)
    worked(world)
    ends = {document.fields["status"] for document in world.store.query(Query("stripeEvents"))}
    assert "received" not in ends
