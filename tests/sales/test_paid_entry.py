"""`PRIZES_WITH_PAID_ENTRY=refuse`: no round has both a price and a prize, whichever comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse import pools as prize_pools
from pulse import sales
from pulse.backoffice import Act, RequestAct, request_act
from pulse.pools import PoolClosed
from pulse.ports.store import Query
from pulse.sales import NotForSale
from tests.pools import scene as pools
from tests.prizes import scene as prizes
from tests.sales.scene import CHALLENGE, TRAINER, bought, priced, round_on_sale

PROMISE = {
    "isEnabled": True,
    "totalAmount": 10_000,
    "currency": "usd",
    "distributionType": "winner_takes_all",
}
PRICE = {"isEnabled": True, "amount": 2_500, "currency": "usd"}


def world_where(paid_entry="refuse"):
    return pools.world_where(prizes_with_paid_entry=paid_entry, unfunded_pools="admin")


def test_a_round_that_promises_prizes_is_not_sold():
    world = world_where()
    round_on_sale(world, prizeMoney=PROMISE)

    with pytest.raises(sales.PaidEntryRefused) as refused:
        bought(world)

    assert (refused.value.code, refused.value.status) == ("paid_entry_refused", 409)
    assert world.store.query(Query("purchases")) == []
    assert world.alerts.causes() == []


def test_by_default_it_is_sold():
    assert pools.world_where().ports.settings.prizes_with_paid_entry == "allow"
    world = world_where("allow")
    round_on_sale(world, prizeMoney=PROMISE)
    assert bought(world).amount == 10_000


@pytest.mark.parametrize(
    "prize_money", [None, {"isEnabled": False}, {"isEnabled": True, "totalAmount": 0}, {"totalAmount": 500}]
)
def test_a_round_without_a_prize_is_sold(prize_money):
    world = world_where()
    round_on_sale(world, prizeMoney=prize_money)
    assert bought(world).amount == 10_000


@pytest.mark.parametrize(
    ("prize_money", "field"),
    [
        ("much", "prizeMoney"),
        ({"isEnabled": "true", "totalAmount": 5}, "prizeMoney.isEnabled"),
        ({"isEnabled": True, "totalAmount": "500"}, "prizeMoney.totalAmount"),
        ({"isEnabled": True, "totalAmount": -1}, "prizeMoney.totalAmount"),
    ],
)
def test_whether_it_promises_a_prize_is_read_strictly(prize_money, field):
    world = world_where()
    round_on_sale(world)
    priced(world, prizeMoney=prize_money)

    with pytest.raises(NotForSale) as refused:
        bought(world)

    assert refused.value.facts["field"] == field
    assert world.alerts.causes() == ["sale.stopped"]


def pays_in(world):
    return pools.asked(world)


def sponsors(world):
    prizes.funds(world, 100_000)
    command = RequestAct(
        act=Act.SPONSOR_POOL, subject_id=pools.CHALLENGE, actor="admin_1", reason="a campaign", amount=10_000
    )
    return request_act(command, ports=world.ports)


WAYS = pytest.mark.parametrize("pay", [pays_in, sponsors])


@WAYS
def test_nothing_is_paid_into_the_pool_of_a_challenge_with_a_price(pay):
    world = world_where()
    pools.challenge(world, pricingInfo=PRICE)

    with pytest.raises(prize_pools.PaidEntryRefused) as refused:
        pay(world)

    assert (refused.value.code, refused.value.status) == ("paid_entry_refused", 409)
    assert world.store.query(Query("poolFundings")) == []


@WAYS
def test_a_price_that_cannot_be_read_is_no_free_round(pay):
    world = world_where()
    pools.challenge(world, pricingInfo={**PRICE, "amount": "2500"})

    with pytest.raises(PoolClosed) as refused:
        pay(world)

    assert refused.value.facts["field"] == "pricingInfo.amount"


@WAYS
@pytest.mark.parametrize("pricing", [None, {"isEnabled": False, "amount": 2_500}])
def test_the_pool_of_a_free_challenge_is_paid_in(pay, pricing):
    world = world_where()
    pools.challenge(world, pricingInfo=pricing)
    if pay is sponsors:
        prizes.funds(world, 100_000)
    assert pay(world)


@WAYS
def test_by_default_a_challenge_with_a_price_may_have_a_pool(pay):
    world = world_where("allow")
    pools.challenge(world, pricingInfo=PRICE)
    assert pay(world)


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from(["sell", "pay in", "set a price", "make it free", "refuse", "allow"]), max_size=12
    )
)
def test_in_any_order_nothing_is_sold_or_paid_in_while_a_round_has_both_and_that_is_refused(steps):
    world = world_where("allow")
    round_on_sale(world)
    pools.challenge(world, ownerId=[TRAINER, pools.OWNER], pricingInfo=PRICE)
    for step in steps:
        has_price = (world.store.get(f"challenges/{CHALLENGE}").fields["pricingInfo"])["isEnabled"]
        promised = world.store.get(f"challenges/{CHALLENGE}").fields["prizeMoney"]["isEnabled"]
        refuses = world.ports.settings.prizes_with_paid_entry == "refuse"
        match step:
            case "sell" if has_price and refuses and promised:
                with pytest.raises(sales.PaidEntryRefused):
                    bought(world)
            case "sell" if has_price:
                assert bought(world).amount == PRICE["amount"]
            case "pay in" if has_price and refuses:
                with pytest.raises(prize_pools.PaidEntryRefused):
                    pools.paid_in(world)
            case "pay in":
                pools.paid_in(world)
            case "set a price" | "make it free":
                pricing = {**PRICE, "isEnabled": step == "set a price"}
                priced(world, ownerId=[TRAINER, pools.OWNER], pricingInfo=pricing)
            case "refuse" | "allow":
                changed = world.ports.settings.model_copy(update={"prizes_with_paid_entry": step})
                world.ports = replace(world.ports, settings=changed)
