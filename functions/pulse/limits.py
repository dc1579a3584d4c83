"""Limits on money: one amount for each currency that we settle in (decision 0027). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

_PART = re.compile(r"(?:(?P<currency>[a-z]{3})=)?(?P<amount>[0-9]{1,15})")


def _amounts(value: Any) -> Any:
    """`500000` is of usd; `usd=500000,eur=460000` names each currency."""
    if isinstance(value, Mapping | tuple):
        return tuple(dict(value).items())
    parts = [_PART.fullmatch(part.strip().lower()) for part in str(value).split(",")]
    found = {part["currency"] or "usd": int(part["amount"]) for part in parts if part}
    if len(found) < len(parts):
        raise ValueError("must be minor units of usd, or of each currency, such as usd=500000,eur=460000")
    return tuple(found.items())


Amounts = tuple[tuple[str, int], ...]
Limit = Annotated[Amounts, BeforeValidator(_amounts)]
"""Pairs of a currency and minor units of it: what is above it passes the limit."""


def is_above(limit: Amounts, amount: int, currency: str) -> bool:
    """An amount in a currency that has no limit is above it: nobody has decided what is usual in it."""
    most = dict(limit).get(currency)
    return most is None or amount > most


def missing_currencies(limit: Amounts, currencies: Iterable[str]) -> list[str]:
    return [currency for currency in currencies if currency not in dict(limit)]
