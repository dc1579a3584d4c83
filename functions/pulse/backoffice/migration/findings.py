"""What was found of one document, and the sums of many. Amounts are minor units of their currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pulse.backoffice.migration.reasons import REASONS, Verdict, Why
from pulse.documents import AMOUNT, CURRENCY, MOMENT, Unfit

CURRENCY_UNREADABLE = "?"
"""In sums, the currency of documents that do not say a readable one."""
_CURRENCY_DEFAULT = "usd"


class Kind(StrEnum):
    """What a document is about. The steps have the same names, and this order."""

    ACCOUNTS = "accounts"
    PAYMENTS = "payments"
    PRIZES = "prizes"


_FIELDS: Mapping[Kind, tuple[str, str, str]] = {
    Kind.PAYMENTS: ("amount", "ownerAmount", "platformFee"),
    Kind.PRIZES: ("prizeAmount", "winnerAmount", "platformFee"),
}
"""Price, share and fee."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a document says, field by field: one that cannot be read counts as nothing in the sums."""

    currency: str = ""
    price: int = 0
    share: int = 0
    fee: int = 0

    @classmethod
    def of(cls, kind: Kind, fields: Mapping[str, Any]) -> Amounts:
        if kind not in _FIELDS:
            return cls()
        price, share, fee = (_amount(fields.get(name)) for name in _FIELDS[kind])
        return cls(_currency(fields.get("currency")), price, share, fee)


@dataclass(frozen=True, slots=True)
class Finding:
    """*subject*: the document's path; for an account known from a profile, with `.creator` or `.winner`."""

    subject: str
    kind: Kind
    verdict: Verdict
    why: Why | None = None
    detail: str = ""
    """Which field does not fit, or what Stripe says. Never what a document holds."""
    amounts: Amounts = Amounts()
    created_at: datetime | None = None
    """None where the document does not say it, or in no readable form."""

    @property
    def sentence(self) -> str:
        said = REASONS[self.why].sentence if self.why else ""
        return f"{said} ({self.detail})" if self.detail else said


@dataclass(frozen=True, slots=True, order=True)
class Sum:
    """The documents of one kind, verdict and currency."""

    kind: str
    verdict: str
    currency: str
    documents: int
    price: int
    share: int
    fee: int


def sums_of(findings: Iterable[Finding]) -> tuple[Sum, ...]:
    """In order of kind, verdict and currency."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for one in findings:
        amounts = one.amounts
        key = (one.kind.value, one.verdict.value, amounts.currency)
        row = found.setdefault(key, [0, 0, 0, 0])
        for index, value in enumerate((1, amounts.price, amounts.share, amounts.fee)):
            row[index] += value
    return tuple(Sum(*key, *row) for key, row in sorted(found.items()))


def created_at(fields: Mapping[str, Any]) -> datetime | None:
    value = fields.get("createdAt")
    try:
        return None if value is None else MOMENT.read(value)
    except Unfit:
        return None


def _amount(value: Any) -> int:
    try:
        return 0 if value is None else AMOUNT.read(value)
    except Unfit:
        return 0


def _currency(value: Any) -> str:
    if value is None:
        return _CURRENCY_DEFAULT
    try:
        return CURRENCY.read(value)
    except Unfit:
        return CURRENCY_UNREADABLE
