"""An unpaid payment into a pool ends with its reason: what Stripe has canceled can be paid by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.pools import FundingStatus, refresh_fundings
from pulse.ports.store import Delete, Merge
from pulse.prizes import AwardPrizes, award_prizes
from stripe_emulator.errors import StripeError
from tests.people import seed_participant
from tests.pools.scene import (
    CHALLENGE,
    OTHER,
    OWNER,
    agrees,
    asked,
    challenge,
    completed,
    fundings,
    pays,
    pool_of,
)

PLAN = f"challenges/{CHALLENGE}"


def changed(**fields):
    return lambda world: world.store.commit([Merge(PLAN, fields)])


def gone(world):
    world.store.commit([Delete(PLAN, world.store.get(PLAN).version)])


def past_its_end(world):
    world.clock.advance(days=30)


def unused_for_a_week(world):
    world.clock.advance(days=7)


def awarded(world):
    """An owner pays in, the challenge is completed before its end and awarded; the other has not paid yet."""
    seed_participant(world, "ann", CHALLENGE, score=5)
    payment = asked(world, 5_000, OTHER).payment_intent_id
    pays(world, payment)
    refresh_soon(world)
    world.store.commit([Merge(PLAN, {"status": "completed", "endDate": world.clock.now()})])
    award_prizes(AwardPrizes(CHALLENGE, "system:test"), ports=world.ports)


REASONS = {
    "the challenge is past its end": past_its_end,
    "the challenge is completed": changed(status="completed"),
    "the challenge is cancelled": changed(status="cancelled"),
    "two administrators cancel it": lambda world: changed(cancelAskedAt=world.clock.now())(world),
    "the challenge is gone": gone,
    "its payer owns it no more": changed(ownerId=[OTHER]),
    "its result stands": awarded,
    "nobody paid for a week": unused_for_a_week,
}


def refresh_soon(world):
    world.clock.advance(minutes=61)
    return refresh_fundings(ports=world.ports)


@pytest.mark.parametrize("reason", REASONS.values(), ids=REASONS)
def test_the_sweep_cancels_it_at_stripe_once_its_reason_is_gone(world, reason):
    challenge(world)
    payment = asked(world).payment_intent_id
    reason(world)

    refresh_soon(world)

    (mine,) = [one for one in fundings(world) if one.payment_intent_id == payment]
    assert mine.status is FundingStatus.CANCELED
    assert world.stripe.retrieve_payment_intent(payment).status == "canceled"
    with pytest.raises(StripeError):
        pays(world, payment)
    agrees(world)


def test_until_then_it_can_be_paid(world):
    challenge(world)
    payment = asked(world).payment_intent_id
    world.clock.advance(days=6)

    refresh_soon(world)
    pays(world, payment)
    completed(world, payment)

    assert [one.status for one in fundings(world)] == [FundingStatus.SUCCEEDED]
    assert pool_of(world).payer_ids == (OWNER,)
    agrees(world)


def test_who_paid_a_second_before_it_is_canceled_has_paid(world):
    """In time it counts; the cancellation is refused by Stripe."""
    challenge(world, endDate=world.clock.now() + timedelta(minutes=30))
    payment = asked(world).payment_intent_id
    pays(world, payment)

    refresh_soon(world)

    assert [one.status for one in fundings(world)] == [FundingStatus.SUCCEEDED]
    assert world.stripe.retrieve_payment_intent(payment).status == "succeeded"
    agrees(world)
