"""How records change: one commit with its audit row, repeated a bounded number of times after lost races.

A commit returns the document as stored, so it need not be read again.
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
"""Consecutive conflicts before *Busy* is raised."""


def audited(document: Document | None, path: str, record: Record, change: Change) -> list[Write]:
    """The writes that store *record* at *path*: a creation if there is no *document*, else a change."""
    if document is None:
        return [*audited_create(path, record, change)]
    return [*audited_update(document, record, change)]


def commit_create(store: Store, path: str, record: Record, change: Change, *others: Write) -> Document:
    """Commit the first version of *record*, with *others*. Returns the document as stored.

    Raises *Conflict* when it exists already; then nothing was written.
    """
    created, row = audited_create(path, record, change)
    versions = store.commit([created, row, *others])
    return Document(path, created.fields, versions[0])


def commit_update(
    store: Store, document: Document, record: Record, change: Change, *others: Write
) -> Document:
    """Commit *record* over *document*, with *others*. Returns the document as stored.

    Raises *Conflict* when *document* has changed since it was read; then nothing was written.
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


def retry_after_conflict(
    once: Callable[[int], T], *, busy: str, code: str | None = None, tries_max: int = TRIES_MAX
) -> T:
    """The result of *once*, which is called again after each *Conflict*, so it must read what it decides on.

    *once* gets the number of earlier calls. After *tries_max* conflicts in a row raises *Busy* with the
    sentence *busy*, and *code* where it is not `busy`.
    """
    for tries in range(tries_max):
        try:
            return once(tries)
        except Conflict:
            continue
    raise Busy(busy, code=code)


def existing(document: Document | None, what: str, *, code: str | None = None) -> Document:
    """*document* itself. Raises *NotFound* when it is None."""
    if document is None:
        raise NotFound(f"there is no such {what}", code=code)
    return document
