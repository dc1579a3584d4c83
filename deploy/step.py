"""What a step of the table is: it looks, it plans without side effects, and its changes are done one by
one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from deploy.clients import Clients
from deploy.wanted import Wanted


class Kind(StrEnum):
    """What a change does to what is there."""

    CREATE = "create"
    CHANGE = "change"
    REPLACE = "replace"
    """What is there is overwritten."""
    DELETE = "delete"
    REFRESH = "refresh"
    """Nothing is wrong without it: the same is sent again, in case the source has changed."""


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    sentence: str
    """Verb first: "Enable the API run.googleapis.com."."""
    do: Callable[[Clients], None]


@dataclass(frozen=True, slots=True)
class Decision:
    """What only a person can decide or do."""

    sentence: str
    """What is wrong."""
    instead: str
    """What to do next."""
    blocks: bool = True
    """Whether the steps after this one have to wait for it."""


@dataclass(frozen=True, slots=True)
class Plan:
    right: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def wrong(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind is not Kind.REFRESH)

    @property
    def blocks(self) -> bool:
        return any(decision.blocks for decision in self.decisions)


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    why: str
    look: Callable[[Clients, Wanted], Any]
    """Reads, and nothing else."""
    plan: Callable[[Any, Wanted], Plan]
    """Pure: from what is there and what is wanted to what is right, changed, or for a person to decide."""
