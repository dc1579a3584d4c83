"""One pass of the allotment: no prize is covered by money that is not there, or that another uses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pulse.pools import Claim, Use, cover


def claims(*given_):
    """(amount, use) by place."""
    return [Claim(f"p{place}", place, amount, use) for place, (amount, use) in enumerate(given_, start=1)]


WAITING, PAID, FLYING, NONE = Use.WAITING, Use.PAID, Use.IN_FLIGHT, Use.NONE


def test_clean_money_covers_prizes_in_order_of_place_and_skips_what_does_not_fit():
    found = cover(7_000, claims((5_000, WAITING), (3_000, WAITING), (2_000, WAITING)))

    assert found.allotted == ("p1", "p3")
    assert (found.used, found.left, found.missing) == (0, 0, 3_000)


def test_what_is_paid_and_what_may_be_in_flight_uses_its_money_whatever_its_place():
    found = cover(10_000, claims((5_000, WAITING), (3_000, PAID), (2_000, FLYING)))

    assert found.allotted == ("p1", "p3")
    assert found.used == 5_000
    assert cover(9_999, claims((5_000, WAITING), (3_000, PAID), (2_000, FLYING))).allotted == ("p3",)


def test_what_was_claimed_before_a_dispute_is_not_sent_again_from_money_that_is_gone():
    assert cover(4_999, claims((5_000, FLYING), (3_000, WAITING))).allotted == ()
    assert cover(5_000, claims((5_000, FLYING), (3_000, WAITING))).allotted == ("p1",)


def test_of_two_in_flight_neither_is_sent_again_once_a_dispute_took_money_of_both():
    """2,000 of 3,000 are left. If one is sent again and both arrive, 1,000 is paid that nobody paid in."""
    both = claims((2_000, FLYING), (1_000, FLYING))

    assert cover(2_000, both).allotted == ()
    assert cover(3_000, both).allotted == ("p1", "p2")


def test_the_money_of_something_in_flight_that_is_not_covered_is_given_to_nobody_else():
    """It may still arrive: 4,000 are clean, 5,000 are under way, and a prize of 1,000 waits."""
    assert cover(4_000, claims((5_000, FLYING), (1_000, WAITING))).allotted == ()


def test_a_canceled_or_reversed_prize_uses_nothing():
    found = cover(3_000, claims((5_000, NONE), (3_000, WAITING)))

    assert (found.allotted, found.used, found.missing) == (("p2",), 0, 0)


def test_more_paid_than_there_is_covers_nothing_and_says_what_is_missing():
    found = cover(2_000, claims((5_000, PAID), (3_000, WAITING)))

    assert (found.allotted, found.left, found.missing) == ((), 0, 6_000)


CLAIMS = st.lists(
    st.tuples(st.integers(min_value=1, max_value=60), st.sampled_from(list(Use))), max_size=10
).map(lambda given_: claims(*given_))


@given(clean=st.integers(min_value=-20, max_value=300), waiting=CLAIMS)
def test_what_may_be_sent_beside_what_is_used_never_passes_the_clean_money(clean, waiting):
    found = cover(clean, waiting)

    by_id = {claim.prize_id: claim for claim in waiting}
    sent = [by_id[one] for one in found.allotted]
    paid = sum(claim.amount for claim in waiting if claim.use is PAID)
    flying = sum(claim.amount for claim in waiting if claim.use is FLYING)
    new = sum(claim.amount for claim in sent if claim.use is WAITING)
    again = sum(claim.amount for claim in sent if claim.use is FLYING)
    assert all(claim.use in {WAITING, FLYING} for claim in sent)
    assert not new or paid + flying + new <= clean
    assert not again or paid + flying <= clean
    assert list(found.allotted) == sorted(found.allotted, key=lambda one: by_id[one].placement)
    assert found.used == paid + flying


@given(clean=st.integers(min_value=0, max_value=300), waiting=CLAIMS)
def test_no_money_lies_idle_that_would_cover_a_waiting_prize(clean, waiting):
    found = cover(clean, waiting)

    left_out = [one for one in waiting if one.use is WAITING and one.prize_id not in found.allotted]
    assert all(one.amount > found.left for one in left_out)
    assert (found.missing == 0) == (found.used + sum(w.amount for w in waiting if w.use is WAITING) <= clean)


@given(waiting=CLAIMS, data=st.data())
def test_the_pass_does_not_depend_on_the_order_in_which_prizes_are_read(waiting, data):
    assert cover(100, data.draw(st.permutations(waiting))) == cover(100, waiting)
