"""How own money is divided: never more than there is, oldest first, and marks stand while that is fair."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pulse.prizes.own_plan import Purse, left_for_sponsoring, plan
from pulse.prizes.reasons import Reason
from tests.prizes.test_allotment import NOW, prize
from tests.world import TEST_SETTINGS

AMOUNTS = st.lists(st.integers(1, 5_000), max_size=6)


def prizes(amounts, start, reason=Reason.AWAITING_FUNDS):
    return [
        prize(number, amount).but(id=f"{start}{number}", reason=reason)
        for number, amount in enumerate(amounts)
    ]


def decided(marked, waiting, spendable, overtaken=()):
    purse = Purse(spendable, {"card": max(0, spendable)}, dict(overtaken))
    return plan(marked, waiting, purse, NOW, TEST_SETTINGS)


@given(AMOUNTS, AMOUNTS, st.integers(-1_000, 20_000))
def test_what_may_be_sent_is_never_more_than_our_own_money(marked, waiting, spendable):
    before, asking = prizes(marked, "m"), prizes(waiting, "w")

    found = decided(before, asking, spendable)

    stands = [] if found.takes_back else before
    sent = sum(one.winner_amount for one in (*stands, *found.allotted.covered))
    assert sent <= max(0, spendable)
    waits = {one.id for one in found.allotted.kept}
    assert waits | {one.id for one in (*stands, *found.allotted.covered)} == {
        one.id for one in (*before, *asking)
    }


@given(AMOUNTS, st.integers(0, 20_000))
def test_no_older_prize_waits_that_the_rest_would_have_covered(waiting, spendable):
    found = decided([], prizes(waiting, "w"), spendable)

    for kept in found.allotted.kept:
        before = [one for one in found.allotted.covered if one.turn < kept.turn]
        assert kept.winner_amount > spendable - sum(one.winner_amount for one in before)


def test_marks_stand_where_the_rest_covers_the_others():
    marked, waiting = prizes([3_000], "m"), prizes([2_000], "w")

    found = decided(marked, waiting, 5_000)

    assert (found.takes_back, [one.id for one in found.allotted.covered]) == (False, ["w0"])


def test_marks_are_taken_back_where_less_is_there_than_was_marked():
    found = decided(prizes([3_000, 2_000], "m"), [], 4_000)

    assert (found.takes_back, [one.id for one in found.allotted.covered]) == (True, ["m0"])


def test_a_marked_prize_that_waits_for_people_keeps_nobody_waiting():
    held = prizes([3_000], "m", reason=Reason.HELD_FOR_APPROVAL)

    found = decided(held, prizes([4_000], "w"), 5_000)

    assert (found.takes_back, [one.id for one in found.allotted.covered]) == (True, ["w0"])


@given(AMOUNTS, AMOUNTS, st.integers(-1_000, 20_000))
def test_a_sponsoring_gets_what_prizes_leave(marked, waiting, spendable):
    purse = Purse(spendable, {"card": max(0, spendable)}, {})
    before, asking = prizes(marked, "m"), prizes(waiting, "w")

    left = left_for_sponsoring(before, asking, purse, NOW, TEST_SETTINGS)

    rest = spendable - sum(marked)
    covered = sum(one.winner_amount for one in decided([], asking, rest).allotted.covered)
    assert left == max(0, rest - covered)


def test_a_sponsoring_takes_no_money_of_a_marked_prize_that_waits_for_people():
    held = prizes([3_000], "m", reason=Reason.HELD_FOR_APPROVAL)

    assert left_for_sponsoring(held, [], Purse(5_000, {"card": 5_000}, {}), NOW, TEST_SETTINGS) == 2_000


def test_a_sponsoring_gets_nothing_while_a_prize_that_was_overtaken_for_a_day_waits():
    (large,) = prizes([9_000], "w")
    purse = Purse(5_000, {"card": 5_000}, {large.id: NOW - timedelta(days=1)})

    assert left_for_sponsoring([], [large], purse, NOW, TEST_SETTINGS) == 0
