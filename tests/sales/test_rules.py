"""Which status follows from what Stripe says, and which may follow which."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.charges import DisputeOutcome
from pulse.sales import SOLD, TRANSITIONS, PaymentStatus, rules

PAID, UNPAID = SOLD, set(PaymentStatus) - SOLD


def test_every_status_has_its_place_in_the_graph():
    assert TRANSITIONS.keys() == set(PaymentStatus)


def test_what_was_paid_never_becomes_unpaid():
    assert not any(rules.may_become(before, after) for before, after in itertools.product(PAID, UNPAID))


def test_a_canceled_payment_stays_canceled():
    assert not any(
        rules.may_become(PaymentStatus.CANCELED, after)
        for after in set(PaymentStatus) - {PaymentStatus.CANCELED}
    )


@pytest.mark.parametrize("status", PaymentStatus)
def test_to_stay_is_always_allowed(status):
    assert rules.may_become(status, status)


@pytest.mark.parametrize(
    ("intent", "tried", "status"),
    [
        ("requires_payment_method", False, "requires_payment"),
        ("requires_payment_method", True, "failed"),
        ("requires_confirmation", False, "requires_payment"),
        ("requires_action", True, "requires_payment"),
        ("processing", False, "processing"),
        ("requires_capture", False, "processing"),
        ("canceled", True, "canceled"),
        ("requires_something_new", False, None),
        ("", False, None),
    ],
)
def test_the_status_of_an_unpaid_intent(intent, tried, status):
    assert rules.unpaid_status(intent, tried=tried) == status


@pytest.mark.parametrize(
    ("refunded", "disputes", "status"),
    [
        (0, [], "completed"),
        (1, [], "partially_refunded"),
        (99, [], "partially_refunded"),
        (100, [], "refunded"),
        (0, ["open"], "disputed"),
        (50, ["open"], "disputed"),
        (0, ["lost"], "lost"),
        (0, ["won"], "completed"),
        (50, ["won"], "partially_refunded"),
        (0, ["inquiry"], "completed"),
        (0, ["lost", "open"], "disputed"),
        (100, ["lost"], "lost"),
    ],
)
def test_the_status_of_a_sold_payment(refunded, disputes, status):
    assert rules.sold_status(100, refunded, map(DisputeOutcome, disputes)) == status


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("needs_response", "open"),
        ("under_review", "open"),
        ("appeal_needs_response", "open"),
        ("something_new", "open"),
        ("won", "won"),
        ("lost", "lost"),
        ("warning_closed", "inquiry"),
        ("warning_something_new", "inquiry"),
        ("prevented", "inquiry"),
    ],
)
def test_a_disputes_status_by_what_it_does_to_the_money(status, outcome):
    assert DisputeOutcome.of(status) == outcome


@given(
    owner=st.integers(min_value=0, max_value=10**8),
    fee=st.integers(min_value=0, max_value=10**8),
    data=st.data(),
)
def test_a_trainers_share_is_never_more_than_they_got(owner, fee, data):
    amount = owner + fee + 1
    part = data.draw(st.integers(min_value=0, max_value=amount * 2))
    share = rules.owner_share(owner, part, amount, "usd")
    assert 0 <= share <= owner
    if part >= amount:
        assert share == owner
