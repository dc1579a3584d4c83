"""How records change: one commit with its audit row, and again, a bounded number of times, after a lost race.

A commit returns the document as it now stands, so nothing is read back that was just written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pulse.errors import Busy, Conflict, NotFound
from pulse.ledger.audit import Change, audited_create, audited_update
from pulse.ledger.records import Record
from pulse.ports.store import Document, Store, Write

T = TypeVar("T")

TRIES_MAX = 10
"""Lost races in a row before the caller is asked to come back."""


def audited(document: Document | None, path: str, record: Record, change: Change) -> list[Write]:
    """The writes that make *record* of what stands at *path*: the first commit of it, or a change."""
    if document is None:
        return [*audited_create(path, record, change)]
    return [*audited_update(document, record, change)]


def commit_create(store: Store, path: str, record: Record, change: Change, *others: Write) -> Document:
    """Commit the first version of *record*, with *others*; the document as it now stands.

    Raises *Conflict* when there is one already: nothing was written.
    """
    created, row = audited_create(path, record, change)
    versions = store.commit([created, row, *others])
    return Document(path, created.fields, versions[0])


def commit_update(
    store: Store, document: Document, record: Record, change: Change, *others: Write
) -> Document:
    """Commit *record* over *document*, with *others*; the document as it now stands.

    Raises *Conflict* when it has changed since it was read: nothing was written.
    """
    update, row = audited_update(document, record, change)
    versions = store.commit([update, row, *others])
    return Document(document.path, {**document.fields, **update.fields}, versions[0])


def commit_record(
    store: Store, document: Document | None, path: str, record: Record, change: Change, *others: Write
) -> Document:
    """Commit *record*, new or changed: `commit_create` where there is no *document*, else `commit_update`."""
    if document is None:
        return commit_create(store, path, record, change, *others)
    return commit_update(store, document, record, change, *others)


def retry_after_conflict(once: Callable[[int], T], *, busy: str) -> T:
    """What *once* answers. It is called again after each *Conflict*, so it must read what it decides on.

    *once* is given how often it was called before. Raises *Busy*, with the sentence *busy*, when races are
    lost again and again.
    """
    for tries in range(TRIES_MAX):
        try:
            return once(tries)
        except Conflict:
            continue
    raise Busy(busy)


def existing(document: Document | None, what: str, *, code: str | None = None) -> Document:
    """*document*, which was looked for. Raises *NotFound* where there is none."""
    if document is None:
        raise NotFound(f"there is no such {what}", code=code)
    return document
