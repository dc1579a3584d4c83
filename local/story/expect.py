"""How the story finds out whether something holds: at once, or within a time that a person would wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

PATIENCE_SECONDS = 45
"""Three cold starts of a function on a busy machine."""

Seen = TypeVar("Seen")


class Unexpected(Exception):
    """Something in the story does not hold; the message says what was expected and what was seen."""


def expect(holds: bool, why: str) -> None:
    if not holds:
        raise Unexpected(why)


def expect_fields(name: str, document: Mapping[str, Any], **fields: Any) -> None:
    for field, value in fields.items():
        expect(document.get(field) == value, f"{name}.{field} is {document.get(field)!r}, not {value!r}")


def eventually(what: str, look: Callable[[], Seen], holds: Callable[[Seen], object]) -> Seen:
    """What *look* sees as soon as it *holds*; raises *Unexpected* with what was seen last."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        seen = look()
        if holds(seen):
            return seen
        if time.monotonic() > deadline:
            raise Unexpected(f"{what} did not happen within {PATIENCE_SECONDS} s; last seen: {seen!r}")
        time.sleep(0.2)
