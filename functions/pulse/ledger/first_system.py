"""What records of the first system have in common: only the guide's fields, and times as ISO text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pulse.money import BASIS_POINTS, share
from pulse.ports.store import Fields

ADOPTED = "first_system.adopted"
"""The act that begins the trail of such a record: what it is then was not done here."""

FEE_BPS = 300
"""The first system's one rate."""


def is_first_systems(fields: Fields) -> bool:
    """Every record that is made here keeps the rate of its fee."""
    return "feeBps" not in fields


def moment(value: Any) -> Any:
    """ISO text as a time; without an offset it is UTC. Anything else is for the record's own check."""
    if not isinstance(value, str):
        return value
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def rate(amount: Any, fee: Any) -> int:
    """The basis points by which *fee* was taken: the usual ones where they explain it, else the nearest."""
    if not isinstance(amount, int) or not isinstance(fee, int) or amount <= 0 or fee < 0:
        return FEE_BPS
    if share(amount, FEE_BPS) == fee:
        return FEE_BPS
    return (fee * BASIS_POINTS + amount // 2) // amount
