"""The pool part of refunds and disputes: in whatever order they come, a pool loses no more than it had."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pulse.pools.states import TakingKind
from pulse.pools.takings import pool_part_of, with_taking

REFUND, DISPUTE = TakingKind.REFUND, TakingKind.DISPUTE


def after(*changes, base=10_000):
    takings = ()
    for reference, taken in changes:
        takings = with_taking(takings, base=base, reference=reference, kind=REFUND, taken=taken)
    return takings


def parts(takings):
    return {one.reference: one.pool_amount for one in takings}


def test_a_dispute_of_the_whole_charge_takes_the_pool_part_and_no_more():
    takings = after(("dp_1", 10_330))

    assert parts(takings) == {"dp_1": 10_000}
    assert takings[0].amount == 10_330


def test_a_dispute_after_a_refund_takes_what_the_pool_still_has_of_the_funding():
    assert parts(after(("re_1", 5_000), ("dp_1", 10_330))) == {"re_1": 5_000, "dp_1": 5_000}


def test_a_refund_that_failed_gives_back_exactly_its_part_and_changes_no_other():
    takings = after(("re_1", 5_000), ("re_2", 5_330), ("re_1", 0))

    assert parts(takings) == {"re_1": 0, "re_2": 5_000}


def test_a_dispute_that_lost_a_little_less_takes_the_pool_part_of_the_difference():
    assert parts(after(("dp_1", 10_000), ("dp_1", 9_880))) == {"dp_1": 9_880}
    assert parts(after(("dp_1", 10_330), ("dp_1", 10_210))) == {"dp_1": 10_000}


def test_seen_again_it_changes_nothing():
    once = after(("re_1", 4_000), ("dp_1", 3_000))

    again = with_taking(once, base=10_000, reference="re_1", kind=REFUND, taken=4_000)

    assert again == once
    assert pool_part_of(again, "re_1") == 4_000
    assert pool_part_of(again, "re_9") == 0


CHANGES = st.lists(
    st.tuples(st.sampled_from(["re_1", "re_2", "dp_1"]), st.integers(min_value=0, max_value=12_000)),
    max_size=12,
)


@given(changes=CHANGES, base=st.integers(min_value=1, max_value=12_000))
def test_parts_never_pass_what_there_was_nor_what_was_taken(changes, base):
    takings = ()
    for reference, taken in changes:
        before = parts(takings)
        takings = with_taking(takings, base=base, reference=reference, kind=DISPUTE, taken=taken)
        now = parts(takings)
        assert {name: part for name, part in now.items() if name != reference} == {
            name: part for name, part in before.items() if name != reference
        }

    assert sum(parts(takings).values()) <= base
    assert all(0 <= one.pool_amount <= one.amount for one in takings)
    assert len({one.reference for one in takings}) == len(takings)


@given(
    amounts=st.lists(st.integers(min_value=0, max_value=5_000), max_size=6),
    data=st.data(),
)
def test_the_pool_loses_the_same_in_whatever_order_takings_are_seen(amounts, data):
    changes = [(f"re_{number}", taken) for number, taken in enumerate(amounts)]
    shuffled = data.draw(st.permutations(changes))

    lost = sum(parts(after(*changes)).values())

    assert lost == sum(parts(after(*shuffled)).values()) == min(10_000, sum(amounts))
