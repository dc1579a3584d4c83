"""Unusual prizes are held before anybody can pay them, and let go by two administrators."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts import Role, account_path, apply_account
from pulse.backoffice.approvals.acts import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.ports.store import Merge, Query
from pulse.prizes import AwardPrizes, PrizeStatus, Reason, award_prizes
from pulse.prizes.patterns import PATTERNS, EarlierPrize, Win, matched
from pulse.settings import Settings
from tests.prizes import scene
from tests.world import START, World

SETTINGS = Settings()
USUAL = Win(user_id="u", amount=9_700, at=START, owner_ids=frozenset({"trainer"}))


def won(days_ago: float = 1, amount: int = 9_700, *, paid: bool = True) -> EarlierPrize:
    return EarlierPrize(amount, START - timedelta(days=days_ago), paid, "earlier")


def words(win: Win) -> set[str]:
    return {pattern.word for pattern in matched(win, SETTINGS)}


def test_what_is_usual_is_not_held():
    assert words(USUAL) == set()
    assert words(replace(USUAL, earlier=[won(), won(2)])) == set()


def test_every_pattern_has_a_word_and_a_sentence_of_its_own():
    assert (
        len({pattern.word for pattern in PATTERNS})
        == len({p.sentence for p in PATTERNS})
        == len(PATTERNS)
        == 5
    )


def test_the_owner_who_wins_is_looked_at():
    assert words(replace(USUAL, user_id="trainer")) == {"owner_wins_own_challenge"}


def test_money_in_a_circle_is_looked_at():
    assert words(replace(USUAL, sellers_to_owners=frozenset({"u"}))) == {"owner_buys_from_winner"}


@pytest.mark.parametrize(("earlier", "expected"), [(19, set()), (20, {"many_prizes"})])
def test_winning_too_often_is_looked_at(earlier, expected):
    assert words(replace(USUAL, earlier=[won(amount=1)] * earlier)) == expected


@pytest.mark.parametrize(("amount", "expected"), [(490_300, set()), (490_301, {"much_money"})])
def test_winning_too_much_is_looked_at(amount, expected):
    assert words(replace(USUAL, earlier=[won(amount=amount)])) == expected


@pytest.mark.parametrize(("days", "expected"), [(30, set()), (29.99, {"much_money"})])
def test_what_was_won_long_ago_does_not_count(days, expected):
    assert words(replace(USUAL, earlier=[won(days, amount=500_000)])) == expected


@pytest.mark.parametrize(
    ("amount", "earlier", "expected"),
    [
        (74_999, [], set()),
        (75_000, [], {"first_prize_large"}),
        (75_000, [won(400)], set()),
        (75_000, [won(paid=False)], {"first_prize_large"}),
    ],
)
def test_a_large_first_payment_is_looked_at(amount, earlier, expected):
    assert words(replace(USUAL, amount=amount, earlier=earlier)) == expected


@given(st.lists(st.integers(1, 200_000), max_size=30), st.integers(1, 200_000))
def test_more_money_never_makes_a_prize_less_unusual(amounts, amount):
    earlier = [won(amount=one) for one in amounts]
    less, more = (
        replace(USUAL, amount=amount, earlier=earlier),
        replace(USUAL, amount=amount + 1, earlier=earlier),
    )
    assert words(less) <= words(more)


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
    assert world.alerts.causes() == ["prize.unusual"]


def test_the_winner_s_own_record_does_not_say_why(world):
    (record,) = scene.awarded(world, "trainer")
    assert "owner_wins" not in str(world.store.get(record.path).fields)


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
    assert world.alerts.causes() == ["prize.unusual"]
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
