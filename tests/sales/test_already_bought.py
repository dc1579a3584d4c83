"""Nobody pays twice for a round, also not for one that the first system sold."""

from __future__ import annotations

import pytest

from pulse.ports.store import Create
from pulse.sales import (
    AlreadyBought,
)
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    TRAINER,
    bought,
    completed,
    documents,
    pays,
    refunded,
    round_on_sale,
    sold,
)


def test_buying_twice_is_refused(world):
    payment_id = sold(world)
    with pytest.raises(AlreadyBought):
        bought(world)
    assert [intent.id for intent in world.stripe.list_payment_intents({})] == [payment_id]


def test_buying_twice_is_refused_also_before_any_event_reported_the_payment(world):
    round_on_sale(world)
    pays(world, bought(world).payment_intent_id)
    with pytest.raises(AlreadyBought):
        bought(world)


FIRST_SYSTEM_PAYMENT = {
    "paymentId": "first_1",
    "challengeId": CHALLENGE,
    "ownerId": TRAINER,
    "buyerId": BUYER,
    "amount": 10_000,
    "platformFee": 300,
    "ownerAmount": 9_700,
    "status": "completed",
    "createdAt": "2025-01-01T00:00:00.000Z",
    "stripeAccountId": "acct_first",
}


def test_what_the_first_system_sold_is_not_sold_again(world):
    round_on_sale(world)
    world.store.commit([Create("payments/first_1", FIRST_SYSTEM_PAYMENT)])
    with pytest.raises(AlreadyBought) as refused:
        bought(world)
    assert refused.value.code == "already_bought"
    assert documents(world, "purchases") == []
    assert world.stripe.list_payment_intents({}) == []


@pytest.mark.parametrize(
    "other", [{"status": "pending"}, {"status": "refunded"}, {"buyerId": "else"}, {"challengeId": "else"}]
)
def test_another_payment_of_the_first_system_does_not_prevent_a_sale(world, other):
    round_on_sale(world)
    world.store.commit([Create("payments/first_1", {**FIRST_SYSTEM_PAYMENT, **other})])
    assert bought(world).amount == 10_000


@pytest.mark.parametrize("opened_before", [False, True])
@pytest.mark.parametrize("fields", [{}, {"paymentId": "first_1"}, {"paymentId": None}])
def test_a_buyer_who_takes_part_already_is_not_charged(world, opened_before, fields):
    round_on_sale(world)
    unpaid = [bought(world).payment_intent_id] if opened_before else []
    enrolment = {"challengeId": CHALLENGE, "userId": BUYER, **fields}
    world.store.commit([Create(f"user-challenge/{CHALLENGE}_{BUYER}", enrolment)])
    with pytest.raises(AlreadyBought):
        bought(world)
    intents = world.stripe.list_payment_intents({})
    assert [intent.id for intent in intents] == unpaid
    assert all(intent.status == "requires_payment_method" for intent in intents)


def test_a_buyer_who_takes_part_under_another_id_of_the_first_system_is_not_charged(world):
    round_on_sale(world)
    enrolment = {"challengeId": CHALLENGE, "userId": BUYER}
    world.store.commit([Create("user-challenge/first_system_1705320000", enrolment)])
    with pytest.raises(AlreadyBought):
        bought(world)
    assert documents(world, "purchases") == []
    assert world.stripe.list_payment_intents({}) == []


@pytest.mark.parametrize("other", [{"userId": "else"}, {"challengeId": "else"}])
def test_another_enrolment_of_the_first_system_does_not_prevent_a_sale(world, other):
    round_on_sale(world)
    enrolment = {"challengeId": CHALLENGE, "userId": BUYER, **other}
    world.store.commit([Create("user-challenge/first_system_1705320000", enrolment)])
    assert bought(world).amount == 10_000


def test_after_a_full_refund_the_round_may_be_bought_again(world):
    payment_id = sold(world)
    refunded(world, payment_id)
    again = bought(world).payment_intent_id
    assert again != payment_id
    pays(world, again)
    assert completed(world, again).user_challenge_id == f"{CHALLENGE}_{BUYER}"
    assert len(documents(world, "user-challenge")) == 1
