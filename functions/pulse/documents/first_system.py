"""Records of the first system (decision 0801) have only the fields of docs/guide.md, and times as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pulse.documents.readers import AMOUNT, CURRENCY, MOMENT, Reader, Unfit
from pulse.errors import FieldUnfit
from pulse.money import BASIS_POINTS, share
from pulse.ports.store import Fields

FEE_BPS = 300
"""The first system's one rate."""


def is_first_systems(fields: Fields) -> bool:
    """Every record of this system stores the rate of its fee."""
    return "feeBps" not in fields


def read_strictly(fields: Fields, *, amounts: Sequence[str], times: Sequence[str]) -> dict[str, Any]:
    """*fields* with these amounts and times, and a currency, as values; an absent one stays absent
    (decision 0030).

    Raises *ValueError* with the name of the field: such a record is damaged, and nothing is paid by it.
    """
    readers: dict[str, Reader[Any]] = {
        **dict.fromkeys(amounts, AMOUNT),
        **dict.fromkeys(times, MOMENT),
        "currency": CURRENCY,
    }
    read = {name: value for name, value in fields.items() if value is not None}
    for name, reader in readers.items():
        if name in read:
            try:
                read[name] = reader.read(read[name])
            except Unfit as error:
                raise FieldUnfit(f"{name} must be {reader.allowed}") from error
    return read


def rate(amount: Any, fee: Any) -> int:
    """The rate of *fee* in basis points: the usual rate if it gives exactly this fee, else the nearest."""
    if not isinstance(amount, int) or not isinstance(fee, int) or amount <= 0 or fee < 0:
        return FEE_BPS
    if share(amount, FEE_BPS) == fee:
        return FEE_BPS
    return (fee * BASIS_POINTS + amount // 2) // amount


def is_first_systems_fee(price: int, fee: int) -> bool:
    """Whether the first system may have taken *fee* of *price*: `Math.round(price * 0.03)` in JavaScript.

    A product on a half cent is a little less in floating point for some prices, and was rounded down there.
    """
    exact = share(price, FEE_BPS)
    on_a_half = price * FEE_BPS % BASIS_POINTS == BASIS_POINTS // 2
    return fee == exact or (on_a_half and fee == exact - 1)
