"""Prizes that wait for funds are paid as the balance covers them, oldest first; operators hear the sum."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.backoffice import sweep
from pulse.ports.store import Merge
from pulse.prizes import PayPrize, PrizeStatus, Reason, pay_prize, wake_funds
from tests.counting import counted
from tests.prizes import scene


def waiting_for_funds(world, *amounts):
    """One challenge after the other, each with one prize of the amount, sent while the balance is 0."""
    scene.funds(world, 0)
    records = []
    for number, amount in enumerate(amounts):
        user_id = f"user{number}"
        scene.winner_account(world, user_id)
        records += scene.awarded(world, user_id, pool=amount, challenge_id=f"ch{number}", title="x")
        scene.pay(world, records[-1])
        world.clock.advance(minutes=1)
    world.queue.tasks.clear()
    return records


def woken(world):
    """The ids of what is queued now; and it is paid."""
    wake_funds(ports=world.ports)
    return delivered(world)


def delivered(world):
    ids = [task.payload["prizeRecordId"] for task in world.queue.tasks if task.queue == "payprize"]
    world.queue.tasks.clear()
    for record_id in ids:
        pay_prize(PayPrize(record_id, "system:task", if_due=True), ports=world.ports)
    return ids


def status_of(world, record):
    return scene.read(world, record.id).status


def underfunded(world):
    return [alert for alert in world.alerts.raised if alert.cause == "prize.underfunded"]


def test_a_top_up_pays_at_once_the_oldest_that_it_covers_and_says_what_is_still_missing(world):
    scene.funds(world, 0)
    records = scene.awarded(world, "ann", "bob", "cyn", pool=30_000)
    for record in records:
        scene.winner_account(world, record.user_id)
        scene.pay(world, record)
    world.queue.tasks.clear()
    scene.funds(world, 9_700 * 2 + 9_699)

    assert woken(world) == [one.id for one in records[:2]]

    assert [status_of(world, one) for one in records] == [PrizeStatus.PAID] * 2 + [PrizeStatus.PENDING]
    assert underfunded(world)[-1].amount_cents == 1


def test_a_prize_that_is_awarded_after_the_top_up_is_paid_at_once(world):
    (older,) = waiting_for_funds(world, 10_000)
    scene.funds(world, 100_000)
    woken(world)
    scene.winner_account(world, "new")
    (younger,) = scene.awarded(world, "new", challenge_id="later")

    scene.pay(world, younger)

    assert (status_of(world, older), status_of(world, younger)) == (PrizeStatus.PAID, PrizeStatus.PAID)


def test_while_funds_are_short_nothing_is_sent_and_only_the_sweep_asks_for_the_balance(world):
    (record,) = waiting_for_funds(world, 10_000)

    for _ in range(72):
        world.clock.advance(hours=1)
        trips, ports = counted(world.ports)
        pay_prize(PayPrize(record.id, "system:task", if_due=True), ports=ports)
        assert list(trips.stripe_calls()) == []
        wake_funds(ports=ports)
        assert set(trips.stripe_calls()) == {"retrieve_balance"}

    assert scene.read(world, record.id).attempt is None


def test_a_small_prize_is_paid_from_a_balance_that_does_not_cover_an_older_large_one(world):
    large, small = waiting_for_funds(world, 50_000, 5_000)
    scene.funds(world, 10_000)

    assert woken(world) == [small.id]

    assert (status_of(world, large), status_of(world, small)) == (PrizeStatus.PENDING, PrizeStatus.PAID)
    assert underfunded(world)[-1].amount_cents == large.winner_amount - (10_000 - small.winner_amount)


def test_a_prize_that_was_overtaken_for_a_day_gets_the_whole_next_balance(world):
    large, first, second, third = waiting_for_funds(world, 50_000, 5_000, 5_000, 5_000)
    scene.funds(world, first.winner_amount)
    assert woken(world) == [first.id]
    world.clock.advance(hours=23)
    scene.funds(world, second.winner_amount)
    assert woken(world) == [second.id]
    world.clock.advance(hours=2)

    scene.funds(world, 20_000)
    assert woken(world) == []
    scene.winner_account(world, "new")
    (fresh,) = scene.awarded(world, "new", pool=1_000, challenge_id="later")
    assert scene.pay(world, fresh).record.reason is Reason.AWAITING_FUNDS
    scene.funds(world, large.winner_amount + third.winner_amount)
    assert woken(world) == [large.id, third.id]

    assert [status_of(world, one) for one in (large, third, fresh)] == [
        PrizeStatus.PAID,
        PrizeStatus.PAID,
        PrizeStatus.PENDING,
    ]


def test_a_prize_that_waits_for_its_old_key_delays_no_other(world):
    scene.ready_winner(world)
    scene.funds(world, 0)
    (older,) = scene.awarded(world, "user_456")
    scene.funds(world, 9_700)
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers$", count=1)
    scene.pay(world, older)
    scene.funds(world, 0)
    assert scene.pay(world, older).record.reason is Reason.AWAITING_FUNDS
    scene.winner_account(world, "new")
    (younger,) = scene.awarded(world, "new", challenge_id="later")
    scene.pay(world, younger)
    world.queue.tasks.clear()
    scene.funds(world, 2 * 9_700)  # what may still be in flight keeps its part

    assert woken(world) == [younger.id]

    assert status_of(world, younger) is PrizeStatus.PAID
    world.clock.advance(minutes=46)
    scene.funds(world, 9_700)
    assert woken(world) == [older.id]
    assert status_of(world, older) is PrizeStatus.PAID


def test_of_one_award_nothing_is_sent_when_funds_are_short(world):
    scene.funds(world, 0)
    records = scene.awarded(world, "ann", "bob", "cyn", pool=30_000)
    for record in records:
        scene.winner_account(world, record.user_id)
        scene.pay(world, record)

    waiting = [scene.read(world, record.id) for record in records]
    assert [record.reason for record in waiting] == [Reason.AWAITING_FUNDS] * 3
    assert [record.attempt is not None for record in waiting] == [False, False, False]


def test_the_alert_names_the_sum_that_is_missing_for_all_that_wait(world):
    scene.funds(world, 1_000)
    for name in ("ann", "bob", "cyn", "without"):
        scene.user(world, name)
    for name in ("ann", "bob", "cyn"):
        scene.winner_account(world, name)
    records = scene.awarded(world, "ann", "bob", "cyn", pool=30_000)
    scene.awarded(world, "without", challenge_id="other")

    scene.pay(world, records[0])

    (alert,) = underfunded(world)
    assert (alert.amount_cents, alert.currency) == (3 * 9_700 - 1_000, "usd")
    assert "281.00 USD is missing on the balance of source type `card`" in alert.message
    assert alert.announced
    for record in records[1:]:
        scene.pay(world, record)
    assert {(one.subject, one.amount_cents) for one in underfunded(world)} == {
        ("ownMoney/usd", 3 * 9_700 - 1_000)
    }


def test_money_on_another_balance_pays_the_prize_and_its_source_is_frozen(world):
    scene.ready_winner(world)
    scene.funds(world, 0)
    world.emulator.control("balance", amount=9_700, source_type="bank_account")
    (record,) = scene.awarded(world, "user_456")

    scene.pay(world, record)
    assert underfunded(world) == []
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers$", count=1)
    assert delivered(world) == [record.id]
    again = scene.read(world, record.id).attempt
    scene.funds(world, 100_000)
    paid = scene.pay(world, record).record

    assert (again.generation, again.source_type) == (2, "bank_account")
    assert (paid.status, paid.attempt.key, paid.attempt.source_type) == (
        PrizeStatus.PAID,
        again.key,
        "bank_account",
    )


def test_two_balances_that_cover_it_only_together_leave_it_waiting_and_the_alert_names_the_nearer(world):
    scene.ready_winner(world)
    scene.funds(world, 4_000)
    world.emulator.control("balance", amount=6_000, source_type="bank_account")
    (record,) = scene.awarded(world, "user_456")

    scene.pay(world, record)

    (alert,) = underfunded(world)
    assert (alert.facts["balance_short"], alert.amount_cents) == ("bank_account", 3_700)
    assert woken(world) == []


def test_short_dollars_keep_no_euros_waiting(world):
    dollars, euros = sent_for_the_first_time(world, dollars=0, euros=9_700)

    (transfer,) = scene.transfers(world, euros)
    assert (transfer.amount, transfer.currency) == (9_700, "eur")
    assert scene.read(world, dollars.id).reason == Reason.AWAITING_FUNDS


def test_euros_that_came_wake_who_waits_for_euros(world):
    _, euros = sent_for_the_first_time(world, dollars=0, euros=0)
    world.queue.tasks.clear()
    scene.funds(world, 9_700, currency="eur")

    assert woken(world) == [euros.id]


def test_a_line_that_nobody_stands_in_is_forgotten_by_the_next_sweep(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    older = record.created_at - timedelta(days=1)
    world.store.commit([Merge("control/funds", {"usd": {"at": older, "id": "older", "whole": True}})])
    scene.pay(world, record)

    sweep(ports=world.ports)
    delivered(world)

    assert status_of(world, record) is PrizeStatus.PAID
    assert world.store.get("control/funds").fields == {}


@pytest.mark.parametrize(
    "entry",
    [
        {"covered": 7, "coveredAt": "x", "overtaken": "y", "whole": "yes"},
        {"covered": [None, {}], "overtaken": [1, {"id": 3}, {"id": "z", "since": "never"}]},
    ],
)
def test_details_that_cannot_be_read_count_as_none(world, entry):
    (record,) = waiting_for_funds(world, 10_000)
    world.store.commit([Merge("control/funds", {"usd": entry})])
    scene.funds(world, 100_000)

    assert woken(world) == [record.id]
    assert status_of(world, record) is PrizeStatus.PAID


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
