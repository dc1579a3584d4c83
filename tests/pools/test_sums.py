"""What counts of a pool's money, and what may pay prizes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.pools import FundingStatus, HeldFor, Maturity, Taking, TakingKind, mature_at, sums_of
from tests.pools.values import DAY, NOW, funding

WEEK = 7 * DAY
MATURITY = Maturity(usual=7 * 86_400, first=14 * 86_400, large=30 * 86_400, large_above=(("usd", 100_000),))


def taking(pool_amount, kind=TakingKind.REFUND, amount=None):
    return Taking(
        reference=f"x_{pool_amount}", kind=kind, amount=amount or pool_amount, pool_amount=pool_amount
    )


def test_money_counts_once_it_is_paid_and_less_what_was_taken_and_is_on_its_way_back():
    sums = sums_of(
        [
            funding(1, 10_000, takings=(taking(3_000),), returning_amount=2_000),
            funding(2, 5_000, processing_fee=181),
            funding(3, 7_000, status=FundingStatus.REQUIRES_PAYMENT),
            funding(4, 7_000, status=FundingStatus.LATE),
            funding(5, 7_000, status=FundingStatus.CANCELED),
        ],
        NOW,
    )

    assert (sums.paid_in, sums.taken, sums.returning, sums.held) == (15_000, 3_000, 2_000, 0)
    assert (sums.funded, sums.clean, sums.settling_until) == (10_000, 10_000, None)


def test_a_cancelled_funding_that_was_refunded_is_not_shown_as_there():
    sums = sums_of([funding(1, 10_000, takings=(taking(10_000),)), funding(2, 5_000)], NOW)

    assert sums.funded == 5_000


def test_money_that_waits_for_two_people_counts_for_nothing_until_they_accept_it():
    held = funding(1, 10_000, held_for=(HeldFor.RISK_ELEVATED,))

    assert (sums_of([held], NOW).funded, sums_of([held], NOW).held) == (0, 10_000)
    assert sums_of([held.but(accepted_by="approvals/x")], NOW).clean == 10_000


def test_money_that_is_not_mature_is_funded_and_not_clean_and_one_unit_of_time_decides():
    late = funding(1, 10_000, mature_at=NOW + timedelta(microseconds=1))
    unknown = funding(2, 1_000, mature_at=None)
    ripe = funding(3, 300, mature_at=NOW)

    sums = sums_of([late, unknown, ripe], NOW)

    assert (sums.funded, sums.clean) == (11_300, 300)
    assert sums.settling_until == late.mature_at


@pytest.mark.parametrize(
    ("amount", "first", "days"),
    [(10_000, False, 7), (10_000, True, 14), (100_000, True, 14), (100_001, False, 30), (100_001, True, 30)],
)
def test_how_long_money_waits_follows_from_its_payer_and_its_amount(amount, first, days):
    charged = NOW
    at = mature_at(
        MATURITY,
        charged_at=charged,
        available_on=charged + 2 * DAY,
        amount=amount,
        currency="usd",
        is_payers_first=first,
    )

    assert at == charged + days * DAY


def test_money_is_never_mature_before_stripe_makes_it_available():
    given_ = {"charged_at": NOW, "amount": 1, "currency": "usd", "is_payers_first": False}

    assert mature_at(MATURITY, available_on=NOW + 20 * DAY, **given_) == NOW + 20 * DAY
    assert mature_at(MATURITY, available_on=None, **given_) is None


def test_an_amount_in_a_currency_without_a_limit_waits_longest():
    at = mature_at(
        MATURITY, charged_at=NOW, available_on=NOW, amount=1, currency="eur", is_payers_first=False
    )

    assert at == NOW + 30 * DAY


@given(
    amounts=st.lists(st.integers(min_value=1, max_value=10_000), max_size=6),
    taken=st.lists(st.integers(min_value=0, max_value=10_000), max_size=6),
    held=st.lists(st.booleans(), max_size=6),
    ripe=st.lists(st.booleans(), max_size=6),
)
def test_everything_that_was_paid_in_is_taken_returning_held_or_funded(amounts, taken, held, ripe):
    fundings = []
    for number, (amount, gone, waits, is_ripe) in enumerate(zip(amounts, taken, held, ripe, strict=False)):
        part = min(amount, gone)
        fundings.append(
            funding(
                number,
                amount,
                takings=(taking(part),) if part else (),
                returning_amount=(amount - part) // 2,
                held_for=(HeldFor.FRAUD_WARNING,) if waits else (),
                mature_at=NOW if is_ripe else NOW + DAY,
            )
        )

    sums = sums_of(fundings, NOW)

    assert sums.paid_in == sums.taken + sums.returning + sums.held + sums.funded
    assert 0 <= sums.clean <= sums.funded
    assert sums_of(fundings, NOW + 2 * DAY).clean == sums.funded
