"""The audit trail: a change of a record and the row that describes it are one commit.

The rows of one subject are a chain. Each row carries the hash of the row before it, and the record carries
the number and hash of the last row. A check therefore finds rows that were edited, deleted, inserted or
reordered, also at the end of the chain.
Row ids are `{collection}_{id}_{number}`, so two writers cannot append the same row.
Rows contain the uid of the actor and hashes of the record, no personal data, so erasing a person keeps them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse import log
from pulse.ledger.records import HEAD, Record
from pulse.ports.paths import path
from pulse.ports.store import DELETE_FIELD, Create, Delete, Document, Fields, Update

ADOPTED = "first_system.adopted"
"""The first row of the trail of a first-system record: what happened before was not done by this system."""
RESTORED = "first_system.restored"
"""The record is again as the first system left it, but for its trail."""
_CHANGES_WITHOUT_A_ROW = frozenset({"nextCheckAt", "settledEpoch"})
"""They say when to look again, and what to say meanwhile: no money depends on them."""
_TERMS = ("phase", "reviewUntil", "awardVersion", "contestedPlace", "coverEpoch", "held", "approvedBy")
"""What others rely on when they pay or return money of a pool (invariant I14)."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who did what, why, and when. *actor* is a uid or a part of the system (`system:sweep`)."""

    act: str
    actor: str
    at: datetime
    reason: str | None = None
    """Our own words, never text from outside."""


def audited_create(document_path: str, record: Record, change: Change) -> tuple[Create, Create]:
    """The record and its first row. The commit fails with *Conflict* if the record exists."""
    fields = record.fields()
    row, head = _row(document_path, None, {}, fields, change)
    return Create(document_path, {**fields, HEAD: head}), row


def audited_update(document: Document, record: Record, change: Change) -> tuple[Update, Create]:
    """The changed fields and their row. The commit fails with *Conflict* if *document* has changed since."""
    after = record.fields()
    before = {name: document.fields.get(name) for name in after}
    row, head = _row(document.path, document.fields.get(HEAD), before, after, change)
    changed = {name: value for name, value in after.items() if before[name] != value}
    return Update(document.path, {**changed, HEAD: head}, document.version), row


def audited_recreate(
    document_path: str, record: Record, change: Change, head: Fields
) -> tuple[Create, Create]:
    """A record that was deleted again, and its next row: *head* is that of the last one."""
    fields = record.fields()
    row, last = _row(document_path, head, {}, fields, change)
    return Create(document_path, {**fields, HEAD: last}), row


def audited_restore(
    document: Document, restored: Fields, kind: type[Record], change: Change
) -> tuple[Update, Create]:
    """*restored* fields as they were, which need be no record any more, and the row.

    `DELETE_FIELD` is for a field that was not there. The trail goes on: what happened is not unwritten.
    """
    names = set(kind.names()) - {HEAD}
    now = {**document.fields, **restored}
    after = {name: value for name, value in now.items() if name in names and value is not DELETE_FIELD}
    row, head = _row(document.path, document.fields.get(HEAD), document.fields, after, change)
    return Update(document.path, {**restored, HEAD: head}, document.version), row


def audited_delete(document: Document, change: Change) -> tuple[Delete, Create, dict[str, Any]]:
    """The end of a record, its last row, and the head with which it may be created again."""
    row, head = _row(document.path, document.fields.get(HEAD), document.fields, {}, change)
    return Delete(document.path, document.version), row, head


def row_hash(previous: str, row: Fields) -> str:
    """SHA-256 over the hash of the previous row and this row without its hash."""
    content = {name: value for name, value in row.items() if name != "hash"}
    return hashlib.sha256((previous + canonical(content)).encode()).hexdigest()


def canonical(value: Any) -> str:
    """The same text for the same content from any store: sorted names, times in microseconds."""
    return _encode(value)


def _written(value: Any) -> str:
    return f"{value.timestamp():.6f}" if isinstance(value, datetime) else str(value)


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_written).encode


def _row(
    document_path: str, head: Fields | None, before: Fields, after: Fields, change: Change
) -> tuple[Create, dict[str, Any]]:
    number = (head["number"] if head else 0) + 1
    previous = head["hash"] if head else ""
    subject = document_path.replace("/", "_")
    row = {
        "subject": document_path,
        "number": number,
        "act": change.act,
        "actor": change.actor,
        "reason": change.reason and log.redacted(change.reason),
        "at": change.at,
        "requestId": log.request_id(),
        "statusBefore": before.get("status"),
        "statusAfter": after.get("status"),
        "hashBefore": content_hash(before),
        "hashAfter": content_hash(after),
        "previousHash": previous,
        **_terms(after),
    }
    row["hash"] = row_hash(previous, row)
    return Create(path("auditLog", f"{subject}_{number}"), row), {"number": number, "hash": row["hash"]}


def _terms(after: Fields) -> dict[str, Any]:
    """So that a later check knows what was true when money was claimed, whatever the record says by then."""
    terms = {name: after[name] for name in _TERMS if after.get(name) is not None}
    return {"terms": terms} if terms else {}


def content_hash(fields: Fields) -> str | None:
    """The same for a record and for the document that holds it; None for no content.

    Left out are fields without a value, which a document need not have, and the time of the next look, which
    changes without a row. A number is the same whether it is stored as an integer or as a double.
    """
    content = {
        name: _plain_numbers(value)
        for name, value in fields.items()
        if value is not None and name not in _CHANGES_WITHOUT_A_ROW
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest() if content else None


def _plain_numbers(value: Any) -> Any:
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {name: _plain_numbers(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain_numbers(inner) for inner in value]
    return value
