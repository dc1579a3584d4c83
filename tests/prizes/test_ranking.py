"""Who wins what: places by score, prizes that add up to the pool to the cent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.documents import Participant, Promise
from pulse.money import CHARGE_MAX
from pulse.pools import DISTRIBUTIONS, PrizeMoney, prize_money
from pulse.prizes import ranking

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
END = NOON + timedelta(hours=1)
KINDS = sorted(DISTRIBUTIONS)


def person(user_id: str, score: float, *, done=0, joined=0, entry=None) -> Participant:
    return Participant(
        entry or f"uc_{user_id}",
        user_id,
        user_id,
        score,
        NOON + timedelta(minutes=done),
        NOON + timedelta(minutes=joined),
    )


def money(pool: int, kind: str = "top_three_weighted", custom=None) -> PrizeMoney:
    shares = tuple(round(percent * 100) for percent in custom or ())
    return prize_money(Promise(pool, "usd", kind, shares))


def prizes(result) -> dict[str, int]:
    return {winner.user_id: winner.prize_amount for winner in result.winners}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("winner_takes_all", {"ann": 10_000}),
        ("top_three_equal", {"ann": 3_334, "bob": 3_333, "cyn": 3_333}),
        ("top_three_weighted", {"ann": 5_000, "bob": 3_000, "cyn": 2_000}),
    ],
)
def test_the_documented_distributions_share_100_dollars(kind, expected):
    people = [person("cyn", 10), person("ann", 30), person("bob", 20), person("dan", 5)]

    result = ranking.decide(money(10_000, kind), people, END)

    assert prizes(result) == expected
    assert result.unassigned_amount == 0


def test_a_custom_distribution_below_100_percent_leaves_the_rest_in_the_pool():
    result = ranking.decide(money(10_001, "custom", [60, 25.5]), [person("ann", 2), person("bob", 1)], END)

    assert prizes(result) == {"ann": 6_001, "bob": 2_550}
    assert result.unassigned_amount == 1_450


def test_places_that_nobody_fills_stay_in_the_pool():
    result = ranking.decide(money(10_000), [person("ann", 3)], END)

    assert prizes(result) == {"ann": 5_000}
    assert result.unassigned_amount == 5_000


def test_nobody_taking_part_leaves_the_whole_pool():
    result = ranking.decide(money(10_000), [], END)

    assert (result.standings, result.unassigned_amount) == ((), 10_000)


def test_a_score_of_zero_wins_nothing():
    result = ranking.decide(money(10_000, "top_three_equal"), [person("ann", 1), person("bob", 0)], END)

    assert prizes(result) == {"ann": 3_334}


def test_ties_go_to_the_earlier_finisher_then_the_earlier_joiner_then_by_user_id():
    people = [
        person("late", 5, done=9),
        person("joined_late", 5, done=1, joined=9),
        person("zoe", 5, done=1, joined=1),
        person("abe", 5, done=1, joined=1),
    ]

    assert [entry.user_id for entry in ranking.rank(people, END)] == ["abe", "zoe", "joined_late", "late"]


def test_who_never_finished_comes_after_those_with_the_same_score_who_did():
    unfinished = Participant("uc", "una", None, 5, None, None)

    assert [p.user_id for p in ranking.rank([unfinished, person("ann", 5)], END)] == ["ann", "una"]


def test_a_person_who_takes_part_twice_has_one_place_the_better_one():
    people = [person("ann", 1, entry="uc_1"), person("ann", 9, entry="uc_2"), person("bob", 5)]

    result = ranking.decide(money(10_000), people, END)

    assert [(w.user_id, w.user_challenge_id, w.placement) for w in result.standings] == [
        ("ann", "uc_2", 1),
        ("bob", "uc_bob", 2),
    ]


def test_who_joined_or_finished_after_the_end_wins_nothing():
    people = [
        person("joined_late", 50, joined=61),
        person("finished_late", 40, done=61),
        person("in_time", 30, done=60, joined=60),
    ]

    result = ranking.decide(money(10_000), people, END)

    assert prizes(result) == {"in_time": 5_000}


def test_a_negative_score_wins_nothing():
    assert ranking.rank([person("ann", -1)], END) == []


people_of_any_kind = st.lists(
    st.builds(
        person,
        st.sampled_from([f"u{n}" for n in range(12)]),
        st.integers(0, 20),
        done=st.integers(0, 3),
        joined=st.integers(0, 3),
        entry=st.uuids().map(str),
    ),
    max_size=25,
)
any_money = st.builds(money, st.integers(0, CHARGE_MAX), st.sampled_from(KINDS)) | st.builds(
    lambda pool, weights: money(pool, "custom", [w * 100 // (sum(weights) or 1) for w in weights]),
    st.integers(0, CHARGE_MAX),
    st.lists(st.integers(0, 100), min_size=1, max_size=30),
)


@given(any_money, people_of_any_kind)
def test_prizes_and_what_is_unassigned_are_the_pool_to_the_cent(promised, people):
    result = ranking.decide(promised, people, END)

    assert sum(prizes(result).values()) + result.unassigned_amount == promised.pool
    assert result.unassigned_amount >= 0
    assert all(winner.prize_amount >= 0 for winner in result.standings)


@given(any_money, people_of_any_kind, st.randoms())
def test_the_order_in_which_participants_are_read_changes_nothing(promised, people, random):
    shuffled = list(people)
    random.shuffle(shuffled)

    assert ranking.decide(promised, shuffled, END) == ranking.decide(promised, people, END)
    assert ranking.inputs_hash(promised, shuffled, END, 300) == ranking.inputs_hash(
        promised, people, END, 300
    )


@given(st.integers(0, CHARGE_MAX), st.sampled_from(KINDS), people_of_any_kind)
def test_a_better_place_never_wins_less(pool, kind, people):
    amounts = [winner.prize_amount for winner in ranking.decide(money(pool, kind), people, END).standings]

    assert amounts == sorted(amounts, reverse=True)


@given(any_money, people_of_any_kind)
def test_one_place_per_person_and_no_gaps(promised, people):
    standings = ranking.decide(promised, people, END).standings

    assert len({winner.user_id for winner in standings}) == len(standings)
    assert [winner.placement for winner in standings] == list(range(1, len(standings) + 1))


@given(people_of_any_kind.filter(bool), st.integers(1, 100))
def test_any_edit_of_a_score_changes_the_hash_of_the_inputs(people, more):
    edited = [
        *people[:-1],
        person(people[-1].user_id, people[-1].score + more, entry=people[-1].user_challenge_id),
    ]

    assert ranking.inputs_hash(money(100), people, END, 300) != ranking.inputs_hash(
        money(100), edited, END, 300
    )
