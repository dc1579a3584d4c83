"""What a round costs and who gets what of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse import money
from pulse.sales import FeePayer, NotForSale, quote
from pulse.settings import Settings
from tests.sales.scene import bought, payment_of, round_on_sale
from tests.world import TEST_SETTINGS, World

PLATFORM = Settings()
TRAINER = Settings(processing_fee_payer="trainer")
CURRENCIES = sorted(
    {*money.CHARGE_MIN, *money.THREE_DECIMAL, *money.ZERO_DECIMAL, *money.WHOLE_UNITS_ONLY, "idr"}
)


def test_the_guides_example_under_both_policies():
    ours = quote(10_000, "usd", PLATFORM)
    theirs = quote(10_000, "usd", TRAINER)
    assert (ours.platform_fee, ours.owner_amount, ours.platform_margin) == (300, 9_700, -20)
    assert (theirs.application_fee_amount, theirs.owner_amount, theirs.platform_margin) == (620, 9_380, 300)


@pytest.mark.parametrize(
    ("amount", "margin"), [(29_999, 0), (30_000, 0), (30_100, 0), (31_000, 1), (50, -30)]
)
def test_the_margin_turns_positive_at_about_three_hundred(amount, margin):
    found = quote(amount, "usd", PLATFORM).platform_margin
    assert (found > 0) == (margin > 0)
    assert (found < 0) == (margin < 0)


@pytest.mark.parametrize(
    ("amount", "currency", "fee", "processing"),
    [
        (10_000, "jpy", 300, 290 + 30),
        (10_000, "kwd", 300, 290),
        (10_000, "gbp", 300, 290 + 18),
        (350_000, "huf", 10_500, 10_150 + 10_500),
        (51, "usd", 2, 1 + 30),
    ],
)
def test_fees_are_in_minor_units_of_each_currency(amount, currency, fee, processing):
    found = quote(amount, currency, PLATFORM)
    assert (found.platform_fee, found.processing_fee) == (fee, processing)


def test_a_trainer_abroad_costs_more_to_pay():
    home, abroad = quote(10_000, "usd", PLATFORM, country="US"), quote(10_000, "usd", PLATFORM, country="CA")
    assert abroad.processing_fee - home.processing_fee == 25
    assert abroad.owner_amount == home.owner_amount


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(0, "usd"), (49, "usd"), (100_000_000, "usd"), (1_001, "kwd"), (150, "isk"), (49, "jpy"), (-1, "usd")],
)
def test_an_amount_that_stripe_does_not_charge_is_not_for_sale(amount, currency):
    with pytest.raises(NotForSale):
        quote(amount, currency, PLATFORM)


@pytest.mark.parametrize(
    ("amount", "currency"), [(50, "usd"), (99_999_999, "usd"), (1_010, "kwd"), (50, "jpy")]
)
def test_the_limits_themselves_are_for_sale(amount, currency):
    assert quote(amount, currency, PLATFORM).amount == amount


def test_a_price_that_the_fees_eat_up_is_not_for_sale():
    everything = Settings(platform_fee_bps=10_000)
    with pytest.raises(NotForSale):
        quote(10_000, "usd", everything)


@given(
    amount=st.integers(min_value=1, max_value=money.CHARGE_MAX),
    currency=st.sampled_from(CURRENCIES),
    bps=st.integers(min_value=0, max_value=3_000),
    payer=st.sampled_from(FeePayer),
)
def test_nothing_is_lost_between_fee_surcharge_and_owner(amount, currency, bps, payer):
    settings = Settings(platform_fee_bps=bps, processing_fee_payer=payer)
    if money.chargeable(amount, currency) is not None:
        return
    try:
        found = quote(amount, currency, settings)
    except NotForSale:
        fees = money.share(amount, bps) + money.share(amount, 290) + 30 * money.minimum_charge(currency)
        assert amount <= fees + 2 * money.step(currency) or (
            payer is FeePayer.BUYER and amount * 1.029 + 130 > money.CHARGE_MAX
        )
        return
    assert found.application_fee_amount + found.owner_amount == found.amount == amount + found.surcharge
    assert (found.surcharge > 0) == (payer is FeePayer.BUYER)
    assert found.owner_amount > 0
    step = money.step(currency)
    sent = (found.amount, found.application_fee_amount, found.owner_amount)
    assert [part % step for part in sent] == [0, 0, 0]
    assert found.platform_fee == money.fee(amount, bps, currency)
    assert found.platform_margin == found.application_fee_amount - found.processing_fee
    if payer is FeePayer.TRAINER:
        assert found.platform_margin == found.platform_fee


def test_the_trainer_bears_the_processing_where_so_set():
    world = World(TEST_SETTINGS.model_copy(update={"processing_fee_payer": "trainer"}))
    round_on_sale(world)
    payment = payment_of(world, bought(world).payment_intent_id)
    assert (payment.platform_fee, payment.application_fee_amount, payment.owner_amount) == (300, 620, 9_380)
    assert payment.processing_fee_payer == "trainer"
    assert world.stripe.retrieve_payment_intent(payment.payment_id).application_fee_amount == 620


def test_a_sale_that_costs_us_money_is_counted(world, capsys):
    round_on_sale(world)
    bought(world)
    assert "sale.negative_margin" in capsys.readouterr().out
