"""Which values from outside may enter the state."""

from math import isfinite


def is_number(value: object, *, most: float | None = None) -> bool:
    """Whether a value is a finite number from 0 up, and at most `most`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return False
    return value >= 0 and (most is None or value <= most)


def is_count(value: object) -> bool:
    """Whether a value is a whole number from 0 up."""
    return isinstance(value, int) and is_number(value)
