"""A winner who shares a card or a bank account with an owner, or with a payer of the pool, is held."""

from __future__ import annotations

import pytest

from pulse.accounts import Role, account_path
from pulse.charges import note_card
from pulse.ports.store import Merge
from pulse.prizes import Reason, fetch_prize_records
from pulse.prizes.shared_details import Owners, compare_with_owners, describe_owners
from tests.people import seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
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


def named(world, user_id, role, *fingerprints):
    """Stripe described the person's account with these bank accounts or debit cards for payouts."""
    world.store.commit([Merge(account_path(role, user_id), {"bankFingerprints": list(fingerprints)})])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("payer", "challenge_id", "checks", "found"),
    [
        ("sponsor", "ch", "always", {"user_456"}),
        ("user_456", "ch", "always", set()),
        ("trainer", "ch", "always", set()),
        ("sponsor", "another", "always", set()),
        ("sponsor", "ch", "live", set()),
    ],
)
def test_the_bank_account_of_another_payer_into_this_pool_counts(payer, challenge_id, checks, found, role):
    """An owner's counts as an owner's and not twice."""
    world = World(TEST_SETTINGS.model_copy(update={"fingerprint_checks": checks}))
    paid_in(world, payer, None, challenge_id)
    named(world, payer, role, "one bank")
    named(world, "user_456", Role.WINNER, "own", "one bank")

    shared = compare_with_owners(
        {"user_456", "other"}, "ch", Owners(frozenset({"trainer"})), ports=world.ports
    )

    assert shared.bank_with_payer == found
    assert shared.bank_with_owner == shared.card_with_payer == frozenset()


def test_a_winner_who_is_paid_to_the_bank_account_of_a_payer_is_held_and_not_paid():
    """The payer was an owner when they paid, and is none at the award."""
    world = pools.world_where(fingerprint_checks="always", pool_first_funding_cents_max=(("usd", 10**9),))
    pools.challenge(world)
    pools.paid_in(world, payer=OTHER)
    seed_participant(world, "user_456", CHALLENGE, score=1)
    scene.ready_winner(world)
    bank = world.store.get(account_path(Role.WINNER, "user_456")).fields["bankFingerprints"]
    named(world, OTHER, Role.CREATOR, *bank)
    world.clock.advance(days=31)
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "completed", "ownerId": [OWNER]})])

    scene.award(world, CHALLENGE)

    (record,) = fetch_prize_records(CHALLENGE, ports=world.ports)
    assert bank
    assert patterns(world, record) == ["winner_shares_payers_bank"]
    world.clock.advance(days=30)
    assert scene.pay(world, record).record.reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []


@pytest.mark.parametrize(
    ("owners", "bank_with_owner", "bank_with_payer"),
    [(("trainer",), set(), {"user_456"}), (("trainer", "sponsor"), {"user_456"}, set())],
)
def test_a_winner_who_is_paid_to_the_card_by_which_another_paid_is_held(
    world, owners, bank_with_owner, bank_with_payer
):
    """What a payer pays in by tells of them, and what an owner paid for a round by."""
    paid_in(world, "sponsor", "one card")
    paid(world, "sponsor", "one card")
    named(world, "user_456", Role.WINNER, "one card")

    shared = compare_with_owners(
        {"user_456"}, "ch", describe_owners(frozenset(owners), ports=world.ports), ports=world.ports
    )

    assert (shared.bank_with_owner, shared.bank_with_payer) == (bank_with_owner, bank_with_payer)


@pytest.mark.parametrize("payer", ["", "a/b", "__x__", 7, None])
def test_a_payment_into_the_pool_that_names_nobody_stops_no_comparison(world, payer):
    fields = {"challengeId": "ch", "payerId": payer, "cardFingerprint": "one card"}
    world.store.commit([Merge("poolFundings/odd", fields)])
    paid_in(world, "sponsor", "another card")
    paid(world, "user_456", "another card")

    shared = compare_with_owners({"user_456"}, "ch", Owners(frozenset({"trainer"})), ports=world.ports)

    assert shared.card_with_payer == {"user_456"}
