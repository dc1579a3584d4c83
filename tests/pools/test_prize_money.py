"""How a promise becomes shares; how a promise is read is in tests/documents/test_challenges.py."""

from __future__ import annotations

from typing import get_args

import pytest

from pulse.documents import CUSTOM, NO_PROMISE, Promise
from pulse.doors.wire.fields import Distribution
from pulse.pools import DISTRIBUTIONS, DistributionUnknown, place_amounts, prize_money


def test_a_custom_distribution_has_the_promised_shares():
    money = prize_money(Promise(100, "usd", "custom", (5_000, 3_000)))

    assert (money.places, place_amounts(money)) == ((5_000, 3_000), [50, 30])


def test_nothing_promised_is_a_pool_of_zero():
    assert prize_money(NO_PROMISE).pool == 0


def test_without_a_distribution_the_winner_takes_all():
    assert prize_money(Promise(100, "usd")) == prize_money(Promise(100, "usd", "winner_takes_all"))


def test_an_unknown_distribution_is_refused_and_those_that_exist_are_named():
    with pytest.raises(DistributionUnknown, match=r"top_five; there are winner_takes_all, .*custom"):
        prize_money(Promise(10_000, "usd", "top_five"))


def test_whoever_pays_in_may_choose_every_distribution_that_there_is_and_no_other():
    names, field = get_args(Distribution)

    assert get_args(names) == (*DISTRIBUTIONS, CUSTOM)
    assert field.description == " or ".join([", ".join(DISTRIBUTIONS), CUSTOM])


def test_a_distribution_of_any_length_makes_a_short_sentence():
    with pytest.raises(DistributionUnknown) as refused:
        prize_money(Promise(10_000, "usd", "x" * 1_000_000))
    assert len(str(refused.value)) < 200
