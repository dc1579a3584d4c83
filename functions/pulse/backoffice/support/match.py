"""One thing that was found, as staff read it: its form. `match_of` makes one of a document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """In the order in which they are shown."""

    PERSON = "person"
    TRAINER_ACCOUNT = "trainer_account"
    WINNER_ACCOUNT = "winner_account"
    PRIZE = "prize"
    PAYMENT = "payment"
    FUNDING = "funding"
    CHALLENGE = "challenge"
    POOL = "pool"
    CORRECTION = "correction"
    POOL_RETURN = "pool_return"
    EVENT = "event"
    """One of Stripe's that we have stored."""
    ENTRY = "entry"
    """A movement of money in the journal."""
    DAMAGED = "damaged"
    """A document that cannot be read; its id is its path."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another thing that can be found by *id*."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Match:
    """*amount* in minor units of *currency*. What is not known or does not apply is None."""

    kind: Kind
    id: str
    title: str
    user_id: str | None = None
    status: str | None = None
    reason: str | None = None
    next_action: str | None = None
    """What an operator does about it."""
    amount: int | None = None
    currency: str | None = None
    links: tuple[Link, ...] = ()
