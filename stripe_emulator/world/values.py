"""Which values from outside may enter the state, and how moments are written."""

from datetime import UTC, datetime
from math import isfinite

LAST_SECOND = 253_402_300_799
"""The end of the year 9999: later moments are shown as this one."""


def is_number(value: object, *, most: float | None = None) -> bool:
    """Whether a value is a finite number from 0 up, and at most `most`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return False
    return value >= 0 and (most is None or value <= most)


def is_count(value: object) -> bool:
    """Whether a value is a whole number from 0 up."""
    return isinstance(value, int) and is_number(value)


def rfc3339(seconds: float) -> str:
    """A moment as v2 writes it: UTC with milliseconds."""
    return (
        datetime.fromtimestamp(min(seconds, LAST_SECOND), UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )
