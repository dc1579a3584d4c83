"""Prizes that were paid in for and lack a balance: our breach, and never behind prizes from own money."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.ports.store import Merge
from pulse.prizes import PayPrize, PrizeStatus, Reason, allot_pool, pay_prize, wake_funds
from tests.pools.scene import CHALLENGE
from tests.prizes import scene
from tests.prizes.test_allot_pool import funded, pay, prizes, reviewed, world  # noqa: F401 - a fixture

SPLIT = [4_850, 2_910, 1_940]


@pytest.fixture(name="owed")
def _owed(world):  # noqa: F811 - the fixture
    """Three prizes of a pool, allotted, while our balance at Stripe is gone."""
    funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    world.stripe.retrieve_balance()  # what was pending is available by now
    scene.funds(world, 0)
    return prizes(world)


def breaches(world):  # noqa: F811
    return [alert for alert in world.alerts.raised if alert.cause == "pool.drained"]


def delivered(world):  # noqa: F811
    ids = [task.payload["prizeRecordId"] for task in world.queue.tasks if task.queue == "payprize"]
    world.queue.tasks.clear()
    return {pay_prize(PayPrize(one, "system:task"), ports=world.ports).record.id for one in ids}


def test_a_prize_that_was_paid_in_for_and_is_refused_for_want_of_funds_is_a_breach(world, owed):  # noqa: F811
    waiting = pay(world, owed[0])

    assert (waiting.reason, waiting.attempt.closed_reason) == (Reason.AWAITING_FUNDS, "balance_insufficient")
    (alert,) = breaches(world)
    assert (alert.severity, alert.amount_cents, alert.currency) == ("CRITICAL", 4_850, "usd")
    assert "prize.underfunded" not in world.alerts.causes()


def test_those_behind_it_wait_without_a_send_and_the_balance_pays_the_oldest_that_it_covers(world, owed):  # noqa: F811
    for record in owed:
        pay(world, record)
    assert [one.attempt is not None for one in prizes(world)].count(True) <= 2
    assert breaches(world)[-1].amount_cents == sum(SPLIT)
    world.queue.tasks.clear()

    scene.funds(world, SPLIT[1])
    wake_funds(ports=world.ports)

    assert delivered(world) == {owed[1].id}
    assert [one.status for one in prizes(world)] == [
        PrizeStatus.PENDING,
        PrizeStatus.PAID,
        PrizeStatus.PENDING,
    ]
    assert world.store.get("control/funds").fields["usd"]["id"] == owed[0].id


def test_no_prize_of_a_pool_waits_for_a_large_one_that_was_overtaken_for_a_day(world, owed):  # noqa: F811
    for record in owed:
        pay(world, record)
    scene.funds(world, SPLIT[2])
    wake_funds(ports=world.ports)
    assert delivered(world) == {owed[2].id}
    world.clock.advance(days=2)

    scene.funds(world, SPLIT[1])
    wake_funds(ports=world.ports)

    assert delivered(world) == {owed[1].id}


def test_a_younger_prize_of_a_pool_joins_the_line_and_one_from_own_money_does_not(world, owed):  # noqa: F811
    scene.funds(world, 1_000_000)
    older = {"at": owed[0].created_at - timedelta(days=1), "id": "older"}
    world.store.commit([Merge("control/funds", {"usd": older})])

    assert pay(world, owed[0]).reason is Reason.AWAITING_FUNDS

    allowed = world.ports.settings.model_copy(update={"unfunded_pools": "allow"})
    world.ports = replace(world.ports, settings=allowed)
    scene.winner_account(world, "dan")
    (own,) = scene.awarded(world, "dan", challenge_id="unfunded")
    world.clock.advance(days=3)
    assert scene.pay(world, own).record.status is PrizeStatus.PAID
