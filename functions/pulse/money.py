"""Money as integers: minor units with a currency; fees, shares and splits. Pure and exact, without floats."""

from __future__ import annotations

from collections.abc import Sequence

BASIS_POINTS = 10_000

# docs.stripe.com/currencies; tests/currencies.json is the copy that a test compares these with.
ZERO_DECIMAL = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"],
)
THREE_DECIMAL = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
WHOLE_UNITS_ONLY = frozenset({"isk", "ugx"})  # sent with two decimals that must be 00
CHARGE_MAX = 99_999_999
"""Eight digits, in the minor units of any currency without a limit of its own."""
CHARGE_MAX_OF = {"idr": 999_999_999_999}
AMOUNT_MAX = max(CHARGE_MAX, *CHARGE_MAX_OF.values())
"""No currency has a larger amount."""
CHARGE_MIN = {
    "usd": 50, "aed": 200, "ars": 50, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "cop": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "idr": 50, "ils": 50, "inr": 50, "jpy": 50,
    "krw": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "php": 50, "pln": 200, "ron": 200, "rub": 50,
    "sek": 300, "sgd": 50, "thb": 1000, "zar": 50,
}  # fmt: skip


def share(amount: int, bps: int, *, step: int = 1) -> int:
    """*bps* basis points of *amount* as a multiple of *step*, rounded half up (decision 0001)."""
    if amount < 0 or bps < 0:
        raise ValueError(f"a share is taken of amounts from 0 up, at rates from 0 up: {amount}, {bps}")
    return step * ((2 * amount * bps + BASIS_POINTS * step) // (2 * BASIS_POINTS * step))


def fee(amount: int, bps: int, currency: str) -> int:
    """The platform's fee, as an amount that Stripe takes in *currency*.

    At most *amount*, which is itself such an amount; so what is left of it is one too.
    """
    return share(amount, bps, step=step(currency))


def proportion(amount: int, part: int, whole: int, *, step: int = 1) -> int:
    """The same share of *amount* as *part* is of *whole*: a multiple of *step*, half up, at most *amount*."""
    if not 0 <= part <= whole or whole == 0:
        raise ValueError(f"{part} is no part of {whole}")
    return min(amount, step * ((2 * amount * part + whole * step) // (2 * whole * step)))


def split(total: int, weights: Sequence[int], *, step: int = 1) -> list[int]:
    """*total*, a multiple of *step*, split by *weights* into multiples of *step*.

    Left-over steps go to the largest remainders, then to earlier places.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("totals and weights are never negative")
    if total % step:
        raise ValueError(f"{total} is no multiple of {step}")
    whole, steps = sum(weights), total // step
    if whole == 0:
        return [0] * len(weights)
    parts = [steps * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(steps * weights[i] % whole), i))
    for place in by_remainder[: steps - sum(parts)]:
        parts[place] += 1
    return [part * step for part in parts]


def decimals(currency: str) -> int:
    """How many decimals the major unit of the currency has at Stripe: 0, 2 or 3."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def minimum_charge(currency: str) -> int:
    """The smallest charge in minor units, or one minor unit if Stripe publishes no minimum."""
    return CHARGE_MIN.get(currency, 1)


def maximum_charge(currency: str) -> int:
    return CHARGE_MAX_OF.get(currency, CHARGE_MAX)


def step(currency: str) -> int:
    """The multiple in which Stripe takes every amount: charges, fees, transfers, refunds and reversals."""
    if currency in THREE_DECIMAL:
        return 10
    return 100 if currency in WHOLE_UNITS_ONLY else 1


def rounded_up(amount: int, currency: str) -> int:
    """The smallest amount from *amount* up that Stripe takes."""
    return -(-amount // step(currency)) * step(currency)


def out_of_step(amount: int, currency: str) -> str | None:
    """Why Stripe takes no such amount in *currency*, however small or large; None if it does."""
    if amount % step(currency) == 0:
        return None
    if currency in THREE_DECIMAL:
        return f"amounts in {currency.upper()} end in 0"
    return f"amounts in {currency.upper()} are whole units"


def chargeable(amount: int, currency: str) -> str | None:
    """None if Stripe accepts the amount; otherwise the reason it does not."""
    if amount < minimum_charge(currency):
        return f"amount must be at least {written(minimum_charge(currency), currency)}"
    if amount > maximum_charge(currency):
        return f"amount must be at most {written(maximum_charge(currency), currency)}"
    return out_of_step(amount, currency)


def major_units(amount: int, currency: str) -> float:
    """The number that existing clients format (decision 0021). For display only, never for arithmetic."""
    return float(amount / 10 ** decimals(currency))


def written(amount: int, currency: str) -> str:
    """For a person: `97.00 USD`, `500 JPY`, `-0.20 USD`."""
    return f"{as_number(amount, currency)} {currency.upper()}"


def as_number(amount: int, currency: str) -> str:
    """With the currency's digits: `97.00`, `500`, `-0.20`."""
    places = decimals(currency)
    sign, digits = ("-" if amount < 0 else ""), str(abs(amount)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
