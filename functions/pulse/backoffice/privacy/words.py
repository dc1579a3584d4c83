"""What a person wrote, or what was written about them: the texts go, the records of what was decided stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulse.backoffice.refund_requests import RefundRequest
from pulse.batches import partition
from pulse.ledger import Change, Record, audited_update
from pulse.pools import Contest
from pulse.ports import Document, Ports
from pulse.ports.store import Query, Update, Write


@dataclass(frozen=True, slots=True)
class _Kind:
    collection: str
    record: type[Record]
    sides: tuple[str, ...]
    """The fields that name who wrote it, and whom it is about."""
    words: Mapping[str, Any]
    """The stored fields with texts, and what is left of each."""
    bare: Callable[[Any], Record]


_KINDS = (
    _Kind(
        "refundRequests",
        RefundRequest,
        ("ownerId", "buyerId"),
        {"reason": "", "declinedReason": ""},
        lambda request: request.but(reason="", declined_reason=None),
    ),
    _Kind(
        "poolContests",
        Contest,
        ("userId", "contestedUserId"),
        {"reason": "", "evidence": []},
        lambda contest: contest.but(reason="", evidence=()),
    ),
)


def collect_word_writes(user_id: str, change: Change, *, ports: Ports) -> Iterator[list[Write]]:
    """A damaged document loses its words too; it is no record, so its change leaves no row."""
    for kind in _KINDS:
        for side in kind.sides:
            found = ports.store.query(Query(kind.collection, where=[(side, "==", user_id)]))
            _, damaged = partition(kind.record, found)
            for document in found:
                if document in damaged:
                    yield [*_without_words(document, kind)]
                    continue
                record = kind.record.of(document)
                bare = kind.bare(record)
                if bare != record:
                    yield [*audited_update(document, bare, change)]


def _without_words(document: Document, kind: _Kind) -> Iterator[Write]:
    left = {name: nothing for name, nothing in kind.words.items() if document.fields.get(name)}
    if left:
        yield Update(document.path, left, document.version)
