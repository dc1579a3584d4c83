"""A stored event is handled under a lease; what cannot be handled ends and raises an alert."""

from __future__ import annotations

import pytest

from pulse.errors import Busy, NotFound, StripeUnavailable
from pulse.inbox import ReplayFilter, handle_event, replay, revive_unanswered
from pulse.ports.store import Query
from tests.inbox.scene import handled, made_up, of_type, received, row, sent, worked
from tests.sales.scene import (
    sold,
)


def status_of(world, event_id):
    return row(world, event_id).status.value


def test_every_event_of_a_sale_ends_without_failure(world):
    sold(world)
    handled(world, *sent(world))
    ends = {document.fields["status"] for document in world.store.query(Query("stripeEvents"))}
    assert ends <= {"done", "ignored", "ignored_unknown"}
    assert world.alerts.raised == []


def test_a_handled_event_is_not_handled_again(world):
    sold(world)
    event = of_type(world, "payment_intent.succeeded")
    handled(world, event)
    before = world.store.get(f"stripeEvents/{event.event_id}")
    handle_event(event.event_id, ports=world.ports)
    assert world.store.get(f"stripeEvents/{event.event_id}") == before


def test_personal_data_in_an_event_is_not_kept_once_it_is_handled(world):
    about = {"id": "acct_1", "object": "account", "email": "canary@example.com"}
    event = made_up("account.updated", about, account="acct_1")
    received(world, event)
    assert "canary" in row(world, event.event_id).raw
    handle_event(event.event_id, ports=world.ports)
    assert "canary" not in str(world.store.get(f"stripeEvents/{event.event_id}").fields)


@pytest.mark.parametrize("event_type", ["payment_intent.succeeded", "charge.refunded", "transfer.created"])
@pytest.mark.parametrize("about", [{}, {"id": None}, {"id": "../users"}, {"id": "pi_1/x"}, {"id": "a" * 600}])
def test_an_event_that_names_no_object_ends_at_once(world, event_type, about):
    event = made_up(event_type, about)
    handled(world, event)
    assert status_of(world, event.event_id) in {"failed", "ignored_unknown"}
    assert row(world, event.event_id).attempts == 1


def test_while_stripe_is_away_an_event_is_tried_again_until_it_is_back(world):
    sold(world)
    event = of_type(world, "payment_intent.succeeded")
    received(world, event)
    world.emulator.faults.add("reset_before", count=3)
    worked(world)
    stored = row(world, event.event_id)
    assert (stored.status, stored.attempts) == ("done", 4)


def test_after_its_attempts_an_event_fails_with_an_alert_and_can_be_replayed(world):
    sold(world)
    event = of_type(world, "payment_intent.succeeded")
    received(world, event)
    world.emulator.faults.add("reset_before")
    worked(world)
    stored = row(world, event.event_id)
    assert (stored.status, stored.attempts, stored.error_class) == ("failed", 10, "StripeUnavailable")
    assert world.alerts.causes() == ["event.failed"]
    world.emulator.faults.clear()
    assert replay(ReplayFilter(failed_only=True), ports=world.ports) == 1
    worked(world)
    assert status_of(world, event.event_id) == "done"


def test_a_key_without_permission_is_no_proof_that_an_object_is_not_ours(world):
    sold(world)
    event = of_type(world, "payment_intent.succeeded")
    received(world, event)
    world.emulator.faults.add("error", method="GET", status=403)
    worked(world)
    assert status_of(world, event.event_id) == "failed"
    assert set(world.alerts.causes()) == {"right.refused", "event.failed"}
    assert row(world, event.event_id).error_class == "StripeNotPermitted"
    world.emulator.faults.clear()
    world.clock.advance(hours=2)
    assert revive_unanswered(ports=world.ports).done == 1
    worked(world)
    assert status_of(world, event.event_id) == "done"


def test_two_workers_do_not_handle_one_event_at_once(world):
    event = made_up("charge.refunded", {"id": "ch_1"})
    received(world, event)
    world.emulator.faults.add("timeout_before", count=1)
    busy = {}

    class Meddling(type(world.stripe)):
        def retrieve_charge(self, charge_id):
            with pytest.raises(Busy):
                handle_event(event.event_id, ports=world.ports)
            busy["seen"] = True
            return super().retrieve_charge(charge_id)

    meddling = Meddling.__new__(Meddling)
    meddling.__dict__.update(world.stripe.__dict__)
    ports = world.ports.__class__(**{**world.ports.__dict__, "stripe": meddling})
    with pytest.raises(StripeUnavailable):
        handle_event(event.event_id, ports=ports)
    assert busy == {"seen": True}


def test_workers_that_die_are_counted(world):
    event = made_up("charge.refunded", {"id": "ch_1"})
    received(world, event)

    class Died(BaseException):
        """As if the process had ended."""

    class Deadly(type(world.stripe)):
        def retrieve_charge(self, charge_id):
            raise Died

    deadly = Deadly.__new__(Deadly)
    deadly.__dict__.update(world.stripe.__dict__)
    ports = world.ports.__class__(**{**world.ports.__dict__, "stripe": deadly})
    for _ in range(10):
        with pytest.raises(Died):
            handle_event(event.event_id, ports=ports)
        world.clock.advance(minutes=6)
    handle_event(event.event_id, ports=ports)
    assert status_of(world, event.event_id) == "failed"


def test_an_unknown_event_is_not_found(world):
    with pytest.raises(NotFound):
        handle_event("evt_unknown", ports=world.ports)
