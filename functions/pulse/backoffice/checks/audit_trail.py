"""Verify the audit trail: each subject's rows are a chain of hashes, and each day's heads are stored apart.

The chain alone shows an edit, an insertion, a reordering and a gap. A cut-off end shows in the record's own
head; if that was reset as well, it shows in the daily heads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulse.backoffice.checks.audit_heads import Head, find_altered_days, read_all_heads, read_heads
from pulse.backoffice.reconciliation import differs_from_row
from pulse.batches import read_all
from pulse.errors import InvalidRequest, NotFound
from pulse.ledger import HEAD, row_hash
from pulse.ports import Document, Store
from pulse.ports.paths import is_document_path, path
from pulse.ports.store import Query


class FlawKind(StrEnum):
    EDITED = "edited"
    """The row's content does not match its hash."""
    OUT_OF_PLACE = "out_of_place"
    """The row does not follow the one before it: it was moved or inserted."""
    MISSING = "missing"
    """A row between others is missing."""
    INSERTED = "inserted"
    """The row comes after the last one that the record knows."""
    TRUNCATED = "truncated"
    """The last rows are missing."""
    NO_TRAIL = "no_trail"
    """The record has no trail at all."""
    RECORD_EDITED = "record_edited"
    """The trail is whole, and the record is not as its last row left it."""
    UNREADABLE = "unreadable"
    """The row does not say which record it is about; *subject* is its own path."""


_SENTENCES = {
    FlawKind.EDITED: "was edited: its content does not fit its hash",
    FlawKind.OUT_OF_PLACE: "does not follow the row before it",
    FlawKind.MISSING: "is gone",
    FlawKind.INSERTED: "was put in after the last change that the record knows",
    FlawKind.TRUNCATED: "and what followed it are gone",
    FlawKind.NO_TRAIL: "is gone, and so is the whole trail",
    FlawKind.RECORD_EDITED: "does not fit the record, which was edited since",
    FlawKind.UNREADABLE: "cannot be read: it does not say which record it is about",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first bad row of a subject: all rows before it are as they were written."""

    subject: str
    row: int
    kind: FlawKind

    @property
    def sentence(self) -> str:
        return f"row {self.row} {_SENTENCES[self.kind]}"


def verify_audit(subject: str, *, store: Store) -> Flaw | None:
    """*subject* is the record's path, `prizeRecords/{id}`; None if the trail is whole."""
    return _verify(subject, store=store) and _verify(
        subject, store=store
    )  # it may have grown while we read it


def require_known(subject: str, *, store: Store) -> None:
    """Raises *NotFound* if nothing was ever written about *subject*: no record, no row and no daily head."""
    if not is_document_path(subject):
        raise InvalidRequest(
            "subject must be the path of a record, such as prizeRecords/{id}", field="subject"
        )
    rows = store.query(Query("auditLog", where=[("subject", "==", subject)], limit=1))
    if store.get(subject) is None and not rows and not read_heads(subject, rows, store=store):
        raise NotFound(f"there is no record {subject}, and no trail of it", code="record_not_found")


@dataclass(frozen=True, slots=True)
class TrailReport:
    rows: int
    records: int
    """How many records they are about."""
    flaws: tuple[Flaw, ...]


def verify_all(*, store: Store) -> list[Flaw]:
    """Every subject that has a row, and the daily heads themselves. For an operator, and nightly."""
    return list(verify_trails(store=store).flaws)


def verify_trails(*, store: Store) -> TrailReport:
    """What `verify_all` finds, and how much it has looked at."""
    by_subject: dict[str, list[Document]] = defaultdict(list)
    unreadable: list[Flaw] = []
    for row in read_all(store, Query("auditLog"), page=1_000):
        subject = row.fields.get("subject")
        if is_document_path(subject):
            by_subject[subject].append(row)
        else:
            unreadable.append(Flaw(row.path, 1, FlawKind.UNREADABLE))
    heads = read_all_heads(store=store)
    suspects = [
        subject
        for subject, rows in by_subject.items()
        if flaw_of(subject, rows, store.get(subject), heads.get(subject, ()))
    ]
    gone = heads.keys() - by_subject.keys()
    found = [verify_audit(subject, store=store) for subject in [*suspects, *sorted(gone)]]
    altered = [Flaw(path("auditHeads", day), 1, FlawKind.EDITED) for day in find_altered_days(store=store)]
    return TrailReport(
        rows=sum(map(len, by_subject.values())) + len(unreadable),
        records=len(by_subject),
        flaws=(*unreadable, *filter(None, found), *altered),
    )


def _verify(subject: str, *, store: Store) -> Flaw | None:
    document = store.get(subject)
    rows = store.query(Query("auditLog", where=[("subject", "==", subject)]))
    return flaw_of(subject, rows, document, read_heads(subject, rows, store=store))


def flaw_of(
    subject: str, rows: Sequence[Document], document: Document | None, known: Sequence[Head] = ()
) -> Flaw | None:
    """The first flaw of the trail; or, if that is whole, that the record is not as it says."""
    head = head_of(document)
    if flaw := first_flaw(subject, rows, head, known):
        return flaw
    if document is None:
        return None
    row = next((row.fields for row in rows if head and row.fields["number"] == head.number), None)
    if row is not None and not differs_from_row(document, row):
        return None
    return Flaw(subject, head.number if head else len(rows), FlawKind.RECORD_EDITED)


def head_of(document: Document | None) -> Head | None:
    return Head.of(document.fields.get(HEAD)) if document else None


def first_flaw(
    subject: str, rows: Sequence[Document], head: Head | None, known: Sequence[Head] = ()
) -> Flaw | None:
    """*head* is the record's; *known* are earlier heads from outside the chain."""
    stored = {row.id: row.fields for row in rows}
    name = subject.replace("/", "_")
    previous, number = "", 1
    hashes: dict[int, str] = {}
    while (fields := stored.pop(f"{name}_{number}", None)) is not None:
        if kind := _flaw_kind(fields, subject, number, previous):
            return Flaw(subject, number, kind)
        previous = hashes[number] = fields["hash"]
        number += 1
    if stored:
        return Flaw(subject, number, FlawKind.MISSING)
    return _flaw_at_end(subject, hashes, [head, *known])


def _flaw_kind(fields: Mapping[str, Any], subject: str, number: int, previous: str) -> FlawKind | None:
    if (fields.get("subject"), fields.get("number")) != (subject, number):
        return FlawKind.OUT_OF_PLACE
    if fields.get("previousHash") != previous:
        return FlawKind.OUT_OF_PLACE
    return None if fields.get("hash") == row_hash(previous, dict(fields)) else FlawKind.EDITED


def _flaw_at_end(subject: str, hashes: Mapping[int, str], heads: Sequence[Head | None]) -> Flaw | None:
    """For an intact chain: does it end where the record says, and contain the heads known before?"""
    last = len(hashes)
    if last == 0:
        return Flaw(subject, 1, FlawKind.NO_TRAIL)
    for head in heads:
        if head is not None and head.number > last:
            return Flaw(subject, last + 1, FlawKind.TRUNCATED)
        if head is not None and hashes.get(head.number) != head.hash:
            return Flaw(subject, head.number, FlawKind.EDITED)
    record = heads[0]
    if record is not None and record.number < last:
        return Flaw(subject, record.number + 1, FlawKind.INSERTED)
    return None
