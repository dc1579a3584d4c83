"""Currencies, their limits and Stripe's fee: pure integers in minor units.

docs.stripe.com/currencies (zero-decimal currencies, minimum and maximum charge amounts),
stripe.com/pricing (2.9 % + 30c for a domestic card).
"""

from stripe_emulator.errors import invalid

ZERO_DECIMAL = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof")
) | {"xpf"}
THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
STEPS = {"isk": 100, "ugx": 100, **dict.fromkeys(THREE_DECIMAL, 10)}
"""Amounts are multiples of this (docs.stripe.com/currencies#special-cases, #three-decimal).

ISK and UGX have no minor unit any more, but the API takes them with two decimals that are zero; the API
takes three decimals of which the last is zero.
"""
PAYOUT_STEPS = {**STEPS, "huf": 100, "twd": 100}
"""HUF and TWD are charged with two decimals and paid out without any (same page)."""
MINIMUM_CHARGE = {
    "usd": 50, "aed": 200, "ars": 50, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "cop": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "idr": 50, "ils": 50, "inr": 50, "jpy": 50,
    "krw": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "php": 50, "pln": 200, "ron": 200, "rub": 50,
    "sek": 300, "sgd": 50, "thb": 1000, "zar": 50,
}  # fmt: skip
CURRENCIES = (
    frozenset(MINIMUM_CHARGE)
    | ZERO_DECIMAL
    | frozenset(
        [
            "cny",
            "isk",
            "kes",
            "ngn",
            "pkr",
            "qar",
            "sar",
            "try",
            "twd",
            "uah",
            "uyu",
            "vnd",
            "bhd",
            "jod",
            "kwd",
            "omr",
            "tnd",
        ]
    )
)
AMOUNT_MAX = 99_999_999
AMOUNT_MAX_OF = {"idr": 999_999_999_999}
"""Eight digits, and twelve for the rupiah (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts)."""
FEE_BASIS_POINTS = 290
FEE_FIXED = 30
DISPUTE_FEE = 1_500
"""In cents; kept when the dispute is won (docs.stripe.com/disputes/how-disputes-work)."""


def currency_of(value: str) -> str:
    """The currency in lower case, or Stripe's refusal."""
    currency = value.lower()
    if currency not in CURRENCIES:
        message = f"Invalid currency: {currency}. Stripe currently supports these currencies: "
        raise invalid(message + ", ".join(sorted(CURRENCIES)), param="currency")
    return currency


def positive(amount: int, currency: str, *, param: str = "amount") -> int:
    """The amount if it is at least 1, or Stripe's refusal."""
    if amount < 1:
        message = (
            "Invalid positive integer" if amount < 0 else "This value must be greater than or equal to 1."
        )
        raise invalid(message, code="parameter_invalid_integer", param=param)
    return at_most(amount, currency, param=param)


def at_most(amount: int, currency: str, *, param: str = "amount") -> int:
    """The amount if it has not more digits than Stripe takes in the currency, or Stripe's refusal."""
    most = AMOUNT_MAX_OF.get(currency, AMOUNT_MAX)
    if amount > most:
        message = f"Amount must be no more than {display(most, currency)}"
        raise invalid(message, code="amount_too_large", param=param)
    return amount


def in_steps(amount: int, currency: str, *, param: str = "amount", steps: dict[str, int] = STEPS) -> int:
    """The amount if its currency has that many digits, or Stripe's refusal."""
    step = steps.get(currency, 1)
    if amount % step:
        message = f"Invalid amount: amounts in {currency} must be evenly divisible by {step}."
        raise invalid(message, code="parameter_invalid_integer", param=param)
    return amount


def chargeable(amount: int, currency: str) -> int:
    """The amount of a charge if it is within the limits of the currency, or Stripe's refusal."""
    positive(amount, currency)
    least = MINIMUM_CHARGE.get(currency, 1)
    in_steps(amount, currency)
    if amount < least:
        message = f"Amount must be at least {display(least, currency)}"
        raise invalid(message, code="amount_too_small", param="amount")
    return amount


def processing_fee(amount: int, currency: str = "usd") -> int:
    """2.9 % + 30, rounded half up to what the currency can express."""
    step = STEPS.get(currency, 1)
    return step * portion(amount * FEE_BASIS_POINTS + FEE_FIXED * 10_000, 1, 10_000 * step)


def share(total: int, part: int, whole: int, currency: str) -> int:
    """`total * part / whole`, rounded half up to what the currency can express."""
    step = STEPS.get(currency, 1)
    return step * portion(total, part, whole * step)


def portion(amount: int, part: int, whole: int) -> int:
    """`amount * part / whole`, rounded half up."""
    return (2 * amount * part + whole) // (2 * whole)


def decimals(currency: str) -> int:
    """How many of an amount's digits stand behind the point in the API."""
    if currency in THREE_DECIMAL:
        return 3
    return 0 if currency in ZERO_DECIMAL and currency not in STEPS else 2


def display(amount: int, currency: str) -> str:
    """For messages: `$0.50 usd`, `¥50 jpy`."""
    size = abs(amount)
    places = decimals(currency)
    digits = f"{size // 10**places}.{size % 10**places:0{places}d}" if places else str(size)
    minus = "-" if amount < 0 else ""
    sign = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}.get(currency, "")
    return f"{minus}{sign}{digits} {currency}"
