"""Prizes that nobody paid in for are paid from what is ours alone, each once, whoever dies or comes twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.ports.store import Update
from pulse.prizes import (
    PayPrize,
    PrizeStatus,
    Reason,
    allot_own_money,
    allot_pool,
    apply_transfer,
    pay_prize,
    read_own_money,
    refresh_own_money,
    wake_funds,
    wake_pools,
)
from tests.backoffice.approvals.test_sponsor_pool import DiesAt, SomebodyElse
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE
from tests.prizes import scene
from tests.prizes.test_allot_pool import WINNERS, funded, pay, prizes, reviewed
from tests.prizes.test_allot_pool import world as pool_world  # noqa: F401 - a fixture


def two_winners(world, balance):
    records = []
    scene.funds(world, 10**6)
    for name in ("ann", "bob"):
        scene.winner_account(world, name)
        records += scene.awarded(world, name, challenge_id=f"of_{name}")
    scene.funds(world, balance)
    return records


def paid(world, records):
    return sum(len(scene.transfers(world, one)) for one in records)


def test_of_two_prizes_the_older_is_allotted_where_own_money_covers_one(world):
    records = two_winners(world, 10_000)

    allotted = allot_own_money("usd", ports=world.ports)

    assert [one.id for one in allotted] == [records[0].id]
    assert [scene.pay(world, one).record.status for one in records] == [
        PrizeStatus.PAID,
        PrizeStatus.PENDING,
    ]
    assert scene.booked(world, "platform:own") == -10_000


def test_money_that_a_pool_holds_pays_no_prize_of_ours(pool_world):  # noqa: F811
    world = pool_world
    funded(world, 10_000)
    world.clock.advance(days=20)
    world.stripe.retrieve_balance()
    allow = world.ports.settings.model_copy(update={"unfunded_pools": "allow"})
    world.ports = replace(world.ports, settings=allow)
    scene.funds(world, 10_000 + 9_699)
    scene.winner_account(world, "dan")
    (record,) = scene.awarded(world, "dan", challenge_id="unfunded")
    world.clock.advance(days=3)

    assert scene.pay(world, record).record.reason is Reason.AWAITING_FUNDS
    assert scene.transfers(world, record) == []
    scene.funds(world, 10_000 + 9_700)
    wake_funds(ports=world.ports)
    assert scene.pay(world, record).record.status is PrizeStatus.PAID


@pytest.mark.parametrize("number", range(5))
def test_a_worker_that_dies_at_any_step_leaves_a_prize_that_is_paid_once(world, number):
    (record, _) = two_winners(world, 10_000)

    try:
        dying = replace(world.ports, store=DiesAt(world.store, number))
        pay_prize(PayPrize(record.id, "system:test"), ports=dying)
    except SystemExit:
        world.clock.advance(minutes=11)

    assert scene.pay(world, record).record.status is PrizeStatus.PAID
    assert paid(world, [record]) == 1


@pytest.mark.parametrize("number", range(6))
def test_two_workers_with_own_money_for_one_prize_pay_one(world, number):
    records = two_winners(world, 10_000)

    def twin():
        scene.pay(world, records[1])

    ports = replace(world.ports, store=SomebodyElse(world.store, number, twin))
    pay_prize(PayPrize(records[0].id, "system:test"), ports=ports)
    for record in records:
        scene.pay(world, record)

    assert paid(world, records) == 1
    assert world.stripe.retrieve_balance().available_amount("usd") == 300


def test_a_claim_that_was_read_before_a_pass_is_taken_back(world):
    (record, _) = two_winners(world, 10**6)
    scene.allotted(world, record)
    ports = replace(
        world.ports, store=SomebodyElse(world.store, 0, lambda: refresh_own_money(ports=world.ports))
    )

    outcome = pay_prize(PayPrize(record.id, "system:test"), ports=ports)

    assert outcome.repeat
    assert paid(world, [record]) == 0


def test_a_prize_in_flight_keeps_its_part_and_the_sum_is_a_range(world):
    records = two_winners(world, 10_000)
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers$", count=1)
    scene.pay(world, records[0])

    figures = read_own_money(["usd"], ports=world.ports).figures["usd"]

    assert (figures.lower, figures.upper, figures.own_prizes) == (300, 10_000, 9_700)
    assert scene.pay(world, records[1]).record.reason is Reason.AWAITING_FUNDS


def overdrawn(world):
    """A pool of 100.00 is allotted, and our balance has a cent less."""
    funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    world.stripe.retrieve_balance()
    scene.funds(world, 9_999)
    refresh_own_money(ports=world.ports)


def test_while_a_cent_of_the_pools_is_missing_nothing_is_sent_and_operators_are_paged(pool_world):  # noqa: F811
    world = pool_world
    overdrawn(world)

    waiting = [pay(world, one) for one in prizes(world)]

    assert [(one.reason, one.attempt) for one in waiting] == [(Reason.AWAITING_FUNDS, None)] * len(WINNERS)
    alert = next(one for one in world.alerts.raised if one.cause == "own_money.overdrawn")
    assert (alert.severity, alert.amount_cents, alert.currency) == ("CRITICAL", 1, "usd")
    scene.funds(world, 10_000)
    refresh_own_money(ports=world.ports)
    assert [pay(world, one).status for one in prizes(world)] == [PrizeStatus.PAID] * len(WINNERS)


def test_while_a_cent_of_the_pools_is_missing_none_returns_money(pool_world):  # noqa: F811
    world = pool_world
    pools.challenge(world, "other")
    pools.paid_in(world, 5_000, challenge_id="other")
    overdrawn(world)
    document = world.store.get("prizePools/other")
    world.store.commit([Update(document.path, {"nextCheckAt": world.clock.now()}, document.version)])
    challenge = world.store.get("challenges/other")
    world.store.commit([Update(challenge.path, {"cancelAskedAt": world.clock.now()}, challenge.version)])

    wake_pools(ports=world.ports)

    assert pools.pool_of(world, "other").phase == "open"
    scene.funds(world, 15_000)
    refresh_own_money(ports=world.ports)
    wake_pools(ports=world.ports)
    assert pools.books(world).get("returning:other", 0) == 5_000


def test_operators_are_warned_below_the_minimum(world):
    world.ports = replace(
        world.ports, settings=world.ports.settings.model_copy(update={"own_funds_min": (("usd", 50_000),)})
    )
    scene.funds(world, 49_999)

    refresh_own_money(ports=world.ports)

    (alert,) = world.alerts.raised
    assert (alert.cause, alert.severity, alert.amount_cents) == ("own_money.lowered", "WARNING", 1)


def test_a_payment_that_cannot_be_read_counts_by_the_books(pool_world):  # noqa: F811
    world = pool_world
    funded(world, 10_000)
    before = read_own_money(["usd"], ports=world.ports).figures["usd"]
    (document,) = pools.fundings(world)
    stored = world.store.get(document.path)
    world.store.commit([Update(stored.path, {"amount": "ten"}, stored.version)])

    after = read_own_money(["usd"], ports=world.ports).figures["usd"]

    assert (after.held, after.lower) == (before.held, before.lower) == (10_000, before.lower)
    assert "record.damaged" in world.alerts.causes()


def test_what_was_paid_what_came_back_and_what_goes_back_are_in_the_sum(pool_world):  # noqa: F811
    world = pool_world
    funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    records = prizes(world)
    for record in records:
        pay(world, record)
    assert read_own_money(["usd"], ports=world.ports).figures["usd"].held == 0

    scene.take_back(world, records[0])
    apply_transfer(scene.read(world, records[0].id).stripe_transfer_id, ports=world.ports)

    figures = read_own_money(["usd"], ports=world.ports).figures["usd"]
    assert figures.held == records[0].winner_amount  # our fee of it stays ours
    assert figures.held == pools.books(world)[f"prizes:{CHALLENGE}"]
