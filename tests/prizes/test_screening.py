"""Unusual prizes are held before they can be paid, and let go by two administrators."""

from __future__ import annotations

from dataclasses import replace

from pulse.accounts import Role, account_path, apply_account
from pulse.backoffice import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.ports.store import Merge, Query
from pulse.prizes import AwardPrizes, PrizeStatus, Reason, award_prizes
from tests.prizes import scene
from tests.world import World


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


def test_an_unusual_prize_is_held_from_its_first_moment(world):
    scene.funds(world, 1_000_000)
    scene.user(world, "trainer")
    scene.winner_account(world, "trainer")
    (record,) = scene.awarded(world, "trainer")
    assert (record.held, record.status, record.reason) == (
        True,
        PrizeStatus.PENDING,
        Reason.HELD_FOR_APPROVAL,
    )

    scene.pay(world, record)

    assert scene.read(world, record.id).reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []
    assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["owner_wins_own_challenge"]
    assert world.alerts.causes() == ["prize.suspected"]


def test_the_winner_s_own_record_does_not_say_why(world):
    (record,) = scene.awarded(world, "trainer")
    assert record.held
    hold = world.store.get(f"holds/{record.id}").fields
    own = str(world.store.get(record.path).fields)
    assert all(why not in own for why in [*hold["patterns"], *hold["sentences"]])


def test_two_administrators_let_it_go(world):
    scene.funds(world, 1_000_000)
    scene.user(world, "trainer")
    scene.winner_account(world, "trainer")
    (record,) = scene.awarded(world, "trainer")
    ask = RequestAct(act=Act.PAY_PRIZE, subject_id=record.id, actor="ada", reason="the rules allow it")
    request_act(ask, ports=world.ports)
    agree = ApproveAct(act=Act.PAY_PRIZE, subject_id=record.id, actor="bob", reason="seen")
    approve_act(agree, ports=world.ports)

    assert scene.pay(world, record).record.status is PrizeStatus.PAID


def test_the_others_of_the_challenge_are_paid(world):
    scene.funds(world, 1_000_000)
    for user_id in ("user_456", "trainer"):
        scene.user(world, user_id)
        scene.winner_account(world, user_id)
    first, second = scene.awarded(world, "user_456", "trainer")
    assert (first.held, second.held) == (False, True)
    assert scene.pay(world, first).record.status is PrizeStatus.PAID


def test_awarding_again_holds_and_tells_nothing_twice(world):
    scene.awarded(world, "trainer")
    award_prizes(AwardPrizes("ch", "system:test"), ports=world.ports)
    assert world.alerts.causes() == ["prize.suspected"]
    assert len(world.store.query(Query("holds"))) == 1


def test_rounds_that_the_owner_bought_of_the_winner_are_found_in_the_records(world):
    world.store.commit([Merge("payments/pi_1", {"buyerId": "trainer", "ownerId": "user_456"})])
    (record,) = scene.awarded(world, "user_456")
    assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["owner_buys_from_winner"]


def test_two_people_with_one_bank_account_the_second_is_held():
    world = live(World())
    scene.funds(world, 1_000_000)
    for user_id in ("first", "second"):
        scene.user(world, user_id)
        scene.winner_account(world, user_id)  # the emulator's onboarding names one bank account
    one, other = scene.awarded(world, "first", "second")

    assert scene.pay(world, one).record.status is PrizeStatus.PAID
    assert scene.pay(world, other).record.reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, other) == []


def test_in_test_mode_everybody_may_have_stripe_s_test_bank_account(world):
    for user_id in ("first", "second"):
        scene.user(world, user_id)
        account_id = scene.winner_account(world, user_id)
        apply_account(account_id, ports=world.ports)
    assert world.store.get(account_path(Role.WINNER, "second")).fields["bankSharedWith"] == 0
