"""Prizes that nobody paid in for: an administrator asks, two agree, or all are paid (`UNFUNDED_POOLS`)."""

from __future__ import annotations

import pytest

from pulse.prizes import PayPrize, PrizeAct, PrizeStatus, Reason, approve_prize, pay_prize
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World


def world_with(mode):
    world = World(TEST_SETTINGS.model_copy(update={"unfunded_pools": mode}))
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    return world, record


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("admin", Reason.POOL_UNFUNDED), ("hold", Reason.HELD_FOR_APPROVAL), ("allow", None)],
)
def test_without_anybody_asking_only_allow_pays(mode, reason):
    world, record = world_with(mode)

    assert scene.pay(world, record).record.reason is reason
    assert len(scene.transfers(world, record)) == (1 if reason is None else 0)


def test_an_administrators_request_pays_one_and_its_retries_need_no_second_request():
    world, record = world_with("admin")
    scene.funds(world, 0)

    asked = pay_prize(PayPrize(record.id, "admin", by_admin=True), ports=world.ports)
    assert (asked.record.reason, asked.record.requested_by) == (Reason.AWAITING_FUNDS, "admin")
    scene.funds(world, 10_000)

    assert scene.pay(world, record).record.status is PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_a_request_before_the_account_is_ready_is_kept():
    world = World(TEST_SETTINGS.model_copy(update={"unfunded_pools": "admin"}))
    scene.funds(world, 10_000)
    (record,) = scene.awarded(world, "user_456")

    asked = pay_prize(PayPrize(record.id, "admin", by_admin=True), ports=world.ports)
    scene.winner_account(world, "user_456")

    assert asked.record.reason is Reason.AWAITING_ACCOUNT
    assert scene.pay(world, record).record.status is PrizeStatus.PAID


def test_where_two_must_agree_one_administrator_alone_pays_nothing():
    world, record = world_with("hold")

    alone = pay_prize(PayPrize(record.id, "admin", by_admin=True), ports=world.ports)
    assert alone.record.reason is Reason.HELD_FOR_APPROVAL
    approve_prize(PrizeAct(record.id, "second", "checked"), ports=world.ports)

    assert scene.pay(world, record).record.status is PrizeStatus.PAID


def test_one_that_two_agreed_to_needs_no_further_request():
    world, record = world_with("admin")
    approve_prize(PrizeAct(record.id, "second", "checked"), ports=world.ports)

    assert scene.pay(world, record).record.status is PrizeStatus.PAID
