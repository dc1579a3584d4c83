"""Records of the first system (decision 0801) have only the fields of docs/guide.md, and times as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pulse.money import BASIS_POINTS, share
from pulse.ports.store import Fields

ADOPTED = "first_system.adopted"
"""The first row of the trail of such a record: what happened before was not done by this system."""

FEE_BPS = 300
"""The first system's one rate."""


def is_first_systems(fields: Fields) -> bool:
    """Every record of this system stores the rate of its fee."""
    return "feeBps" not in fields


def moment(value: Any) -> Any:
    """ISO text as a time, UTC if it has no offset. Other values are returned: the record checks them."""
    if not isinstance(value, str):
        return value
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def rate(amount: Any, fee: Any) -> int:
    """The rate of *fee* in basis points: the usual rate if it gives exactly this fee, else the nearest."""
    if not isinstance(amount, int) or not isinstance(fee, int) or amount <= 0 or fee < 0:
        return FEE_BPS
    if share(amount, FEE_BPS) == fee:
        return FEE_BPS
    return (fee * BASIS_POINTS + amount // 2) // amount
