"""Money as integers: minor units with a currency; fees, shares and splits. Pure and exact, without floats."""

from __future__ import annotations

from collections.abc import Sequence

BASIS_POINTS = 10_000

# docs.stripe.com/currencies#zero-decimal, #three-decimal and #minimum-and-maximum-charge-amounts.
ZERO_DECIMAL = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"],
)
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
WHOLE_UNITS_ONLY = frozenset({"isk", "ugx"})  # sent with two decimals that must be 00
CHARGE_MAX = 99_999_999
CHARGE_MIN = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300,
    "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip


def share(amount: int, bps: int) -> int:
    """*bps* basis points of *amount*, rounded half up. This is the fee rule (decision 0001)."""
    if amount < 0 or bps < 0:
        raise ValueError(f"a share is taken of amounts from 0 up, at rates from 0 up: {amount}, {bps}")
    return (amount * bps + BASIS_POINTS // 2) // BASIS_POINTS


def proportion(amount: int, part: int, whole: int) -> int:
    """The same share of *amount* as *part* is of *whole*, rounded half up and at most *amount*."""
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} is no part of {whole}")
    return (2 * amount * part + whole) // (2 * whole)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """*total* split by *weights*. Left-over units go to the largest remainders, then to earlier places."""
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("totals and weights are never negative")
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def decimals(currency: str) -> int:
    """How many decimals the major unit of the currency has at Stripe: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def minimum_charge(currency: str) -> int:
    """The smallest charge in minor units, or one minor unit if Stripe publishes no minimum."""
    return CHARGE_MIN.get(currency, 1)


def step(currency: str) -> int:
    """The multiple in which Stripe takes charges."""
    if currency in THREE_DECIMAL:
        return 10
    return 100 if currency in WHOLE_UNITS_ONLY else 1


def chargeable(amount: int, currency: str) -> str | None:
    """None if Stripe accepts the amount; otherwise the reason it does not."""
    if amount < minimum_charge(currency):
        return f"amount must be at least {written(minimum_charge(currency), currency)}"
    if amount > CHARGE_MAX:
        return f"amount must be at most {written(CHARGE_MAX, currency)}"
    if currency in THREE_DECIMAL and amount % 10:
        return f"amounts in {currency.upper()} end in 0"
    if currency in WHOLE_UNITS_ONLY and amount % 100:
        return f"amounts in {currency.upper()} are whole units"
    return None


def major_units(amount: int, currency: str) -> float:
    """The number that existing clients format (decision 0021). For display only, never for arithmetic."""
    return float(amount / 10 ** decimals(currency))


def written(amount: int, currency: str) -> str:
    """For a person: `97.00 USD`, `500 JPY`, `-0.20 USD`."""
    places = decimals(currency)
    sign, digits = ("-" if amount < 0 else ""), str(abs(amount)).rjust(places + 1, "0")
    number = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"{sign}{number} {currency.upper()}"
