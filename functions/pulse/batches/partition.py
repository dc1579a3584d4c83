"""Documents as records, where one that cannot be read keeps none of the others waiting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pulse.ledger.records import Record
from pulse.ports import Alert, Document, Ports, Severity

RecordT = TypeVar("RecordT", bound=Record)
_MALFORMED = (ValueError, TypeError, KeyError)


def readable(kind: type[RecordT], documents: Iterable[Document], *, ports: Ports) -> list[RecordT]:
    """Those of the documents that hold a *kind*, in order; operators are told of every other one."""
    records, others = told_apart(kind, documents)
    for document in others:
        ports.alerts.raise_alert(
            Alert(
                cause="record.unreadable",
                severity=Severity.CRITICAL,
                message="A record cannot be read: nothing goes on with it. Whatever else waits is not kept.",
                subject=document.path,
                facts={"kind": kind.__name__},
            )
        )
    return records


def told_apart(kind: type[RecordT], documents: Iterable[Document]) -> tuple[list[RecordT], list[Document]]:
    """What can be read, and what cannot."""
    records, others = [], []
    for document in documents:
        try:
            records.append(kind.of(document))
        except _MALFORMED:
            others.append(document)
    return records, others
