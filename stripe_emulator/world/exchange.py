"""Conversion of what the platform takes in one currency and holds in another.

docs.stripe.com/currencies#presentment-and-settlement, docs.stripe.com/connect/currencies. A currency with a
rate is settled in dollars, one without a rate as it is: as with a bank account in that currency.
"""

import re
from fractions import Fraction
from typing import NamedTuple

from stripe_emulator.messages import Obj
from stripe_emulator.money import currency_of, decimals
from stripe_emulator.world.state import State

SETTLEMENT = "usd"
RATE_MAX = 1_000_000
DECIMAL = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?(e-?[0-9]{1,2})?")


class Settled(NamedTuple):
    """An amount as it reaches the balance; `rate` is None when nothing was converted."""

    amount: int
    currency: str
    rate: float | None = None


def set_rates(state: State, rates: dict[str, str | float | None]) -> None:
    """What one unit of each currency is worth in dollars; None ends its conversion."""
    checked = {currency_of(name): rate for name, rate in rates.items()}
    if SETTLEMENT in checked:
        raise ValueError(f"{SETTLEMENT} is what the others are converted to.")
    texts = {currency: _checked(currency, rate) for currency, rate in checked.items() if rate is not None}
    for currency in checked.keys() - texts.keys():
        state.exchange_rates.pop(currency, None)
    state.exchange_rates.update(texts)


def _checked(currency: str, rate: object) -> str:
    known = isinstance(rate, str | int | float) and not isinstance(rate, bool)
    value = float(str(rate)) if known and DECIMAL.fullmatch(str(rate)) else 0.0
    if not 1 / RATE_MAX <= value <= RATE_MAX:
        message = f"The rate of {currency} must be a number from 0.000001 to {RATE_MAX}, not {rate!r}."
        raise ValueError(message)
    return str(value)


def settle(state: State, amount: int, currency: str) -> Settled:
    """The amount in the currency in which the platform holds it, by the rate of this moment."""
    rate = state.exchange_rates.get(currency)
    if rate is None:
        return Settled(amount, currency)
    factor = Fraction(rate) * Fraction(10) ** (decimals(SETTLEMENT) - decimals(currency))
    converted = abs(amount) * factor + Fraction(1, 2)
    whole = converted.numerator // converted.denominator
    return Settled(whole if amount >= 0 else -whole, SETTLEMENT, float(Fraction(rate)))


def settle_as(state: State, amount: int, currency: str, paid: Obj) -> Settled:
    """As `settle`, for money that leaves again: in the currency in which that of its charge came in."""
    if paid["currency"] == currency:
        return Settled(amount, currency)
    if currency in state.exchange_rates:
        return settle(state, amount, currency)
    then = State(exchange_rates={currency: str(paid["exchange_rate"])})
    return settle(then, amount, currency)
