"""Documents of the first system that a person decided to leave as they are (decision 0802)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pulse.ports.store import Document, Query, Store

LEAVE = "leave"
_OURS = ("feeBps", "state")
"""Every payment and prize of this system has the one, every account that Stripe answered about the other."""


def without_left_aside(documents: Iterable[Document], left: frozenset[str]) -> Iterator[Document]:
    """*documents* without those that nothing is concluded from. A record of this system is never left out."""
    for document in documents:
        if document.path not in left or any(name in document.fields for name in _OURS):
            yield document


def read_left_aside(store: Store) -> frozenset[str]:
    """Their paths."""
    decided = store.query(Query("migrationDecisions", where=[("choice", "==", LEAVE)]))
    return frozenset(path for one in decided if isinstance(path := one.fields.get("subject"), str))
