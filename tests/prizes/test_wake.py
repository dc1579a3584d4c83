"""Prizes that wait for an account or for funds are queued when they may be paid, oldest first."""

from __future__ import annotations

from pulse.accounts import Role
from pulse.ports.store import Merge
from pulse.prizes import PayPrize, PrizeStatus, Reason, pay_prize, wake_funds, wake_winner
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


def test_the_oldest_prizes_that_the_balance_covers_are_woken_and_nobody_is_overtaken(world):
    scene.funds(world, 0)
    records = scene.awarded(world, "ann", "bob", "cyn", pool=30_000)
    for record in records:
        scene.winner_account(world, record.user_id)
        scene.pay(world, record)
    world.queue.tasks.clear()
    scene.funds(world, 9_700 * 2 + 9_699)

    too_early = wake_funds(ports=world.ports)
    world.clock.advance(minutes=45)
    woken = wake_funds(ports=world.ports)

    assert (too_early, woken) == (0, 2)
    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [one.id for one in records[:2]]
    control = world.store.get("control/funds").fields
    assert control == {"usd": {"at": records[2].created_at, "id": records[2].id}}


def test_of_one_award_only_the_first_in_line_is_sent_when_funds_are_short(world):
    scene.funds(world, 0)
    records = scene.awarded(world, "ann", "bob", "cyn", pool=30_000)
    for record in records:
        scene.winner_account(world, record.user_id)
        scene.pay(world, record)

    waiting = [scene.read(world, record.id) for record in records]
    assert [record.reason for record in waiting] == [Reason.AWAITING_FUNDS] * 3
    assert [record.attempt is not None for record in waiting] == [True, False, False]


def test_funds_that_came_are_kept_for_the_oldest_until_its_old_key_is_quiet(world):
    scene.funds(world, 0)
    (record,) = scene.awarded(world, "ann")
    scene.winner_account(world, "ann")
    scene.pay(world, record)
    scene.funds(world, 9_700)

    wake_funds(ports=world.ports)
    kept = world.store.get("control/funds").fields
    world.clock.advance(minutes=46)
    wake_funds(ports=world.ports)

    assert kept == {"usd": {"at": record.created_at, "id": record.id}}
    assert world.store.get("control/funds").fields == {}


def test_short_dollars_keep_no_euros_waiting(world):
    dollars, euros = sent_for_the_first_time(world, dollars=0, euros=9_700)

    (transfer,) = scene.transfers(world, euros)
    assert (transfer.amount, transfer.currency) == (9_700, "eur")
    assert scene.read(world, dollars.id).reason == Reason.AWAITING_FUNDS
    assert world.store.get("control/funds").fields == {"usd": {"at": dollars.created_at, "id": dollars.id}}


def test_euros_that_came_wake_who_waits_for_euros(world):
    dollars, euros = sent_for_the_first_time(world, dollars=0, euros=0)
    world.queue.tasks.clear()
    scene.funds(world, 9_700, currency="eur")
    world.clock.advance(minutes=46)

    woken = wake_funds(ports=world.ports)

    assert woken == 1
    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [euros.id]
    assert world.store.get("control/funds").fields == {"usd": {"at": dollars.created_at, "id": dollars.id}}


def test_a_younger_prize_does_not_overtake_one_that_waits_for_funds(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    older = record.created_at.replace(year=2025)
    world.store.commit([Merge("control/funds", {"usd": {"at": older, "id": "older"}})])

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.reason, waiting.attempt) == (Reason.AWAITING_FUNDS, None)
    assert scene.transfers(world, record) == []


def sent_for_the_first_time(world, *, dollars: int, euros: int):
    """An older prize in dollars and a younger one in euros, each sent while our balance is this."""
    scene.funds(world, dollars)
    scene.funds(world, euros, currency="eur")
    (older,) = scene.awarded(world, "ann")
    (younger,) = scene.awarded(world, "bob", challenge_id="later", currency="eur")
    for record in (older, younger):
        scene.winner_account(world, record.user_id)
        scene.pay(world, record)
    return older, younger


def test_a_trainers_account_that_becomes_ready_wakes_no_prize(world):
    (record,) = scene.awarded(world, "both")
    scene.pay(world, record)
    world.queue.tasks.clear()

    onboarded(world, "both", Role.CREATOR)
    assert list(world.queue.tasks) == []

    onboarded(world, "both", Role.WINNER)
    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [record.id]
