"""Which prizes are unusual: the rules alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.prizes.patterns import PATTERNS, EarlierPrize, Win, matched
from pulse.settings import Settings
from tests.world import START

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
        == 16
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
