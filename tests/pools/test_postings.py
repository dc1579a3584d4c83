"""A pool's entries balance, and each account says what it is to say, for any amounts."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pulse.ledger import imbalance
from pulse.pools import FundingStatus, postings
from tests.pools.values import funding


def balances(*entries):
    sums = Counter()
    for entry in entries:
        assert imbalance(entry) == {}
        for posting in entry:
            sums[posting.account] += posting.amount
    return {account: amount for account, amount in sums.items() if amount}


PAID = funding(1, 10_000, processing_fee=330)
LATE = PAID.but(status=FundingStatus.LATE)


def test_the_pool_gets_its_part_and_the_processing_what_was_paid_for_it():
    assert balances(postings.paid_in(PAID), postings.processed(330, "usd")) == {
        "payer:owner": -10_330,
        "platform:balance": 10_000,
        "stripe": 330,
        "prizes:ch": 10_000,
        "platform:pools": -10_000,
    }


def test_a_dearer_card_costs_the_processing_and_not_the_pool():
    held = balances(postings.paid_in(PAID), postings.processed(480, "usd"))

    assert (held["prizes:ch"], held["platform:processing"]) == (10_000, -150)


def test_late_money_is_the_payers_from_the_first_moment_and_leaves_nothing_behind():
    assert balances(postings.paid_in(LATE))["returning:ch"] == 10_330
    assert balances(postings.paid_in(LATE), postings.refunded(LATE, 10_330, 10_330)) == {}


def test_a_refund_leaves_the_pool_when_it_is_asked_for_and_our_balance_when_it_moves():
    paid, asked = postings.paid_in(PAID), postings.set_aside(PAID, 4_000)

    assert balances(paid, asked)["prizes:ch"] == 6_000
    assert balances(paid, asked)["platform:balance"] == 10_330
    moved = balances(paid, asked, postings.refunded(PAID, 4_000, 4_000))
    assert (moved["platform:balance"], moved["prizes:ch"], moved.get("returning:ch", 0)) == (6_330, 6_000, 0)


def test_a_refund_that_failed_or_was_refused_leaves_everything_as_before():
    paid, asked = postings.paid_in(PAID), postings.set_aside(PAID, 4_000)

    refused = (paid, asked, postings.released(PAID, 4_000))
    failed = (
        paid,
        asked,
        postings.refunded(PAID, 4_000, 4_000),
        postings.refund_failed(PAID, 4_000, 4_000),
        postings.released(PAID, 4_000),
    )

    assert balances(*refused) == balances(*failed) == balances(paid)


def test_a_dispute_of_103_30_takes_100_00_from_the_pool_and_is_given_back_when_it_is_won():
    paid = postings.paid_in(PAID)
    lost = balances(paid, postings.disputed(PAID, 10_330, 10_000), postings.processed(1_500, "usd"))

    assert (lost.get("prizes:ch", 0), lost["platform:processing"]) == (0, -1_500)
    assert lost["platform:balance"] == -1_500
    assert balances(
        paid, postings.disputed(PAID, 10_330, 10_000), postings.disputed(PAID, -10_330, -10_000)
    ) == balances(paid)


@given(
    amount=st.integers(min_value=1, max_value=10**6),
    fee=st.integers(min_value=0, max_value=10**5),
    late=st.booleans(),
    data=st.data(),
)
def test_every_entry_balances_and_a_funding_that_went_back_whole_leaves_no_trace(amount, fee, late, data):
    status = FundingStatus.LATE if late else FundingStatus.SUCCEEDED
    one = funding(1, amount, processing_fee=fee, status=status)
    part = data.draw(st.integers(min_value=0, max_value=one.base))
    rest = one.total - part

    entries = [
        postings.paid_in(one),
        postings.set_aside(one, part),
        postings.refunded(one, part, part),
        postings.set_aside(one, one.base - part),
        postings.refunded(one, rest, one.base - part),
    ]

    assert balances(*entries) == {}
