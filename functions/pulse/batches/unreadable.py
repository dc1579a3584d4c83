"""Documents as records, where one that cannot be read does not hold up the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pulse.alerts import causes
from pulse.ledger import Record
from pulse.ports import Document, Ports

RecordT = TypeVar("RecordT", bound=Record)
_MALFORMED = (ValueError, TypeError, KeyError)


def skip_unreadable(kind: type[RecordT], documents: Iterable[Document], *, ports: Ports) -> list[RecordT]:
    """The documents that hold a *kind*, in order. Raises an alert about each of the others."""
    records, unreadable = partition(kind, documents)
    for document in unreadable:
        ports.alerts.raise_alert(
            causes.RECORD_DAMAGED.alert(
                "A record cannot be read. It is not processed. Other records are not affected.",
                subject=document.path,
                facts={"kind": kind.__name__},
            )
        )
    return records


def partition(kind: type[RecordT], documents: Iterable[Document]) -> tuple[list[RecordT], list[Document]]:
    """Split into records and the documents that cannot be read, or that hold the id of another."""
    records: list[RecordT] = []
    others: list[Document] = []
    for document in documents:
        try:
            record = kind.of(document)
        except _MALFORMED:
            others.append(document)
            continue
        if getattr(record, "id", document.id) == document.id:
            records.append(record)
        else:
            others.append(document)
    return records, others
