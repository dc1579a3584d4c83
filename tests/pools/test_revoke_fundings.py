"""An open payment into a pool ends with its reason: its client secret pays nothing any more."""

from __future__ import annotations

import pytest

from pulse.pools import FundingStatus, refresh_fundings
from pulse.ports.store import Delete, Update
from stripe_emulator.errors import StripeError
from tests.pools.scene import CHALLENGE, asked, challenge, funding_of, pays

WHERE = f"challenges/{CHALLENGE}"
REASONS = {
    "cancelled": lambda world: world.store.commit([Update(WHERE, {"status": "cancelled"})]),
    "being cancelled": lambda world: world.store.commit(
        [Update(WHERE, {"cancelAskedAt": world.clock.now()})]
    ),
    "withdrawn": lambda world: world.store.commit([Delete(WHERE)]),
    "given to another owner": lambda world: world.store.commit([Update(WHERE, {"ownerId": "somebody"})]),
    "over": lambda world: world.clock.advance(days=40),
    "unused for a week": lambda world: world.clock.advance(days=7),
}


def intent_of(world, payment_id):
    return world.stripe.retrieve_payment_intent(payment_id).status


@pytest.mark.parametrize("why", REASONS)
def test_the_sweep_cancels_an_open_payment_into_a_pool_whose_reason_is_gone(world, why):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    REASONS[why](world)
    world.clock.advance(minutes=11)

    refresh_fundings(ports=world.ports)

    assert intent_of(world, payment_id) == "canceled"
    assert funding_of(world, payment_id).status is FundingStatus.CANCELED
    with pytest.raises(StripeError):
        pays(world, payment_id)


def test_one_whose_reason_stands_is_left_open(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    world.clock.advance(days=6, hours=23)

    refresh_fundings(ports=world.ports)

    assert intent_of(world, payment_id) == "requires_payment_method"
    pays(world, payment_id)
    assert intent_of(world, payment_id) == "succeeded"
