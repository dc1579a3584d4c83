"""A challenge that cannot be read is not sold: nothing is charged, the field is named, operators are told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.errors import PulseError
from pulse.ports.store import Merge, Query
from pulse.sales import NotForSale
from tests.documents.anything import ANYTHING
from tests.sales.scene import BUYER, CHALLENGE, TRAINER, bought, priced, round_on_sale
from tests.world import World


@pytest.fixture
def world():
    world = World()
    round_on_sale(world)
    return world


def odd(world, **fields):
    world.store.commit([Merge(f"challenges/{CHALLENGE}", fields)])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"pricingInfo": {"isEnabled": "true"}}, "pricingInfo.isEnabled"),
        ({"pricingInfo": {"isEnabled": 1}}, "pricingInfo.isEnabled"),
        ({"pricingInfo": "free"}, "pricingInfo"),
        ({"pricingInfo": {"amount": "10000"}}, "pricingInfo.amount"),
        ({"pricingInfo": {"amount": 99.5}}, "pricingInfo.amount"),
        ({"pricingInfo": {"amount": -10_000}}, "pricingInfo.amount"),
        ({"pricingInfo": {"amount": True}}, "pricingInfo.amount"),
        ({"pricingInfo": {"amount": float("nan")}}, "pricingInfo.amount"),
        ({"pricingInfo": {"amount": None}}, "pricingInfo.amount"),
        ({"pricingInfo": {"currency": ["usd"]}}, "pricingInfo.currency"),
        ({"pricingInfo": {"currency": "dollars"}}, "pricingInfo.currency"),
        ({"ownerId": [None, "another"]}, "ownerId"),
        ({"ownerId": [7, "another"]}, "ownerId"),
        ({"ownerId": {"id": TRAINER}}, "ownerId"),
        ({"status": "Published"}, "status"),
        ({"status": None}, "status"),
        ({"status": ["published"]}, "status"),
        ({"endDate": {}}, "endDate"),
        ({"endDate": "soon"}, "endDate"),
    ],
)
def test_what_cannot_be_read_is_named_and_told(world, fields, field):
    odd(world, **fields)

    with pytest.raises(NotForSale, match=f"challenges/{CHALLENGE}: {field} must be ") as refused:
        bought(world)

    assert (refused.value.code, refused.value.facts["field"]) == ("not_for_sale", field)
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.subject, alert.facts["field"]) == (
        "sale.stopped",
        f"challenges/{CHALLENGE}",
        field,
    )
    assert world.store.query(Query("purchases")) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"pricingInfo": {"isEnabled": False}},
        {"pricingInfo": None},
        {"ownerId": None},
        {"ownerId": []},
        {"status": "draft"},
    ],
)
def test_a_round_that_is_not_for_sale_is_nobodys_problem(world, fields):
    odd(world, **fields)

    with pytest.raises(NotForSale):
        bought(world)

    assert world.alerts.causes() == []


@pytest.mark.parametrize(
    "fields", [{"prizeMoney": "much"}, {"startDate": {}}, {"title": 7}, {"notes": "x" * 10**6}]
)
def test_what_does_not_decide_about_the_sale_does_not_stop_it(world, fields):
    odd(world, **fields)

    assert bought(world).amount == 10_000
    assert world.alerts.causes() == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("status", "ownerId", "pricingInfo", "title", "endDate"), ANYTHING)
    )
)
def test_whatever_a_challenge_holds_its_price_goes_to_its_owner_or_nothing_is_sold(fields):
    world = World()
    round_on_sale(world)
    priced(world, **fields)

    try:
        sale = bought(world)
    except PulseError:
        assert world.store.query(Query("purchases")) == []
        return

    (purchase,) = world.store.query(Query("purchases"))
    pricing = {"amount": 10_000, **fields.get("pricingInfo", {})}  # a map is merged, so what it lacks stays
    assert sale.amount == pricing["amount"]
    assert (purchase.fields["ownerId"], purchase.fields["buyerId"]) == (TRAINER, BUYER)
    assert purchase.fields["challengeTitle"] == purchase.fields["challengeTitle"][:200]
