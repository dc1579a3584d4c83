"""Currencies, their limits and Stripe's fee: pure integers in minor units.

docs.stripe.com/currencies (zero-decimal currencies, minimum and maximum charge amounts),
stripe.com/pricing (2.9 % + 30c for a domestic card).
"""

from stripe_emulator.errors import invalid

ZERO_DECIMAL = frozenset(
    [
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "ugx",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf",
    ]
)
MINIMUM_CHARGE = {
    "aed": 200, "aud": 50, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50,
    "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300,
    "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
CURRENCIES = (
    frozenset(MINIMUM_CHARGE)
    | ZERO_DECIMAL
    | frozenset(
        [
            "bgn",
            "cop",
            "cny",
            "idr",
            "ils",
            "isk",
            "kes",
            "ngn",
            "php",
            "pkr",
            "qar",
            "sar",
            "try",
            "twd",
            "uah",
            "uyu",
            "vnd",
            "zar",
            "bhd",
            "jod",
            "kwd",
            "omr",
            "tnd",
        ]
    )
)
AMOUNT_MAX = 99_999_999
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


def positive(amount: int, *, param: str = "amount") -> int:
    """The amount if it is at least 1, or Stripe's refusal."""
    if amount < 1:
        message = (
            "Invalid positive integer" if amount < 0 else "This value must be greater than or equal to 1."
        )
        raise invalid(message, code="parameter_invalid_integer", param=param)
    return at_most(amount, param=param)


def at_most(amount: int, *, param: str = "amount") -> int:
    """The amount if it has at most eight digits (docs.stripe.com/currencies), or Stripe's refusal."""
    if amount > AMOUNT_MAX:
        raise invalid("Amount must be no more than $999,999.99", code="amount_too_large", param=param)
    return amount


def chargeable(amount: int, currency: str) -> int:
    """The amount of a charge if it is within the limits of the currency, or Stripe's refusal."""
    positive(amount)
    least = MINIMUM_CHARGE.get(currency, 1)
    if amount < least:
        message = f"Amount must be at least {display(least, currency)}"
        raise invalid(message, code="amount_too_small", param="amount")
    return amount


def processing_fee(amount: int) -> int:
    """2.9 % + 30, rounded half up."""
    return portion(amount, FEE_BASIS_POINTS, 10_000) + FEE_FIXED


def portion(amount: int, part: int, whole: int) -> int:
    """`amount * part / whole`, rounded half up."""
    return (2 * amount * part + whole) // (2 * whole)


def display(amount: int, currency: str) -> str:
    """For messages: `$0.50 usd`, `¥50 jpy`."""
    size = abs(amount)
    digits = str(size) if currency in ZERO_DECIMAL else f"{size // 100}.{size % 100:02d}"
    minus = "-" if amount < 0 else ""
    sign = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}.get(currency, "")
    return f"{minus}{sign}{digits} {currency}"
