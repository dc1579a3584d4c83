"""Refunds of fundings are sent soon, told to operators, and stopped where a record cannot be read."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from pulse.errors import StripeUnavailable
from pulse.pools import PoolUnreadable, apply_funding, refresh_fundings
from pulse.ports.store import Query, Update
from tests.pools import scene
from tests.world import World


@pytest.fixture
def world():
    made = World()
    scene.challenge(made)
    scene.has_funds(made)
    return made


def late(world):
    """Paid a day after the end of the challenge; Stripe's answer to the refund is lost."""
    payment = scene.asked(world).payment_intent_id
    world.clock.advance(days=31)
    scene.pays(world, payment)
    world.emulator.faults.add("timeout_before", method="POST", path="refunds$", count=1)
    with contextlib.suppress(StripeUnavailable):
        apply_funding(payment, ports=world.ports, thorough=True)
    return payment


def refunded(world, payment):
    return sum(one.amount for one in world.stripe.list_refunds({"payment_intent": payment}))


def test_the_refund_of_late_money_that_got_no_answer_is_sent_again_within_the_hour(world):
    payment = late(world)
    assert refunded(world, payment) == 0

    world.clock.advance(hours=1)
    refresh_fundings(ports=world.ports)

    assert refunded(world, payment) == scene.funding_of(world, payment).total


def test_a_return_that_cannot_be_read_stops_its_payment_and_is_told(world):
    payment = late(world)
    (document,) = world.store.query(Query("poolReturns"))
    world.store.commit([Update(document.path, {"amount": "everything"}, document.version)])

    with pytest.raises(PoolUnreadable):
        apply_funding(payment, ports=world.ports, thorough=True)

    assert [one.subject for one in world.alerts.raised if one.cause == "record.damaged"] == [document.path]
    assert refunded(world, payment) == 0


class DyingStore:
    """The worker is killed as soon as something of a payment into a pool is stored."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, writes):
        versions = self._store.commit(writes)
        if any(one.path.startswith("poolFundings/") for one in writes):
            raise SystemExit("the worker is killed")
        return versions


def test_a_payment_that_is_held_is_told_even_if_the_worker_dies_once_it_is_stored(world):
    payment = scene.paid_in(world)
    scene.warned(world, payment)

    with pytest.raises(SystemExit):
        apply_funding(payment, ports=replace(world.ports, store=DyingStore(world.store)), thorough=True)
    apply_funding(payment, ports=world.ports, thorough=True)

    assert scene.funding_of(world, payment).is_held
    assert world.alerts.causes().count("funding.held") == 1
