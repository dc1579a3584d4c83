"""A malformed document is reported, and nothing else waits for it."""

from __future__ import annotations

from dataclasses import replace

from pulse.alerts import read_recent_alerts
from pulse.backoffice import sweep
from pulse.batches import BatchResult
from pulse.inbox import queue_stale_events
from pulse.outside.alerting import GroupedAlerts
from pulse.prizes import (
    PayPrize,
    fan_out_prizes,
    pay_prize,
)
from tests.backoffice.disturbed import put, tamper
from tests.backoffice.sweep.scene import queued, swept
from tests.prizes import scene
from tests.world import START


def test_a_malformed_record_keeps_no_other_prize_waiting(world):
    scene.awarded(world, "ada", "bob", "cy")
    world.clock.advance(minutes=20)
    tamper(world, scene.record_of(world, "bob").path, prizeAmount="a lot")
    report = swept(world)
    assert report.done("prizes") == 2
    assert {step.name for step in report.steps if step.error} == set()
    assert "record.damaged" in world.alerts.causes()
    fan_out_prizes("ch", None, ports=world.ports)
    assert len({task["prizeRecordId"] for task in queued(world)}) == 2


def test_a_malformed_record_keeps_nobody_else_waiting_for_funds_or_an_account(world):
    scene.funds(world, 0)
    for person in ("ada", "bob", "cy"):
        scene.user(world, person)
    for person in ("ada", "bob"):
        scene.winner_account(world, person)
    for record in scene.awarded(world, "ada", "bob", "cy"):
        pay_prize(PayPrize(record.id, "system:test"), ports=world.ports)
    for person in ("ada", "cy"):
        tamper(world, scene.record_of(world, person).path, placement="first")
    scene.funds(world, 100_000)
    world.clock.advance(minutes=50)
    report = swept(world)
    assert [task["prizeRecordId"] for task in queued(world)] == [scene.record_of(world, "bob").id]
    assert {step.name for step in report.steps if step.error} == set()


def test_a_winner_with_a_malformed_record_of_old_keeps_no_award_from_being_recorded(world):
    scene.awarded(world, "ada")
    tamper(world, scene.record_of(world, "ada").path, winnerAmount=None)
    scene.challenge(world, "ch2")
    scene.takes_part(world, "ada", 10, "ch2")
    assert swept(world).done("awards") == 1
    assert scene.record_of(world, "ada", "ch2").prize_amount == 10_000


def test_a_record_that_cannot_be_shown_is_named_and_not_looked_at_by_every_later_sweep(world):
    scene.awarded(world, "ada")
    put(world, "prizeRecords/of-nobody", {"updatedAt": world.clock.now(), "status": "paid"})
    put(world, "prizeRecords/of-ada", {"updatedAt": world.clock.now(), "userId": "ada", "status": "paid"})
    for _ in range(2):
        assert projected(swept(world)).problems == ("prizeRecords/of-nobody: record_damaged",)
        assert "prizeRecords/of-ada" in {one.subject for one in world.alerts.raised}
        world.alerts.raised.clear()
        world.clock.advance(hours=1)
    assert projected(swept(world)) == BatchResult()


def projected(report):
    return next(step.result for step in report.steps if step.name == "projections")


def test_a_malformed_event_keeps_no_other_waiting_and_a_full_page_is_not_the_last(world):
    ports = replace(world.ports, settings=world.ports.settings.model_copy(update={"sweep_batch": 2}))
    for number in range(5):
        event = {"eventId": f"evt_{number}", "status": "received", "receivedAt": START, "expireAt": START}
        whole = {"type": "x", "endpoint": "platform", "created": START, "raw": "{}"} if number else {}
        put(world, f"stripeEvents/evt_{number}", {**event, **whole})
    world.clock.advance(minutes=20)
    assert queue_stale_events(ports=ports) == 4
    assert len(queued(world, "handleevent")) == 4


class Heard:
    """A channel that notes what people were told."""

    def __init__(self):
        self.causes = []

    def tell(self, group):
        self.causes.append(group.cause)
        return True


def test_one_bad_entry_is_one_matter_however_many_sweeps_meet_it(world):
    """Six hours of sweeps: each cause has one group with one subject, and nobody is told again and again."""
    scene.challenge(world)
    for person in ("ada", "bob"):
        scene.user(world, person)
        scene.takes_part(world, person, 10)
    tamper(world, "user-challenge/ch_bob", pulsePoints={"totalPoints": "many"})
    heard = Heard()
    alerts = GroupedAlerts(world.store, world.clock, world.ports.settings, heard)
    for _ in range(72):
        sweep(ports=replace(world.ports, alerts=alerts))
        world.clock.advance(minutes=5)
    groups = {group.cause: group for group in read_recent_alerts(ports=world.ports)}
    assert {cause: group.count for cause, group in groups.items()} == {
        "award.stopped": 1,
        "sweep.awards_failed": 1,
    }
    assert groups["award.stopped"].subjects == ("challenges/ch",)
    assert heard.causes == []
