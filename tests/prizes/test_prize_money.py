"""What a challenge promises, and what it cannot promise."""

from __future__ import annotations

import math

import pytest

from pulse.errors import Refusal
from pulse.prizes.prize_money import PrizeMoney, prize_money


def money(pool: int, kind: str = "top_three_weighted", custom=None) -> PrizeMoney:
    promised = {
        "isEnabled": True,
        "totalAmount": pool,
        "distributionType": kind,
        "customDistribution": custom,
    }
    return prize_money({"prizeMoney": promised})


def test_a_custom_distribution_may_be_a_map_from_place_to_percentage():
    assert money(100, "custom", {"2": 30, "1": 50, "10": 20}).places == (5_000, 3_000, 2_000)


def test_switched_off_prize_money_is_a_pool_of_zero():
    assert prize_money({"prizeMoney": {"isEnabled": False, "totalAmount": 500}}).pool == 0
    assert prize_money({}).pool == 0


@pytest.mark.parametrize("pool", [-1, -1.0, 10.5, math.inf, math.nan, "100", True, [1]])
def test_a_pool_that_is_no_whole_number_of_cents_is_refused(pool):
    with pytest.raises(Refusal, match="whole number of cents"):
        money(pool)


@pytest.mark.parametrize(
    "custom",
    [None, [], [60, 50], [-1], [33.333], ["x"], [True], {"first": 50}, [float("nan")], [float("inf")]],
)
def test_a_custom_distribution_that_cannot_be_paid_is_refused(custom):
    with pytest.raises(Refusal):
        money(10_000, "custom", custom)


def test_an_unknown_distribution_is_refused_by_name():
    with pytest.raises(Refusal, match="top_five"):
        money(10_000, "top_five")


@pytest.mark.parametrize("currency", ["dollars", "us", "u$d", " usd", 840, ["usd"]])
def test_a_currency_that_stripe_cannot_know_is_refused_before_it_is_frozen(currency):
    promised = {"isEnabled": True, "totalAmount": 10_000, "currency": currency}
    with pytest.raises(Refusal) as refused:
        prize_money({"prizeMoney": promised})
    assert refused.value.code == "currency_invalid"


@pytest.mark.parametrize("percent", ["1e999999", "1e999990", "-1e999999", "sNaN", [], {"a": 1}, 101])
def test_a_percentage_that_is_none_is_refused_and_nothing_else(percent):
    with pytest.raises(Refusal, match="percentages"):
        money(10_000, "custom", [percent])


@pytest.mark.parametrize("kind", [["custom"], {"custom": 1}, 7])
def test_a_distribution_that_is_no_word_is_refused(kind):
    with pytest.raises(Refusal, match="distribution"):
        money(10_000, kind)


@pytest.mark.parametrize(
    "promised",
    [None, "much", ["much"], {"isEnabled": False, "totalAmount": "much", "distributionType": ["custom"]}],
)
def test_what_promises_nothing_cannot_be_wrong(promised):
    assert prize_money({"prizeMoney": promised}).pool == 0
