"""Limits are amounts for each currency that we settle in; a deployment that lacks one does not start."""

from __future__ import annotations

import pytest

from pulse.errors import Misconfigured
from pulse.limits import is_above
from pulse.settings import Settings

USD, BOTH = "500000", "usd=500000, EUR=460000"
LIMITS = sorted(
    name for name, field in Settings.model_fields.items() if "tuple[tuple[str, int]" in str(field.annotation)
)


def read(**environment):
    return Settings.from_environment({"PULSE_ENVIRONMENT": "local", **environment})


def test_a_number_is_of_usd_and_names_are_of_each_currency():
    assert read(AWARD_CENTS_MAX=USD).award_cents_max == (("usd", 500_000),)
    assert read(AWARD_CENTS_MAX=BOTH).award_cents_max == (("usd", 500_000), ("eur", 460_000))


@pytest.mark.parametrize("wrong", ["", "a lot", "5.00", "-1", "usd:5", "usd=5,", "dollars=5", "1" * 16])
def test_anything_else_is_refused_with_what_is_allowed(wrong):
    with pytest.raises(Misconfigured, match=r"AWARD_CENTS_MAX: .*such as usd=500000,eur=460000"):
        read(AWARD_CENTS_MAX=wrong)


@pytest.mark.parametrize("lacking", LIMITS)
def test_each_limit_needs_a_value_for_each_settlement_currency(lacking):
    named = {name.upper(): BOTH for name in LIMITS if name != lacking}
    with pytest.raises(Misconfigured, match=f"{lacking.upper()}: has no value for eur"):
        read(SETTLEMENT_CURRENCIES="usd,eur", **named)
    read(SETTLEMENT_CURRENCIES="usd,eur", **named, **{lacking.upper(): BOTH})


def test_a_deployment_in_another_currency_alone_needs_its_own_values_too():
    with pytest.raises(Misconfigured, match="has no value for eur"):
        read(SETTLEMENT_CURRENCIES="eur")


@pytest.mark.parametrize(
    ("amount", "currency", "above"), [(5, "usd", False), (6, "usd", True), (0, "eur", True)]
)
def test_what_is_above_a_limit(amount, currency, above):
    assert is_above((("usd", 5),), amount, currency) is above
