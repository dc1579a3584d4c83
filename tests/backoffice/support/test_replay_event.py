"""An administrator has an event handled again: why is recorded first, and nothing happens twice."""

from __future__ import annotations

import pytest

from pulse.attempts import new_lease
from pulse.backoffice import ReplayEvent, replay_event, verify_audit
from pulse.backoffice.support.history import RecordDamaged
from pulse.backoffice.support.replay_event import EventBusy
from pulse.errors import NotFound
from pulse.ports.store import Merge, Query
from tests.inbox.scene import handled, of_type, row, sent, worked
from tests.sales import scene

WHY = "the key had lacked a right"


@pytest.fixture
def event_id(world):
    payment_id = scene.sold(world)
    handled(world, *sent(world))
    assert scene.payment_of(world, payment_id).status == "completed"
    return of_type(world, "payment_intent.succeeded").event_id


def replayed(world, event_id, actor="ada"):
    return replay_event(ReplayEvent(event_id, actor, WHY), ports=world.ports)


def rows_about(world, event_id):
    rows = world.store.query(Query("auditLog", where=[("subject", "==", f"replays/{event_id}")]))
    return [(one.fields["act"], one.fields["actor"], one.fields["reason"]) for one in rows]


def test_it_is_handled_again_and_who_wanted_it_is_recorded(world, event_id):
    books = scene.books(world)

    replayed(world, event_id)

    assert row(world, event_id).status == "received"
    assert rows_about(world, event_id) == [("event.replayed", "ada", WHY)]
    worked(world)
    assert row(world, event_id).status == "done"
    assert scene.books(world) == books


def test_each_time_is_counted_in_one_whole_trail(world, event_id):
    replayed(world, event_id)
    worked(world)

    assert replayed(world, event_id, actor="bob").count == 2
    assert [actor for _, actor, _ in rows_about(world, event_id)] == ["ada", "bob"]
    assert verify_audit(f"replays/{event_id}", store=world.store) is None


def test_an_event_that_a_worker_has_is_left_to_it(world, event_id):
    lease = new_lease("worker", world.clock.now(), seconds=60)
    world.store.commit([Merge(f"stripeEvents/{event_id}", {"status": "received", "lease": lease.fields()})])

    with pytest.raises(EventBusy):
        replayed(world, event_id)
    assert rows_about(world, event_id) == []


def test_an_event_that_is_not_here_is_not_found(world):
    with pytest.raises(NotFound):
        replayed(world, "evt_unknown")
    assert rows_about(world, "evt_unknown") == []


def test_an_event_that_cannot_be_read_is_not_replayed(world, event_id):
    world.store.commit([Merge(f"stripeEvents/{event_id}", {"createdAt": 1, "type": 3})])

    with pytest.raises(RecordDamaged):
        replayed(world, event_id)
