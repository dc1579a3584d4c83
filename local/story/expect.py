"""The checks of the story: something holds at once, or within a time that a person would wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

PATIENCE_SECONDS = 45
"""Three cold starts of a function on a busy machine."""

Seen = TypeVar("Seen")


class Unexpected(Exception):
    """A check of the story does not hold. The message says what was expected and what was seen."""


def expect(holds: bool, why: str) -> None:
    if not holds:
        raise Unexpected(why)


def expect_fields(name: str, document: Mapping[str, Any], **fields: Any) -> None:
    for field, value in fields.items():
        expect(document.get(field) == value, f"{name}.{field} is {document.get(field)!r}, not {value!r}")


def eventually(what: str, look: Callable[[], Seen], holds: Callable[[Seen], object]) -> Seen:
    """The result of *look* as soon as it *holds*. Raises *Unexpected* with the last result."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        seen = look()
        if holds(seen):
            return seen
        if time.monotonic() > deadline:
            raise Unexpected(f"{what} did not happen within {PATIENCE_SECONDS} s; last seen: {seen!r}")
        time.sleep(0.2)
