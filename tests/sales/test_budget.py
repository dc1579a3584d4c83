"""What it costs to create a payment intent, counted."""

from __future__ import annotations

import pytest

from pulse.sales import CreatePaymentIntent, create_payment_intent
from tests.counting import counted
from tests.sales import scene
from tests.world import World

COMMAND = CreatePaymentIntent(challenge_id=scene.CHALLENGE, buyer_id=scene.BUYER, actor=scene.BUYER)


@pytest.fixture
def world():
    world = World()
    scene.round_on_sale(world)
    return world


def test_a_new_payment_intent_takes_ten_round_trips_in_sequence_and_one_stripe_call(world):
    trips, ports = counted(world.ports)

    create_payment_intent(COMMAND, ports=ports)

    assert trips.in_sequence("store") == 10
    assert trips.stripe_calls() == ["create_payment_intent"]


def test_no_commit_is_followed_by_a_read_but_that_of_the_trainers_day(world):
    trips, ports = counted(world.ports)

    create_payment_intent(COMMAND, ports=ports)

    calls = trips.calls("store")
    assert calls[calls.index("commit") :] == ["commit", "commit", "query", "query"]


def test_the_same_payment_intent_asked_for_again_writes_nothing(world):
    create_payment_intent(COMMAND, ports=world.ports)
    trips, ports = counted(world.ports)

    create_payment_intent(COMMAND, ports=ports)

    assert "commit" not in trips.calls("store")
    assert trips.stripe_calls() == ["retrieve_payment_intent"]
