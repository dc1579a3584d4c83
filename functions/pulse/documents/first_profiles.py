"""What the first system wrote into a person's profile (decision 0802)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulse.ports.store import Fields, Query

PROFILES = Query("users", fields=("username", "creator", "winner"))


def part_of(fields: Fields, role: str) -> Mapping[str, Any]:
    """A person's `creator` or `winner`; empty where it is no map."""
    part = fields.get(role)
    return part if isinstance(part, Mapping) else {}


def account_named(fields: Fields, role: str) -> str | None:
    account_id = part_of(fields, role).get("stripeAccountId")
    return account_id if isinstance(account_id, str) and account_id else None


def wins_of(fields: Fields) -> Iterator[Mapping[str, Any]]:
    wins = part_of(fields, "winner").get("challengeWins")
    yield from (one for one in (wins if isinstance(wins, list) else ()) if isinstance(one, Mapping))
