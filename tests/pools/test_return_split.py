"""Who gets how much back: to the cent, in proportion, and never more than is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.money import step
from pulse.pools import Returnable, split_return
from tests.pools.values import NOW


def left(name, amount, payer="a", hours=0):
    return Returnable(name, payer, amount, NOW + timedelta(hours=hours))


def test_between_payers_in_proportion_to_what_is_left_of_theirs():
    assert split_return(100, [left("f1", 300, "a"), left("f2", 100, "b")], "usd") == {"f1": 75, "f2": 25}


def test_a_remainder_goes_to_the_largest_and_the_sum_stays():
    returned = split_return(100, [left(f"f{n}", 100, f"payer{n}") for n in range(3)], "usd")

    assert sorted(returned.values()) == [33, 33, 34]


def test_within_one_payer_the_newest_money_goes_first():
    assert split_return(
        150, [left("old", 100, hours=1), left("new", 100, hours=2), left("oldest", 100, hours=0)], "usd"
    ) == {"new": 100, "old": 50}


def test_the_second_payers_money_is_not_used_first():
    """Of 60.00 and 40.00, 50.00 go back: 30.00 to the first, though the second paid last."""
    assert split_return(5_000, [left("f1", 6_000, "a", 0), left("f2", 4_000, "b", 9)], "usd") == {
        "f1": 3_000,
        "f2": 2_000,
    }


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_split_into_nothing(amount):
    assert split_return(max(0, amount), [left("f1", 100)], "usd") == {}


def test_no_more_goes_back_than_is_left():
    assert split_return(1_000, [left("f1", 300), left("f2", 0, "b")], "usd") == {"f1": 300}
    assert split_return(1_000, [], "usd") == {}


FUNDINGS = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=5_000),
        st.sampled_from("abc"),
        st.integers(min_value=0, max_value=5),
    ),
    max_size=8,
).map(lambda given_: [left(f"f{n}", amount, payer, hours) for n, (amount, payer, hours) in enumerate(given_)])


@given(
    amount=st.integers(min_value=0, max_value=50_000),
    fundings=FUNDINGS,
    currency=st.sampled_from(["usd", "jpy", "isk", "kwd"]),
)
def test_the_parts_add_up_and_none_passes_what_is_left_or_the_step(amount, fundings, currency):
    smallest = step(currency)
    returned = split_return(amount, fundings, currency)

    there = sum(one.left // smallest * smallest for one in fundings)
    assert sum(returned.values()) == min(amount // smallest * smallest, there)
    by_id = {one.funding_id: one for one in fundings}
    assert all(0 < part <= by_id[name].left and part % smallest == 0 for name, part in returned.items())


@given(amount=st.integers(min_value=0, max_value=50_000), fundings=FUNDINGS, data=st.data())
def test_the_split_does_not_depend_on_the_order_in_which_fundings_are_read(amount, fundings, data):
    shuffled = data.draw(st.permutations(fundings))

    assert split_return(amount, shuffled, "usd") == split_return(amount, fundings, "usd")


@given(amount=st.integers(min_value=0, max_value=5_000), fundings=FUNDINGS)
def test_no_payer_is_off_their_share_by_more_than_one_step(amount, fundings):
    returned = split_return(amount, fundings, "usd")

    there = sum(one.left for one in fundings)
    payers = {one.funding_id: one.payer for one in fundings}
    for payer in set(payers.values()):
        own = sum(one.left for one in fundings if one.payer == payer)
        got = sum(part for name, part in returned.items() if payers[name] == payer)
        exact = min(amount, there) * own / there if there else 0
        assert abs(got - exact) < 1
