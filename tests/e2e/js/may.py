"""A call that is allowed: who makes it, what it answers, and what it leaves behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.people import Person

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class May:
    who: Person
    fields: Fields
    answer: Fields
    """By name; a dotted name reaches inside: `summary.totalWins`."""
    leaves: Callable[[Fields], Mapping[str, Fields | None]] = field(default=lambda _answer: {})
    """By path, what is then in Firestore or, below `/v1/`, at Stripe. None: nothing is there."""


@dataclass(frozen=True)
class Like:
    """Equal to any text of this form."""

    pattern: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.fullmatch(self.pattern, other) is not None

    __hash__ = None


URL, ACCOUNT_ID, MOMENT = Like(r"https?://\S+"), Like(r"acct_\w+"), Like(r"20\d\d-\d\d-\d\dT.+")
FEE_CENTS, RECEIVED_CENTS = 300, 9_700
"""Of a round of $100.00, and of a prize of $100.00."""
