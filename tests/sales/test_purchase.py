"""A purchase finds its intent again after silence, and opens a new generation only when there is none."""

from __future__ import annotations

import pytest

from pulse.errors import StripeUnavailable
from pulse.ports.store import Delete
from pulse.sales import OwnerNotReady
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    TRAINER,
    bought,
    completed,
    documents,
    payment_of,
    pays,
    round_on_sale,
    trainer_account,
    trainer_balance,
)


def test_what_stripe_refused_on_old_terms_may_be_bought_on_new_ones(world):
    round_on_sale(world)
    old = world.store.get(f"stripeConnect/{TRAINER}").fields["stripeAccountId"]
    world.emulator.deauthorize(old)
    for _ in range(2):
        with pytest.raises(OwnerNotReady):
            bought(world)
    new = trainer_account(world)
    answer = bought(world)
    pays(world, answer.payment_intent_id)
    completed(world, answer.payment_intent_id)
    assert payment_of(world, answer.payment_intent_id).stripe_account_id == new != old
    assert trainer_balance(world, answer.payment_intent_id) == 9_700
    assert [intent.id for intent in world.stripe.list_payment_intents({})] == [answer.payment_intent_id]


def test_an_intent_that_was_made_and_not_recorded_is_found_by_its_key(world):
    round_on_sale(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        bought(world)
    assert documents(world, "payments") == []
    answer = bought(world)
    assert [intent.id for intent in world.stripe.list_payment_intents({})] == [answer.payment_intent_id]


def test_after_a_day_an_unrecorded_intent_is_found_by_listing(world):
    round_on_sale(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        bought(world)
    world.clock.advance(hours=25)
    answer = bought(world)
    assert [intent.id for intent in world.stripe.list_payment_intents({})] == [answer.payment_intent_id]


def test_after_a_day_without_a_trace_a_new_generation_begins(world):
    round_on_sale(world)
    world.emulator.faults.add("timeout_before", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        bought(world)
    world.clock.advance(hours=25)
    answer = bought(world)
    assert payment_of(world, answer.payment_intent_id).generation == 2


def test_a_purchase_that_was_lost_and_comes_back_hands_out_the_same_intent(world):
    round_on_sale(world)
    first = bought(world)
    before = world.store.get(f"payments/{first.payment_intent_id}")
    world.store.commit([Delete(f"purchases/{CHALLENGE}_{BUYER}")])
    world.store.commit([Delete(f"auditLog/purchases_{CHALLENGE}_{BUYER}_{number}") for number in (1, 2)])

    again = bought(world)

    assert again.payment_intent_id == first.payment_intent_id
    assert world.store.get(f"payments/{first.payment_intent_id}").fields == before.fields
