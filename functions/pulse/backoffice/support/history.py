"""What happened to a record: rows of its audit trail, entries in the books, and events of Stripe's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeVar

from pulse.backoffice.checks import Flaw, verify_audit
from pulse.batches import chunks, partition
from pulse.errors import Refusal
from pulse.inbox import StoredEvent
from pulse.ledger import Entry, Record
from pulse.ports import Document, Ports
from pulse.ports.store import IN_MAX, Query

EVENTS_MAX = 200
"""Events of one chunk of objects. They are kept for 30 days, and a record has a handful."""
_EVENT_FIELDS = [name for name in StoredEvent.names() if name != "raw"]
"""Without the body, which has names and addresses."""
DAMAGED = "docs/runbook/record.damaged.md says what to do"
RecordT = TypeVar("RecordT", bound=Record)


class RecordDamaged(Refusal):
    """What is stored is not a record of its kind; nothing can be said about it."""

    code = "record_unreadable"


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the audit trail."""

    id: str
    at: datetime
    act: str
    actor: str
    before: str | None
    after: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class History:
    rows: Sequence[Happening]
    entries: Sequence[Entry]
    events: Sequence[StoredEvent]
    """Of the last 30 days, about the objects that belong to the record."""
    flaw: Flaw | None
    """None if the rows can be trusted."""
    damaged: Sequence[str]
    """Paths of entries and events that cannot be read; they are not among the others."""


def read_history(subjects: Sequence[str], objects: Iterable[str | None], *, ports: Ports) -> History:
    """*subjects* are the paths of the record and of those that serve it; *objects* are ids at Stripe."""
    entries, damaged_entries = partition(Entry, _read_entries(subjects, ports=ports))
    events, damaged_events = partition(StoredEvent, _read_events(objects, ports=ports))
    flaws = (verify_audit(subject, store=ports.store) for subject in subjects)
    return History(
        rows=list(chain.from_iterable(_read_rows(subject, ports=ports) for subject in subjects)),
        entries=entries,
        events=events,
        flaw=next(filter(None, flaws), None),
        damaged=[one.path for one in (*damaged_entries, *damaged_events)],
    )


def read_as(kind: type[RecordT], document: Document) -> RecordT:
    """The record itself. Raises *RecordDamaged*."""
    records, _ = partition(kind, [document])
    if not records:
        raise RecordDamaged(f"this record is damaged: {DAMAGED}")
    return records[0]


def with_damage(answer: str, paths: Iterable[str]) -> str:
    return " ".join([answer, *(f"{one} is damaged: {DAMAGED}." for one in paths)])


def _read_rows(subject: str, *, ports: Ports) -> list[Happening]:
    rows = ports.store.query(Query("auditLog", where=[("subject", "==", subject)]))
    return [
        Happening(
            document.id,
            row["at"],
            row["act"],
            row["actor"],
            row.get("statusBefore"),
            row.get("statusAfter"),
            row.get("reason"),
        )
        for document in sorted(rows, key=lambda one: int(one.fields["number"]))
        for row in [document.fields]
    ]


def _read_entries(subjects: Sequence[str], *, ports: Ports) -> list[Document]:
    return [
        entry
        for subject in subjects
        for entry in ports.store.query(Query("journal", where=[("subject", "==", subject)]))
    ]


def _read_events(objects: Iterable[str | None], *, ports: Ports) -> list[Document]:
    ids = list(dict.fromkeys(filter(None, objects)))
    return [
        event
        for chunk in chunks(ids, IN_MAX)
        for event in ports.store.query(
            Query("stripeEvents", where=[("objectId", "in", chunk)], fields=_EVENT_FIELDS, limit=EVENTS_MAX)
        )
    ]
