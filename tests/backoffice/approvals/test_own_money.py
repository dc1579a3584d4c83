"""Refunds at the platform's cost: one administrator makes few a day, however they are cut or sent."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from pulse.backoffice.approvals import Act, refund_below_cap
from pulse.sales import OwnMoneyLimitReached, RefundPayment, RefundPolicy, RefundReason
from tests.backoffice.approvals.scene import agree, ask
from tests.sales import scene
from tests.world import TEST_SETTINGS, World

LIMIT = 2_500


@pytest.fixture
def world():
    limit = {"platform_pays_per_day_cents_max": (("usd", LIMIT),)}
    return World(TEST_SETTINGS.model_copy(update=limit))


@pytest.fixture
def payment_id(world):
    return scene.sold(world)


def refunded(world, payment_id, amount, name, actor="ada", policy=RefundPolicy.PLATFORM_PAYS, ports=None):
    command = RefundPayment(
        payment_id=payment_id,
        actor=actor,
        reason=RefundReason.REQUESTED_BY_CUSTOMER,
        amount=amount,
        policy=policy,
        request_id=name,
    )
    return refund_below_cap(command, ports=ports or world.ports)


def total(world, payment_id):
    return sum(one.amount for one in world.stripe.list_refunds({"payment_intent": payment_id}))


def test_the_limit_is_met_to_the_cent(world, payment_id):
    refunded(world, payment_id, LIMIT - 1, "first")
    refunded(world, payment_id, 1, "second")

    with pytest.raises(OwnMoneyLimitReached) as refused:
        refunded(world, payment_id, 1, "third")

    assert (refused.value.code, refused.value.facts["limit"], refused.value.facts["spent"]) == (
        "limit_reached", LIMIT, LIMIT,
    )  # fmt: skip
    assert total(world, payment_id) == LIMIT
    (alert,) = [one for one in world.alerts.raised if one.cause == "refund.limited"]
    assert alert.facts["actor"] == "ada"


def test_what_the_trainer_pays_back_does_not_count(world, payment_id):
    refunded(world, payment_id, LIMIT + 1, "first", policy=RefundPolicy.PROPORTIONAL)
    refunded(world, payment_id, LIMIT, "second")

    assert total(world, payment_id) == 2 * LIMIT + 1


def test_another_administrator_has_a_limit_of_their_own(world, payment_id):
    refunded(world, payment_id, LIMIT, "first")
    refunded(world, payment_id, LIMIT, "second", "bob")

    assert total(world, payment_id) == 2 * LIMIT


def test_a_day_later_the_same_one_refunds_again(world, payment_id):
    refunded(world, payment_id, LIMIT, "first")
    world.clock.advance(hours=24, seconds=1)

    refunded(world, payment_id, LIMIT, "second")

    assert total(world, payment_id) == 2 * LIMIT


def test_a_repeated_request_counts_once(world, payment_id):
    for _ in range(3):
        refunded(world, payment_id, LIMIT, "same")

    assert total(world, payment_id) == LIMIT


def test_what_stripe_refused_does_not_count(world, payment_id):
    world.emulator.faults.add("error", method="POST", path="/refunds$", count=1, status=400)
    with contextlib.suppress(Exception):
        refunded(world, payment_id, LIMIT, "refused")

    refunded(world, payment_id, LIMIT, "second")

    assert total(world, payment_id) == LIMIT


class Interrupted:
    """A store in which *first* happens between a refund's reading and its reservation."""

    def __init__(self, inner, first):
        self._inner, self._first = inner, first

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        first, self._first = self._first, None
        if first is None or not any(write.path.startswith("corrections/") for write in writes):
            self._first = first
        else:
            first()
        return self._inner.commit(writes)


def test_two_at_once_of_different_sales_do_not_pass_it_together(world, payment_id):
    scene.user(world, "ann")
    another = scene.bought(world, "ann").payment_intent_id
    scene.pays(world, another)
    scene.completed(world, another, "ann")

    def first():
        refunded(world, another, 2_000, "first")

    ports = replace(world.ports, store=Interrupted(world.store, first))
    with pytest.raises(OwnMoneyLimitReached):
        refunded(world, payment_id, 2_000, "second", ports=ports)

    assert (total(world, another), total(world, payment_id)) == (2_000, 0)


def test_two_administrators_refund_more(world, payment_id):
    refunded(world, payment_id, LIMIT, "first")
    terms = {"amount": LIMIT + 1, "policy": RefundPolicy.PLATFORM_PAYS}
    ask(world, Act.REFUND_PAYMENT, payment_id, "ada", **terms)
    agree(world, Act.REFUND_PAYMENT, payment_id, "bob")

    assert total(world, payment_id) == 2 * LIMIT + 1
