"""Prizes that waited for an account are queued when it becomes ready."""

from __future__ import annotations

from pulse.accounts import Role
from pulse.prizes import PayPrize, PrizeStatus, pay_prize, wake_winner
from tests.people import onboarded
from tests.prizes import scene


def test_the_account_becoming_active_wakes_the_prize_and_it_is_paid(world):
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    world.queue.tasks.clear()
    scene.funds(world, 9_700)
    scene.winner_account(world, "user_456")

    woken = wake_winner("user_456", ports=world.ports)

    assert woken == 1
    task = world.queue.tasks.popleft()
    pay_prize(PayPrize(task.payload["prizeRecordId"], "system:task"), ports=world.ports)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_a_wake_up_that_got_lost_does_not_keep_the_next_one_out(world):
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    world.queue.tasks.clear()
    scene.winner_account(world, "user_456")
    wake_winner("user_456", ports=world.ports)
    world.queue.tasks.clear()
    world.clock.advance(minutes=5)

    wake_winner("user_456", ports=world.ports)

    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [record.id]


def test_a_trainers_account_that_becomes_ready_wakes_no_prize(world):
    (record,) = scene.awarded(world, "both")
    scene.pay(world, record)
    world.queue.tasks.clear()

    onboarded(world, "both", Role.CREATOR)
    assert list(world.queue.tasks) == []

    onboarded(world, "both", Role.WINNER)
    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [record.id]
