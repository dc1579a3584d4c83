"""Unusual prizes are held before they can be paid, and let go by two administrators."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import Role, account_path, apply_account
from pulse.backoffice import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.ports.store import Merge, Query
from pulse.prizes import AwardPrizes, PrizeStatus, Reason, award_prizes
from tests.people import onboarded
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World


class Live:
    """The same Stripe, which says that its money is real: the emulator takes test keys alone."""

    livemode = True

    def __init__(self, stripe):
        self._stripe = stripe

    def __getattr__(self, name):
        return getattr(self._stripe, name)


def live(world: World) -> World:
    world.ports = replace(world.ports, stripe=Live(world.stripe))
    return world


def circle(world, user_id="user_456"):
    """The owner of the challenge has bought a round from the winner."""
    world.store.commit([Merge("payments/pi_1", {"buyerId": "trainer", "ownerId": user_id})])


def test_an_unusual_prize_is_held_from_its_first_moment(world):
    scene.funds(world, 1_000_000)
    circle(world)
    scene.winner_account(world, "user_456")
    (record,) = scene.awarded(world, "user_456")
    assert (record.held, record.status, record.reason) == (
        True,
        PrizeStatus.PENDING,
        Reason.HELD_FOR_APPROVAL,
    )

    scene.pay(world, record)

    assert scene.read(world, record.id).reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []
    assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["owner_buys_from_winner"]
    assert world.alerts.causes() == ["prize.suspected"]


def test_the_winner_s_own_record_does_not_say_why(world):
    circle(world)
    (record,) = scene.awarded(world, "user_456")
    assert record.held
    hold = world.store.get(f"holds/{record.id}").fields
    own = str(world.store.get(record.path).fields)
    assert all(why not in own for why in [*hold["patterns"], *hold["sentences"]])


def test_two_administrators_let_it_go(world):
    scene.funds(world, 1_000_000)
    circle(world)
    scene.winner_account(world, "user_456")
    (record,) = scene.awarded(world, "user_456")
    ask = RequestAct(act=Act.PAY_PRIZE, subject_id=record.id, actor="ada", reason="the rules allow it")
    request_act(ask, ports=world.ports)
    agree = ApproveAct(act=Act.PAY_PRIZE, subject_id=record.id, actor="bob", reason="seen")
    approve_act(agree, ports=world.ports)

    assert scene.pay(world, record).record.status is PrizeStatus.PAID


def test_the_others_of_the_challenge_are_paid(world):
    scene.funds(world, 1_000_000)
    circle(world, "bob")
    for user_id in ("user_456", "bob"):
        scene.winner_account(world, user_id)
    first, second = scene.awarded(world, "user_456", "bob")
    assert (first.held, second.held) == (False, True)
    assert scene.pay(world, first).record.status is PrizeStatus.PAID


def test_awarding_again_holds_and_tells_nothing_twice(world):
    circle(world)
    scene.awarded(world, "user_456")
    award_prizes(AwardPrizes("ch", "system:test"), ports=world.ports)
    assert world.alerts.causes() == ["prize.suspected"]
    assert len(world.store.query(Query("holds"))) == 1


def test_two_people_with_one_bank_account_are_both_held():
    world = live(World())
    scene.funds(world, 1_000_000)
    for user_id in ("first", "second"):
        scene.user(world, user_id)
        scene.winner_account(world, user_id)  # the emulator's onboarding names one bank account
    one, other = scene.awarded(world, "first", "second")
    world.clock.advance(days=1, minutes=2)  # a live award is reviewed

    for record in (one, other):
        assert scene.pay(world, record).record.reason is Reason.HELD_FOR_APPROVAL
        assert scene.transfers(world, record) == []
        assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["bank_shared"]
    assert world.alerts.causes() == ["prize.suspected"] * 2


@pytest.mark.parametrize("role", list(Role))
def test_a_winner_with_the_bank_account_of_an_owner_is_held_by_the_award(role):
    world = live(World())
    onboarded(world, "trainer", role)
    scene.winner_account(world, "user_456")
    (record,) = scene.awarded(world, "user_456")
    assert record.held
    assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["winner_shares_owners_bank"]


@pytest.mark.parametrize("role", list(Role))
def test_one_who_names_the_owners_bank_account_after_the_award_is_held(role):
    world = live(World())
    scene.funds(world, 1_000_000)
    (record,) = scene.awarded(world, "user_456")
    world.clock.advance(days=1, minutes=2)
    scene.winner_account(world, "user_456")
    onboarded(world, "trainer", role)

    assert scene.pay(world, record).record.reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []
    assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["bank_shared"]


def test_a_person_may_use_one_bank_account_in_both_roles():
    world = live(World())
    scene.funds(world, 1_000_000)
    onboarded(world, "user_456", Role.CREATOR)
    scene.winner_account(world, "user_456")
    (record,) = scene.awarded(world, "user_456")
    world.clock.advance(days=1, minutes=2)
    assert scene.pay(world, record).record.status is PrizeStatus.PAID


def test_with_fingerprint_checks_always_test_mode_compares_too():
    world = World(TEST_SETTINGS.model_copy(update={"fingerprint_checks": "always"}))
    for user_id in ("first", "second"):
        scene.winner_account(world, user_id)
    for user_id in ("first", "second"):
        assert world.store.get(account_path(Role.WINNER, user_id)).fields["bankSharedWith"] == 1


@pytest.mark.parametrize(
    ("status", "held"),
    [
        ("completed", False),
        ("requires_payment", False),
        ("partially_refunded", True),
        ("refunded", True),
        ("disputed", True),
        ("lost", True),
    ],
)
def test_a_winner_whose_purchase_was_taken_back_is_held(world, status, held):
    bought = {"buyerId": "user_456", "ownerId": "trainer", "challengeId": "ch", "status": status}
    world.store.commit([Merge("payments/pi_1", bought)])
    world.store.commit([Merge("payments/pi_2", {**bought, "challengeId": "other", "status": "lost"})])
    (record,) = scene.awarded(world, "user_456")
    world.clock.advance(days=1, minutes=2)
    assert record.held is held
    hold = world.store.get(f"holds/{record.id}")
    assert (hold and hold.fields["patterns"]) == (["purchase_taken_back"] if held else None)


def test_in_test_mode_everybody_may_have_stripe_s_test_bank_account(world):
    for user_id in ("first", "second"):
        scene.user(world, user_id)
        account_id = scene.winner_account(world, user_id)
        apply_account(account_id, ports=world.ports)
    assert world.store.get(account_path(Role.WINNER, "second")).fields["bankSharedWith"] == 0
