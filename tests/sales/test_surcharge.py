"""Where the buyer bears the processing, the price is the trainer's and ours, and the surcharge is on top."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse import money
from pulse.sales import FeePayer, NotForSale, Payment, QuoteMismatch, quote
from pulse.settings import Settings
from tests.sales.scene import bought, documents, payment_of, round_on_sale, sold, world_where

BUYER_PAYS = Settings(processing_fee_payer="buyer")
PRICE_MAX = 10_000_000
STEPS = {"kwd": 10, "isk": 100, "ugx": 100}


def old_page(price):
    """`price + Math.round(price * 0.029 + 30)`: a double, rounded half up."""
    return price + math.floor(price * 0.029 + 30 + 0.5)


@pytest.fixture
def world():
    return world_where(FeePayer.BUYER)


def test_a_round_of_a_hundred_costs_the_buyer_three_twenty_more():
    found = quote(10_000, "usd", BUYER_PAYS)
    assert (found.amount, found.surcharge) == (10_320, 320)
    assert (found.platform_fee, found.owner_amount, found.application_fee_amount) == (300, 9_700, 620)
    assert (found.processing_fee, found.platform_margin) == (329, 291)


def test_the_payment_keeps_what_was_charged_for_what(world):
    stored = world.store.get(f"payments/{sold(world, amount=10_000)}").fields
    assert (stored["amount"], stored["surcharge"]) == (10_320, 320)
    assert (stored["platformFee"], stored["ownerAmount"], stored["applicationFeeAmount"]) == (300, 9_700, 620)
    assert (stored["processingFeePayer"], stored["processingFee"]) == ("buyer", 329)
    assert (stored["platformMargin"], stored["stripeFee"]) == (291, 329)


@pytest.mark.parametrize("price", [50, 500, 1_500, 9_999, 10_000, 123_456])
def test_what_the_old_page_sends_is_the_quote(world, price):
    round_on_sale(world, price)
    answer = bought(world, amount=old_page(price))
    fee = money.share(price, 300)
    assert (answer.amount, answer.platform_fee, answer.owner_amount) == (old_page(price), fee, price - fee)


@pytest.mark.parametrize("claimed", [10_000, 10_319, 10_321])
def test_any_other_amount_is_refused_with_the_quote_the_bare_price_too(world, claimed):
    round_on_sale(world, 10_000)
    with pytest.raises(QuoteMismatch) as refused:
        bought(world, amount=claimed)
    assert refused.value.facts["amount"] == 10_320
    assert documents(world, "purchases") == []


def test_a_buyer_does_not_pay_for_a_border_that_the_trainer_lives_behind():
    home, abroad = (quote(10_000, "usd", BUYER_PAYS, country=country) for country in ("US", "CA"))
    assert (home.amount, home.owner_amount) == (abroad.amount, abroad.owner_amount)
    assert home.platform_margin - abroad.platform_margin == 26


@pytest.mark.parametrize(
    ("price", "currency", "amount"),
    [(10_000, "kwd", 10_320), (1_010, "kwd", 1_070), (10_000, "isk", 10_400), (10_000, "jpy", 10_320)],
)
def test_the_charge_is_one_that_stripe_takes_in_each_currency(price, currency, amount):
    found = quote(price, currency, BUYER_PAYS)
    assert (found.amount, found.price, found.surcharge) == (amount, price, amount - price)
    assert money.chargeable(found.amount, currency) is None


@pytest.mark.parametrize("price", [-1, 0, 49, 97_181_701, money.CHARGE_MAX])
def test_a_price_or_a_charge_beyond_stripes_bounds_is_not_for_sale(price):
    with pytest.raises(NotForSale):
        quote(price, "usd", BUYER_PAYS)


def test_the_smallest_and_the_greatest_price_are_for_sale():
    assert quote(50, "usd", BUYER_PAYS).amount == 81
    assert quote(97_181_700, "usd", BUYER_PAYS).amount == money.CHARGE_MAX


def test_every_price_where_rounding_could_differ_is_rounded_as_the_old_page_does():
    """0.029 of a price has three decimals: only prices that end in 500 are near a half."""
    for edge in range(500, PRICE_MAX + 1, 1_000):
        for price in (edge - 1, edge, edge + 1):
            assert quote(price, "usd", BUYER_PAYS).amount == old_page(price)


@given(price=st.integers(min_value=50, max_value=PRICE_MAX))
def test_any_price_is_charged_as_the_old_page_does(price):
    assert quote(price, "usd", BUYER_PAYS).amount == old_page(price)


@given(
    price=st.integers(min_value=50, max_value=PRICE_MAX),
    more=st.integers(min_value=1, max_value=PRICE_MAX),
    currency=st.sampled_from(["usd", "eur", "jpy", *STEPS]),
)
def test_fee_share_and_surcharge_are_the_charge_and_grow_with_the_price(price, more, currency):
    step = STEPS.get(currency, 1)
    lower, higher = (
        quote(-(-one // step) * step, currency, BUYER_PAYS) for one in (price, price + more + step)
    )
    for found in (lower, higher):
        assert found.platform_fee + found.owner_amount + found.surcharge == found.amount
        assert found.application_fee_amount == found.platform_fee + found.surcharge
        assert min(found.platform_fee, found.owner_amount, found.surcharge, found.processing_fee) >= 0
        assert found.owner_amount == quote(found.price, currency, Settings()).owner_amount
    assert lower.amount < higher.amount
    assert lower.surcharge <= higher.surcharge
    assert lower.owner_amount <= higher.owner_amount


def test_an_unpaid_intent_of_another_policy_is_replaced(world):
    round_on_sale(world)
    before = bought(world)
    usual = world_where(FeePayer.PLATFORM).ports.settings
    world.ports = world.ports.__class__(**{**world.ports.__dict__, "settings": usual})
    after = bought(world)
    assert (before.amount, after.amount) == (10_320, 10_000)
    assert world.stripe.retrieve_payment_intent(before.payment_intent_id).status == "canceled"
    assert payment_of(world, after.payment_intent_id).surcharge == 0


def test_a_payment_from_before_there_were_surcharges_has_none(world):
    where = f"payments/{sold(world)}"
    fields = {name: value for name, value in world.store.get(where).fields.items() if name != "surcharge"}
    assert Payment.model_validate(fields).surcharge == 0
