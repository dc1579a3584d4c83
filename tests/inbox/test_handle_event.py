"""A stored event is handled once its object is fetched; what cannot be handled ends, and is seen."""

import pytest

from pulse.errors import Busy, NotFound, StripeUnavailable
from pulse.inbox import ReplayFilter, catch_up, handle_event, queue_stale_events, replay
from pulse.ports.store import Query
from tests.inbox.scene import handled, made_up, of_type, received, row, sent, worked
from tests.sales.scene import BUYER, CHALLENGE, bought, payment_of, pays, round_on_sale, sold, trainer_account


def status_of(world, event_id):
    return row(world, event_id).status.value


def test_the_webhook_completes_a_payment_that_no_client_reports(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    event = of_type(world, "payment_intent.succeeded")
    handled(world, event)
    assert payment_of(world, payment_id).status == "completed"
    assert world.store.get(f"user-challenge/{CHALLENGE}_{BUYER}") is not None
    assert status_of(world, event.event_id) == "done"


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


def test_what_stripe_told_of_people_is_not_kept_once_it_is_handled(world):
    about = {"id": "acct_1", "object": "account", "email": "canary@example.com"}
    event = made_up("account.updated", about, account="acct_1")
    received(world, event)
    assert "canary" in row(world, event.event_id).raw
    handle_event(event.event_id, ports=world.ports)
    assert "canary" not in str(world.store.get(f"stripeEvents/{event.event_id}").fields)


def test_an_unheard_of_type_is_ignored(world):
    for event_type in ("invoice.paid", "charge", "topup.created", "", "...", "v1.billing.meter.error_report"):
        event = made_up(event_type, event_id=f"evt_{len(event_type)}")
        handled(world, event)
        assert status_of(world, event.event_id) == "ignored"


def test_an_account_that_is_not_ours_is_ignored_as_unknown(world):
    for number, event_type in enumerate(
        ["account.updated", "capability.updated", "account.external_account.deleted", "payout.failed"]
    ):
        event = made_up(event_type, {"id": "po_1"}, event_id=f"evt_{number}", account="acct_unknown")
        handled(world, event)
        assert status_of(world, event.event_id) == "ignored_unknown"


@pytest.mark.parametrize(
    ("event_type", "object_id"),
    [
        ("payment_intent.succeeded", "pi_unknown"),
        ("charge.refunded", "ch_unknown"),
        ("refund.updated", "re_unknown"),
        ("charge.dispute.created", "dp_unknown"),
        ("transfer.created", "tr_unknown"),
        ("transfer.paid", "tr_unknown"),
        ("payout.paid", "po_unknown"),
    ],
)
def test_an_object_that_stripe_does_not_know_is_ignored_as_unknown(world, event_type, object_id):
    event = made_up(event_type, {"id": object_id})
    handled(world, event)
    assert status_of(world, event.event_id) == "ignored_unknown"


@pytest.mark.parametrize("event_type", ["payment_intent.succeeded", "charge.refunded", "transfer.created"])
@pytest.mark.parametrize("about", [{}, {"id": None}, {"id": "../users"}, {"id": "pi_1/x"}, {"id": "a" * 600}])
def test_an_event_that_names_no_object_ends_at_once(world, event_type, about):
    event = made_up(event_type, about)
    handled(world, event)
    assert status_of(world, event.event_id) in {"failed", "ignored_unknown"}


def test_the_account_becomes_active_by_its_events(world):
    account_id = trainer_account(world)
    handled(world, *sent(world))
    assert world.store.get("stripeConnect/trainer_user_123").fields["stripeAccountId"] == account_id
    assert status_of(world, of_type(world, "account.updated").event_id) == "done"


def test_while_stripe_is_away_an_event_is_tried_again_until_it_is_back(world):
    sold(world)
    event = of_type(world, "payment_intent.succeeded")
    received(world, event)
    world.emulator.faults.add("reset_before", count=3)
    worked(world)
    stored = row(world, event.event_id)
    assert (stored.status, stored.attempts) == ("done", 4)


def test_after_its_attempts_an_event_is_failed_seen_and_can_be_replayed(world):
    sold(world)
    event = of_type(world, "payment_intent.succeeded")
    received(world, event)
    world.emulator.faults.add("reset_before")
    worked(world)
    stored = row(world, event.event_id)
    assert (stored.status, stored.attempts, stored.error_class) == ("failed", 10, "StripeUnavailable")
    assert world.alerts.causes() == ["event_failed"]
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


def test_workers_that_die_without_a_word_are_counted(world):
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


def test_the_sweep_queues_what_no_task_was_made_for(world):
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


def test_events_that_never_arrived_are_fetched_into_the_inbox(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    caught = catch_up(ports=world.ports)
    assert caught.events == len(sent(world)) > 5
    assert caught.accounts == 1
    worked(world)
    assert payment_of(world, payment_id).status == "completed"
    assert catch_up(ports=world.ports).events == 0


def test_what_was_fetched_and_then_arrives_is_kept_once(world):
    sold(world)
    catch_up(ports=world.ports)
    before = len(world.store.query(Query("stripeEvents")))
    for event in sent(world):
        received(world, event)
    assert len(world.store.query(Query("stripeEvents"))) == before


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
