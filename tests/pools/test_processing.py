"""What a payer pays on top: exact, in integers, for every currency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.money import CHARGE_MIN, share, step
from pulse.pools import Price, ProcessingPayer, funding_quote

CARD = Price(bps=290, fixed_cents=30)


def quoted(amount, currency="usd", *, payer=ProcessingPayer.FUNDER, price=CARD):
    return funding_quote(amount, currency, payer=payer, price=price)


@pytest.mark.parametrize(
    ("amount", "total"), [(10_000, 10_330), (5_000, 5_181), (50, 83), (1, 32), (250_000, 257_498)]
)
def test_the_payer_pays_so_much_that_the_pool_gets_the_whole_amount(amount, total):
    quote = quoted(amount)

    assert (quote.amount, quote.processing_fee, quote.total) == (amount, total - amount, total)


def test_where_the_platform_bears_the_processing_the_payer_pays_the_amount_alone():
    quote = quoted(10_000, payer=ProcessingPayer.PLATFORM)

    assert (quote.amount, quote.processing_fee, quote.total) == (10_000, 0, 10_000)


def test_a_price_that_leaves_nothing_is_an_error():
    with pytest.raises(ValueError, match="leaves nothing"):
        quoted(10_000, price=Price(10_000, 30))


@given(
    steps=st.integers(min_value=1, max_value=1_000_000),
    bps=st.integers(min_value=0, max_value=2_000),
    fixed=st.integers(min_value=0, max_value=100),
    currency=st.sampled_from(["usd", "eur", "jpy", "isk", "kwd", "huf"]),
)
def test_stripes_price_never_takes_more_than_the_payer_pays_for_it_and_hardly_less(
    steps, bps, fixed, currency
):
    amount = steps * step(currency)

    quote = quoted(amount, currency, price=Price(bps, fixed))

    taken = share(quote.total, bps) + fixed * CHARGE_MIN.get(currency, 1) // 50
    assert quote.total == quote.amount + quote.processing_fee
    assert quote.total % step(currency) == 0
    assert quote.total - taken >= amount
    # One step less would not do, but for the half of a unit that rounding gives or takes.
    less = quote.total - step(currency)
    assert less - share(less, bps) - fixed * CHARGE_MIN.get(currency, 1) // 50 <= amount
