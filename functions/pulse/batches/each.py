"""Work on many things in a row, where one that fails neither hides nor stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pulse import log
from pulse.batches.circuit_breaker import Patience
from pulse.errors import Conflict, PulseError
from pulse.ports import Document, Store
from pulse.ports.store import Query

Item = TypeVar("Item")

CONTAINED = (Exception,)
"""What may be wrong with one thing while the next is fine: whatever a document that somebody else wrote makes
of us. One person's document must never keep everybody's prizes waiting; what is no error of ours is logged
with its stack, counted as a problem, and alerted."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were done, and which were not: each problem as `subject: machine word`."""

    done: int = 0
    problems: tuple[str, ...] = ()


def each(items: Iterable[Item], act: Callable[[Item], int | None], name: Callable[[Item], str]) -> Tally:
    """*act* on every item; it answers how much it did, or None where Stripe had not to be asked.

    *OutcomeUnknown* passes through where Firestore is away, or Stripe for several items in a row or for some
    more in all: the next would wait as long. An answer that cannot be read is a problem of its item alone.
    """
    done = 0
    patience = Patience()
    problems: list[str] = []
    for item in items:
        try:
            did = act(item)
            if did is not None:
                done += did
                patience.answered()
        except CONTAINED as error:
            if patience.ends_with(error):
                raise
            problems.append(f"{name(item)}: {word(error)}")
    return Tally(done, tuple(problems))


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def word(error: Exception) -> str:
    """The error's machine word; never its text, which may come from outside. A bug's stack is logged."""
    if not isinstance(error, PulseError | Conflict):
        log.write_exception("backoffice.failed", error)
    return error.code if isinstance(error, PulseError) else type(error).__name__


def every(store: Store, query: Query, *, page: int = 300) -> Iterator[Document]:
    """All documents of *query*, read page by page. For queries whose result the caller does not change."""
    after: Document | None = None
    while True:
        found = store.query(
            Query(query.collection, where=query.where, order_by=query.order_by, limit=page, after=after)
        )
        yield from found
        if len(found) < page:
            return
        after = found[-1]
