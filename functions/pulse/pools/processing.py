"""What a payer pays so that the pool gets a whole amount. Pure and exact."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pulse.money import BASIS_POINTS, minimum_charge, rounded_up

_MINIMUM_IN_USD = 50
"""Stripe's minimum charge in any currency is worth about this, so its fixed fee is converted with it."""


class ProcessingPayer(StrEnum):
    FUNDER = "funder"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Price:
    """Stripe's price for a card payment: a share in basis points and a fixed part in US cents."""

    bps: int
    fixed_cents: int


@dataclass(frozen=True, slots=True)
class FundingQuote:
    """*total* = amount + processing fee, in minor units of *currency*."""

    amount: int
    processing_fee: int
    total: int
    currency: str


def funding_quote(amount: int, currency: str, *, payer: ProcessingPayer, price: Price) -> FundingQuote:
    """What is charged so that the pool gets *amount*, which is an amount that Stripe takes.

    `total = ceil((amount + fixed) / (1 - share))`, in integers: 10000 becomes 10330, of which Stripe's price
    is 330. The pool gets *amount* whatever Stripe really takes.
    """
    total = _grossed_up(amount, currency, price) if payer is ProcessingPayer.FUNDER else amount
    return FundingQuote(amount, total - amount, total, currency)


def _grossed_up(amount: int, currency: str, price: Price) -> int:
    kept = BASIS_POINTS - price.bps
    if kept <= 0:
        raise ValueError(f"a price of {price.bps} basis points leaves nothing of a payment")
    fixed = price.fixed_cents * minimum_charge(currency) // _MINIMUM_IN_USD
    return rounded_up(-(-(amount + fixed) * BASIS_POINTS // kept), currency)
