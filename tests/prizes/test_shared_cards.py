"""A winner who paid by the card of an owner, or of somebody who paid into the pool, is held."""

from __future__ import annotations

import pytest

from pulse.charges import note_card
from pulse.ports.store import Merge
from pulse.prizes import Reason
from pulse.prizes.shared_details import Owners, compare_with_owners
from tests.prizes import scene
from tests.world import START, TEST_SETTINGS, World


@pytest.fixture(name="world")
def _world():
    world = World(TEST_SETTINGS.model_copy(update={"fingerprint_checks": "always"}))
    scene.funds(world, 1_000_000)
    return world


def paid(world, user_id, card, payment_id=None):
    world.store.commit([note_card(payment_id or f"pi_{user_id}", user_id, card, START)])


def paid_in(world, payer, card, challenge_id="ch"):
    fields = {"challengeId": challenge_id, "payerId": payer, "cardFingerprint": card}
    world.store.commit([Merge(f"poolFundings/of_{payer}", fields)])


def patterns(world, record):
    hold = world.store.get(f"holds/{record.id}")
    assert record.held is (hold is not None)
    return list(hold.fields["patterns"]) if hold else []


def won(world):
    (record,) = scene.awarded(world, "user_456")
    return record


def test_a_winner_with_the_card_of_an_owner_is_held_and_not_paid(world):
    paid(world, "trainer", "one card")
    paid(world, "user_456", "one card")
    record = won(world)

    assert patterns(world, record) == ["winner_shares_payers_card"]
    scene.winner_account(world, "user_456")
    assert scene.pay(world, record).record.reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []


def test_any_of_several_cards_counts(world):
    paid(world, "trainer", "first", "pi_1")
    paid(world, "trainer", "second", "pi_2")
    paid(world, "user_456", "third", "pi_3")
    paid(world, "user_456", "second", "pi_4")

    assert patterns(world, won(world)) == ["winner_shares_payers_card"]


def test_cards_of_their_own_and_of_strangers_do_not_count(world):
    paid(world, "trainer", "the owner's")
    paid(world, "user_456", "their own")
    paid(world, "stranger", "their own")
    paid(world, "nobody", "the owner's")

    assert patterns(world, won(world)) == []


@pytest.mark.parametrize(
    ("payer", "challenge_id", "checks", "found"),
    [
        ("sponsor", "ch", "always", {"user_456"}),
        ("user_456", "ch", "always", set()),
        ("sponsor", "another", "always", set()),
        ("sponsor", "ch", "live", set()),
    ],
)
def test_the_card_of_another_payer_into_this_pool_counts(payer, challenge_id, checks, found):
    world = World(TEST_SETTINGS.model_copy(update={"fingerprint_checks": checks}))
    paid_in(world, payer, "one card", challenge_id)
    paid(world, "user_456", "one card")

    shared = compare_with_owners(
        {"user_456", "other"}, "ch", Owners(frozenset({"trainer"})), ports=world.ports
    )

    assert shared.card_with_payer == found
