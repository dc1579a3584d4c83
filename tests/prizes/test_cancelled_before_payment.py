"""A challenge that is cancelled between award and transfer: the worker sees it, also without the event."""

from __future__ import annotations

import pytest

from pulse.backoffice.approvals import Act
from pulse.ports.store import Merge
from pulse.prizes import PrizeStatus, Reason
from tests.backoffice.approvals.scene import agree, ask
from tests.prizes import scene


@pytest.fixture
def record(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.alerts.raised.clear()
    return record


def cancelled(world):
    world.store.commit([Merge("challenges/ch", {"status": "cancelled"})])


def two_agree(world, record):
    ask(world, Act.PAY_PRIZE, record.id, "ada")
    agree(world, Act.PAY_PRIZE, record.id, "bob")


def test_it_is_held_and_told_although_no_event_came(world, record):
    cancelled(world)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.HELD_FOR_APPROVAL)
    assert waiting.held
    assert scene.transfers(world, record) == []
    assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["challenge_cancelled"]
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.facts["patterns"]) == ("prize.suspected", ["challenge_cancelled"])


def test_two_who_know_of_the_cancellation_pay_it(world, record):
    cancelled(world)
    scene.pay(world, record)
    two_agree(world, record)

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_what_two_agreed_to_before_the_cancellation_is_not_enough(world, record):
    two_agree(world, record)
    cancelled(world)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.held, waiting.approved_by) == (True, None)
    assert scene.transfers(world, record) == []


def test_what_was_sent_before_is_found_and_recorded(world, record):
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    cancelled(world)
    world.clock.advance(minutes=5)

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_what_never_arrived_is_not_sent_again(world, record):
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    cancelled(world)
    world.clock.advance(hours=2)

    scene.pay(world, record)

    assert scene.read(world, record.id).reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []


@pytest.mark.parametrize("status", ["completed", "active", "no status of ours", None])
def test_any_other_status_stops_no_prize(world, record, status):
    world.store.commit([Merge("challenges/ch", {"status": status})])

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID
