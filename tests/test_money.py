"""Fees, shares and splits: exact to the last unit, for every amount."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse import money

AMOUNTS = st.integers(min_value=0, max_value=10**12)
RATES = st.integers(min_value=0, max_value=10_000)


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        (0, 0),
        (1, 0),
        (16, 0),
        (17, 1),
        (50, 2),
        (150, 5),
        (5_000, 150),
        (10_000, 300),
        (99_999_999, 3_000_000),
    ],
)
def test_three_percent_is_rounded_half_up_where_pythons_round_would_not(amount, fee):
    assert money.share(amount, 300) == fee


@given(AMOUNTS, RATES)
def test_a_share_is_the_decimal_share_rounded_half_up(amount, bps):
    exact = Decimal(amount) * bps / 10_000

    assert money.share(amount, bps) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(AMOUNTS, RATES)
def test_a_share_and_the_rest_are_the_whole_and_neither_is_negative(amount, bps):
    fee = money.share(amount, bps)

    assert 0 <= fee <= amount


@given(AMOUNTS, AMOUNTS)
def test_a_larger_amount_never_pays_a_smaller_fee(one, other):
    low, high = sorted((one, other))

    assert money.share(low, 300) <= money.share(high, 300)
    assert low - money.share(low, 300) <= high - money.share(high, 300)


@given(AMOUNTS, st.lists(st.integers(0, 10_000), max_size=50))
def test_a_split_adds_up_to_the_total_to_the_cent(total, weights):
    parts = money.split(total, weights)

    assert sum(parts) == (total if sum(weights) else 0)
    assert all(part >= 0 for part in parts)


@given(AMOUNTS, st.lists(st.integers(0, 10_000), min_size=1, max_size=50))
def test_a_better_weight_never_gets_less(total, weights):
    weights = sorted(weights, reverse=True)

    parts = money.split(total, weights)

    assert parts == sorted(parts, reverse=True)


@given(AMOUNTS, st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_no_part_is_a_whole_unit_away_from_its_exact_share(total, weights):
    whole = sum(weights)
    if whole == 0:
        return

    for part, weight in zip(money.split(total, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_proportion_never_exceeds_the_amount(amount, part, rest):
    assert 0 <= money.proportion(amount, part, part + rest) <= amount


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_the_whole_of_an_amount_is_the_amount(amount, whole):
    assert money.proportion(amount, whole, whole) == amount


STEPPED = st.sampled_from(["usd", "jpy", "kwd", "isk", "ugx", "idr"])


@given(STEPPED, st.integers(0, 10**9), RATES)
def test_a_fee_and_what_is_left_of_the_amount_keep_the_currencys_step(currency, steps, bps):
    step = money.step(currency)
    amount = steps * step

    fee = money.fee(amount, bps, currency)

    assert 0 <= fee <= amount
    assert fee % step == (amount - fee) % step == 0
    assert abs(fee * 10_000 - amount * bps) <= step * 5_000


@given(STEPPED, st.integers(0, 10**9), st.lists(st.integers(0, 10_000), min_size=1, max_size=50))
def test_a_split_in_steps_adds_up_to_the_total(currency, steps, weights):
    step = money.step(currency)

    parts = money.split(steps * step, weights, step=step)

    assert sum(parts) == (steps * step if sum(weights) else 0)
    assert all(part % step == 0 for part in parts)


@given(STEPPED, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_proportion_in_steps_is_at_most_the_amount(currency, steps, part, rest):
    step = money.step(currency)

    found = money.proportion(steps * step, part, part + rest, step=step)

    assert 0 <= found <= steps * step
    assert found % step == 0


def test_a_total_that_is_off_the_step_is_not_split():
    with pytest.raises(ValueError, match="no multiple of 10"):
        money.split(10_015, [1, 1], step=10)


@pytest.mark.parametrize("wrong", [-1, -100])
def test_a_share_of_a_negative_amount_is_refused(wrong):
    with pytest.raises(ValueError, match="amounts from 0 up"):
        money.share(wrong, 300)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (9_700, "usd", "97.00 USD"),
        (-20, "usd", "-0.20 USD"),
        (5, "usd", "0.05 USD"),
        (500, "jpy", "500 JPY"),
        (1_230, "kwd", "1.230 KWD"),
    ],
)
def test_amounts_are_written_as_people_read_them(amount, currency, text):
    assert money.written(amount, currency) == text


@pytest.mark.parametrize(
    ("amount", "currency", "chargeable"),
    [
        (49, "usd", False),
        (50, "usd", True),
        (99_999_999, "usd", True),
        (100_000_000, "usd", False),
        (49, "jpy", False),
        (50, "jpy", True),
        (1_005, "kwd", False),
        (1_010, "kwd", True),
        (150, "isk", False),
        (200, "isk", True),
        (150, "ugx", False),
        (150_000_000, "idr", True),
        (999_999_999_999, "idr", True),
        (1_000_000_000_000, "idr", False),
    ],
)
def test_amounts_outside_stripes_bounds_are_named_before_stripe_is_asked(amount, currency, chargeable):
    assert (money.chargeable(amount, currency) is None) == chargeable
