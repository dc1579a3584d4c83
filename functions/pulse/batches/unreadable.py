"""Documents as records, where one that cannot be read does not hold up the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, Self, TypeVar

from pulse.alerts import causes
from pulse.errors import InvalidRequest, RecordDamaged
from pulse.ports import Document, Ports

_MALFORMED = (ValueError, TypeError, KeyError)


class Readable(Protocol):
    """A record, or another value that is made of one document."""

    @classmethod
    def of(cls, document: Document) -> Self:
        """Raises *ValueError*, *TypeError* or *KeyError* where the document holds none."""
        ...


ReadableT = TypeVar("ReadableT", bound=Readable)


def skip_unreadable(kind: type[ReadableT], documents: Iterable[Document], *, ports: Ports) -> list[ReadableT]:
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


def partition(kind: type[ReadableT], documents: Iterable[Document]) -> tuple[list[ReadableT], list[Document]]:
    """Split into records and the documents that cannot be read, or that hold the record of another path."""
    records: list[ReadableT] = []
    others: list[Document] = []
    for document in documents:
        try:
            record = kind.of(document)
        except _MALFORMED:
            others.append(document)
            continue
        if _is_at_home(record, document):
            records.append(record)
        else:
            others.append(document)
    return records, others


def readable(kind: type[ReadableT], document: Document) -> ReadableT:
    """The *kind* that the document holds. Raises *RecordDamaged*."""
    records, _ = partition(kind, [document])
    if not records:
        raise RecordDamaged(document.path)
    return records[0]


def _is_at_home(record: object, document: Document) -> bool:
    """Whether a record that knows its path is stored there."""
    try:
        return getattr(record, "path", document.path) == document.path
    except InvalidRequest:
        return False  # its path would be none
