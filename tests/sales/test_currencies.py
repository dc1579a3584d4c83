"""Rounds are sold in settlement currencies alone, and every amount that follows is one that Stripe takes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse import money
from pulse.errors import InvalidRequest
from pulse.ports.store import Query
from pulse.sales import CurrencyNotSettled
from pulse.sales.rules import owner_share
from tests.sales import scene
from tests.world import TEST_SETTINGS, World

STEPPED = {"kwd": 10, "isk": 100, "ugx": 100}


def world_in(*currencies, **options):
    return World(TEST_SETTINGS.model_copy(update={"settlement_currencies": currencies, **options}))


@pytest.mark.parametrize("currency", ["eur", "EUR", "jpy", "xyz", ""])
def test_a_round_in_another_currency_is_refused_with_those_that_are_allowed(currency):
    world = world_in("usd", "gbp")
    scene.round_on_sale(world, currency=currency or "chf")

    with pytest.raises(CurrencyNotSettled, match="USD or GBP") as refused:
        scene.bought(world)

    assert refused.value.facts["allowed_currencies"] == ["usd", "gbp"]
    assert refused.value.status == 409
    assert world.store.query(Query("purchases")) == []
    assert world.stripe.list_payment_intents({}) == []


def test_a_round_in_one_of_several_settlement_currencies_is_sold():
    world = world_in("usd", "eur")
    scene.round_on_sale(world, currency="EUR")

    assert scene.bought(world).currency == "eur"


@pytest.mark.parametrize(
    ("currency", "price", "fee"),
    [("kwd", 5_030, 150), ("isk", 105_000, 3_200), ("ugx", 105_000, 3_200), ("idr", 150_000_000, 4_500_000)],
)
def test_the_fee_of_a_sale_is_an_amount_of_its_currency(currency, price, fee):
    world = world_in(currency)
    scene.round_on_sale(world, price, currency=currency)

    sale = scene.bought(world)

    assert (sale.platform_fee, sale.owner_amount) == (fee, price - fee)
    intent = world.stripe.retrieve_payment_intent(sale.payment_intent_id)
    assert (intent.amount, intent.application_fee_amount) == (price, fee)


@pytest.mark.parametrize("payer", ["platform", "trainer", "buyer"])
@pytest.mark.parametrize(("currency", "step"), STEPPED.items())
def test_every_amount_of_a_refunded_sale_keeps_the_step(currency, step, payer):
    world = world_in(currency, processing_fee_payer=payer)
    payment_id = scene.sold(world, amount=105_000, currency=currency)

    scene.refunded(world, payment_id, 33 * step)

    assert scene.platform_balance(world, currency) == scene.books(world).get("platform:balance", 0)
    ours = {
        posting["account"]: posting["amount"]
        for entry in scene.entries(world).values()
        for posting in entry["postings"]
        if entry["kind"] != "processing"
    }
    assert {account: amount % step for account, amount in ours.items()} == dict.fromkeys(ours, 0)


@pytest.mark.parametrize(("currency", "step"), STEPPED.items())
def test_a_part_that_is_off_the_step_is_not_refunded(currency, step):
    world = world_in(currency)
    payment_id = scene.sold(world, amount=105_000, currency=currency)

    with pytest.raises(InvalidRequest, match=currency.upper()) as refused:
        scene.refunded(world, payment_id, 10 * step + 1)

    assert refused.value.facts["field"] == "amount"
    assert scene.payment_of(world, payment_id).reserved_refund_amount == 0


@settings(max_examples=50)
@given(
    st.sampled_from(["usd", *STEPPED]), st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6)
)
def test_what_a_trainer_gives_back_keeps_the_step(currency, owned, part, more):
    step = money.step(currency)
    whole = (owned + part + more) * step

    back = owner_share(owned * step, part * step, whole, currency)

    assert back % step == 0
    assert 0 <= back <= owned * step
