"""Runs of refunds and of declined payments are told to operators, to the number; nothing is stopped."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from pulse.sales import PaymentStatus, apply_payment_intent
from tests.sales import scene
from tests.sales.scene import bought, completed, payment_of, pays
from tests.world import TEST_SETTINGS, World

LIMITS = {
    "trainer_refunds_per_period_max": 2,
    "buyer_refunds_per_period_max": 2,
    "buyer_failures_per_day_max": 2,
}


def world_with(**limits):
    world = World(TEST_SETTINGS.model_copy(update={**dict.fromkeys(LIMITS, 99), **limits}))
    scene.round_on_sale(world)
    return world


def sold_to(world, buyer, challenge_id=scene.CHALLENGE):
    scene.user(world, buyer)
    payment_id = bought(world, buyer, challenge_id).payment_intent_id
    pays(world, payment_id)
    completed(world, payment_id, buyer, challenge_id)
    return payment_id


def declined(world, challenge_id):
    scene.priced(world, challenge_id=challenge_id)
    payment_id = bought(world, challenge_id=challenge_id).payment_intent_id
    with contextlib.suppress(Exception):
        pays(world, payment_id, "pm_card_chargeDeclined")
    apply_payment_intent(payment_id, ports=world.ports)
    assert payment_of(world, payment_id).status is PaymentStatus.FAILED


def told(world):
    suspected = [alert for alert in world.alerts.raised if alert.cause == "sale.suspected"]
    return [(alert.facts["pattern"], alert.user_id) for alert in suspected]


@pytest.mark.parametrize(("refunds", "alerts"), [(2, 0), (3, 1)])
def test_a_run_of_refunds_of_one_trainer(refunds, alerts):
    world = world_with(trainer_refunds_per_period_max=2)
    for number in range(refunds):
        scene.refunded(world, sold_to(world, f"buyer{number}"))

    assert told(world) == [("refunds_of_trainer", scene.TRAINER)] * alerts


@pytest.mark.parametrize(("refunds", "alerts"), [(2, 0), (3, 1)])
def test_a_run_of_refunds_of_one_buyer(refunds, alerts):
    world = world_with(buyer_refunds_per_period_max=2)
    for number in range(refunds):
        scene.priced(world, challenge_id=f"round{number}")
        scene.refunded(world, sold_to(world, "ann", f"round{number}"))

    assert told(world) == [("refunds_of_buyer", "ann")] * alerts


@pytest.mark.parametrize(("failures", "alerts"), [(2, 0), (3, 1)])
def test_a_run_of_declined_payments_of_one_buyer(failures, alerts):
    world = world_with(buyer_failures_per_day_max=2)
    for number in range(failures):
        declined(world, f"round{number}")

    assert told(world) == [("failures_of_buyer", scene.BUYER)] * alerts


def test_what_lies_further_back_does_not_count():
    world = world_with(buyer_failures_per_day_max=2)
    for number in range(2):
        declined(world, f"round{number}")
    world.clock.advance(days=1, seconds=1)
    declined(world, "round2")

    assert told(world) == []


def test_a_second_refund_of_one_sale_counts_once():
    world = world_with(trainer_refunds_per_period_max=0)
    payment_id = sold_to(world, "ann")
    scene.refunded(world, payment_id, 1_000)
    scene.refunded(world, payment_id, 2_000)

    assert told(world) == [("refunds_of_trainer", scene.TRAINER)]


def test_sales_that_stay_are_not_counted_and_nothing_is_stopped():
    world = world_with(**dict.fromkeys(LIMITS, 0))
    sold_to(world, "ann")
    assert told(world) == []

    scene.refunded(world, sold_to(world, "ben"))
    assert len(told(world)) == 2
    assert payment_of(world, sold_to(world, "cat")).status is PaymentStatus.COMPLETED


class DyingStore:
    """The worker is killed once *status* of a payment is stored."""

    def __init__(self, store, status):
        self._store, self._status = store, status

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, writes):
        versions = self._store.commit(writes)
        if any(getattr(one, "fields", {}).get("status") == self._status for one in writes):
            raise SystemExit("the worker is killed")
        return versions


def test_what_is_unusual_is_told_even_if_the_worker_dies_once_it_is_stored():
    world = world_with(buyer_failures_per_day_max=0)
    payment_id = bought(world).payment_intent_id
    with contextlib.suppress(Exception):
        pays(world, payment_id, "pm_card_chargeDeclined")

    with pytest.raises(SystemExit):
        apply_payment_intent(payment_id, ports=replace(world.ports, store=DyingStore(world.store, "failed")))
    apply_payment_intent(payment_id, ports=world.ports)

    assert payment_of(world, payment_id).status is PaymentStatus.FAILED
    assert told(world) == [("failures_of_buyer", scene.BUYER)]
