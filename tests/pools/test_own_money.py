"""Our own money is what nobody else has of the balance: a range, and of its lower end what is available."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pulse.pools import Claims, figures_of
from pulse.ports.stripe_objects import Balance, BalanceFunds

CENTS = st.integers(-10_000, 10**8)
CLAIM = st.integers(0, 10**7)


def balance(available=0, pending=0, reserved=0):
    def funds(amount):
        return (BalanceFunds(amount=amount, currency="usd"), BalanceFunds(amount=7, currency="eur"))

    return Balance(available=funds(available), pending=funds(pending), connect_reserved=funds(reserved))


BALANCES = st.builds(balance, CENTS, CENTS, CLAIM)
CLAIMS = st.builds(
    lambda settled, more, unsent, sent, in_flight, own: Claims(
        settled + more, settled, unsent + sent, sent, in_flight, own
    ),
    *[CLAIM] * 6,
)


def test_it_is_what_pools_payers_and_connected_accounts_do_not_have():
    now = balance(available=50_000, pending=10_000, reserved=2_000)

    found = figures_of(now, now, Claims(held=30_000, held_settled=25_000, returning=1_000), "usd")

    assert (found.lower, found.upper) == (27_000, 27_000)
    assert found.spendable == 50_000 - 2_000 - 25_000 - 1_000


def test_what_was_sent_and_is_not_recorded_makes_it_a_range():
    now = balance(available=50_000)

    found = figures_of(
        now, now, Claims(held=30_000, held_settled=30_000, pool_prizes=10_000, own_prizes=4_850), "usd"
    )

    assert (found.lower, found.upper, found.spendable) == (15_150, 30_000, 15_150)


def test_a_refund_that_was_asked_for_may_have_left_and_nothing_is_missing_then():
    after = balance(available=30_000)

    found = figures_of(
        after, after, Claims(held=30_000, held_settled=30_000, returning=5_000, returning_sent=5_000), "usd"
    )

    assert (found.lower, found.upper) == (-5_000, 0)


def test_what_is_pending_belongs_to_whoever_but_is_spent_by_nobody():
    now = balance(available=5_000, pending=100_000)

    found = figures_of(now, now, Claims(), "usd")

    assert (found.lower, found.spendable) == (105_000, 5_000)


@given(BALANCES, BALANCES, CLAIMS)
def test_what_is_spent_is_certain_and_what_is_certain_is_possible(before, after, claims):
    found = figures_of(before, after, claims, "usd")

    assert found.spendable <= found.lower <= found.upper
    assert found == figures_of(before, after, claims, "usd")
    swapped = figures_of(after, before, claims, "usd")
    assert (swapped.lower, swapped.upper, swapped.spendable) == (found.lower, found.upper, found.spendable)


@given(BALANCES, CLAIMS, CLAIM)
def test_a_cent_more_that_a_pool_holds_is_a_cent_less_of_ours(now, claims, more):
    before = figures_of(now, now, claims, "usd")
    held = replace(claims, held=claims.held + more)

    after = figures_of(now, now, held, "usd")

    assert (before.lower - after.lower, before.upper - after.upper) == (more, more)
