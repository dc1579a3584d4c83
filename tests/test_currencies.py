"""What we and the emulator know of currencies is what the kept copy of Stripe's page says."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

import stripe_emulator.money as at_stripe
from pulse import money

PAGE = json.loads((Path(__file__).parent / "currencies.json").read_text())
DIGITS = PAGE["digitsMax"]


def test_the_decimals_of_each_currency_are_those_of_the_page():
    assert set(PAGE["zeroDecimal"]) == money.ZERO_DECIMAL
    assert set(PAGE["threeDecimal"]) == money.THREE_DECIMAL
    assert set(PAGE["wholeUnitsOnly"]) == money.WHOLE_UNITS_ONLY


def test_the_smallest_charges_are_those_of_the_page():
    least = {
        currency: int(Decimal(text).scaleb(money.decimals(currency)))
        for currency, text in PAGE["minimumCharge"].items()
    }

    assert least == money.CHARGE_MIN
    assert least == at_stripe.MINIMUM_CHARGE


def test_the_largest_amounts_are_those_of_the_page():
    limits = {currency: 10**digits - 1 for currency, digits in DIGITS.items() if currency != "default"}

    assert 10 ** DIGITS["default"] - 1 == money.CHARGE_MAX == at_stripe.AMOUNT_MAX
    assert limits == money.CHARGE_MAX_OF == at_stripe.AMOUNT_MAX_OF


def test_a_currency_that_no_longer_exists_is_not_known():
    assert "bgn" not in money.CHARGE_MIN
    assert "bgn" not in at_stripe.CURRENCIES


@pytest.mark.parametrize(
    "currency", [*PAGE["zeroDecimal"], *PAGE["threeDecimal"], *PAGE["wholeUnitsOnly"], "usd"]
)
def test_the_emulator_takes_the_same_steps_and_decimals(currency):
    assert at_stripe.STEPS.get(currency, 1) == money.step(currency)
    assert at_stripe.decimals(currency) == money.decimals(currency)
