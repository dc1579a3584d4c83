"""Find records that were edited by hand: they differ from their last audit row, or from the journal.

Every change of a record writes a row with a hash of the whole record, and a change of its money writes the
journal in the same commit. So at any moment a record agrees with both, unless something else wrote it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic.alias_generators import to_camel

from pulse.accounts import ConnectedAccount, PersonHold, Role
from pulse.backoffice.cancellations import Cancellation
from pulse.backoffice.reconciliation.books import PAYOUTS, Money, by_subject, totals
from pulse.backoffice.refund_requests import RefundRequest
from pulse.batches import BatchResult, chunks, each, partition, read_all
from pulse.ledger import HEAD, Entry, Record, content_hash
from pulse.pools import OWN_MONEY, Contest, Funding, Pool, PoolReturn, prizes_of
from pulse.ports import Document, Ports, Store
from pulse.ports.paths import is_document_path
from pulse.ports.store import IN_MAX, Query
from pulse.prizes import Award, PrizeRecord, PrizeStatus
from pulse.sales import SOLD, Correction, Payment, Purchase

KINDS: Mapping[str, type[Record]] = {
    "prizeRecords": PrizeRecord,
    "awards": Award,
    "payments": Payment,
    "purchases": Purchase,
    "corrections": Correction,
    "prizePools": Pool,
    "poolFundings": Funding,
    "poolReturns": PoolReturn,
    "poolContests": Contest,
    "personHolds": PersonHold,
    "cancellations": Cancellation,
    "refundRequests": RefundRequest,
    **{role.collection: ConnectedAccount for role in Role},
}
"""By collection: what its documents are."""

_NAMES = {
    collection: frozenset(to_camel(name) for name in kind.model_fields) for collection, kind in KINDS.items()
}
_ERASED = frozenset(role.collection for role in Role)
"""Documents that may be deleted, with the person they are about."""
_BATCH = 300


def differs_from_row(document: Document, row: Mapping[str, Any]) -> bool:
    """Whether *document* is not as its audit row *row*, the one that its head names, left it."""
    names = _NAMES.get(_collection(document.path))
    if names is None:
        return False
    content = {name: value for name, value in document.fields.items() if name in names}
    return content_hash(content) != row.get("hashAfter")


def differs_from_books(record: PrizeRecord | Payment, entries: Sequence[Entry]) -> str | None:
    """The first account in which *entries*, all those of the record, are not what it says; None if none."""
    booked, expected = _booked_and_expected(record, entries)
    for money in sorted({*booked, *expected}):
        if booked[money] != expected.get(money, 0):
            return f"{booked[money]} in {money[0]}, not {expected.get(money, 0)}"
    return None


def find_edited_records(since: datetime, *, ports: Ports) -> tuple[list[str], BatchResult]:
    """The paths of edited records among those that changed since *since*, and what could not be compared."""
    store = ports.store
    rows, edited = _last_rows(since, store=store)
    suspects = list(_suspects(rows, store=store))

    def confirm(subject: str) -> int:
        """Read again, by itself: it may have changed while the others were read."""
        if _is_edited(subject, store=store) and _is_edited(subject, store=store):
            edited.append(subject)
        return 0

    return edited, each(suspects, confirm, str)


def _last_rows(since: datetime, *, store: Store) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """The last row of each subject, and the paths of rows that do not say whose they are or in which place.

    Those are edited: each of our rows says it, under its hash.
    """
    rows: dict[str, Mapping[str, Any]] = {}
    edited: list[str] = []
    query = Query("auditLog", where=[("at", ">=", since)], order_by=[("at", "asc")])
    for row in read_all(store, query, page=1_000):
        subject, number = row.fields.get("subject"), row.fields.get("number")
        if not is_document_path(subject) or not isinstance(number, int):
            edited.append(row.path)
        elif _collection(subject) in KINDS and number > rows.get(subject, {}).get("number", 0):
            rows[subject] = row.fields
    return rows, edited


def _suspects(rows: Mapping[str, Mapping[str, Any]], *, store: Store) -> Iterator[str]:
    for batch in chunks(sorted(rows), _BATCH):
        found = store.get_all(list(batch))
        books = _read_books([subject for subject in batch if subject in found], store=store)
        for subject in batch:
            document = found.get(subject)
            if document is None or _looks_edited(document, rows[subject], books):
                yield subject


def _looks_edited(document: Document, row: Mapping[str, Any], books: _Books) -> bool:
    head = document.fields.get(HEAD)
    own = (head.get("number"), head.get("hash")) if isinstance(head, dict) else None
    if own != (row.get("number"), row.get("hash")):
        return True  # changed since the rows were read, or tampered with
    return differs_from_row(document, row) or _differs_from_its_books(document, books)


def _is_edited(subject: str, *, store: Store) -> bool:
    document = store.get(subject)
    rows = store.query(Query("auditLog", where=[("subject", "==", subject)]))
    if document is None:
        return _collection(subject) not in _ERASED
    head = document.fields.get(HEAD)
    number = head.get("number") if isinstance(head, dict) else None
    row = next((row.fields for row in rows if row.fields.get("number") == number), None)
    return row is None or _looks_edited(document, row, _read_books([subject], store=store))


def _differs_from_its_books(document: Document, books: _Books) -> bool:
    collection = _collection(document.path)
    if collection not in {"prizeRecords", "payments"}:
        return False
    if document.path in books.unreadable:
        return True
    kind: type[PrizeRecord | Payment] = PrizeRecord if collection == "prizeRecords" else Payment
    records, _ = partition(kind, [document])
    # Others say that a record cannot be read.
    return any(differs_from_books(one, books.entries.get(document.path, ())) for one in records)


def _booked_and_expected(
    record: PrizeRecord | Payment, entries: Sequence[Entry]
) -> tuple[Counter[Money], Mapping[Money, int]]:
    if isinstance(record, PrizeRecord):
        if record.stripe_transfer_id is None or record.status is PrizeStatus.FAILED:
            return Counter(), {}
        return totals(entries), _booked_prize(record)
    if record.status not in SOLD or record.charge_id is None:  # booked together with its charge
        return Counter(), {}
    trainer = f"trainer:{record.owner_id}", record.currency
    booked = totals(entries, without=PAYOUTS)
    return Counter({trainer: booked[trainer]}), {trainer: record.owner_net_amount}


def _booked_prize(record: PrizeRecord) -> dict[Money, int]:
    """A prize's effect on each account, however often it was sent and reversed: our fee is booked once."""
    kept = record.winner_amount - record.amount_reversed
    sums = {
        "platform:balance": -kept,
        f"winner:{record.user_id}": kept,
        "platform:prizes_paid": kept,
        "platform:fees": record.platform_fee,
        OWN_MONEY if record.own_money else prizes_of(record.challenge_id): -kept - record.platform_fee,
    }
    return {(account, record.currency): amount for account, amount in sums.items()}


@dataclass(frozen=True, slots=True)
class _Books:
    """Entries by subject, and the subjects of which one cannot be read."""

    entries: Mapping[str, list[Entry]]
    unreadable: frozenset[str]


def _read_books(subjects: Iterable[str], *, store: Store) -> _Books:
    booked = [one for one in subjects if _collection(one) in {"prizeRecords", "payments"}]
    found = [
        document
        for some in chunks(booked, IN_MAX)
        for document in store.query(Query("journal", where=[("subject", "in", list(some))]))
    ]
    entries, others = partition(Entry, found)
    return _Books(by_subject(entries), frozenset(str(one.fields.get("subject")) for one in others))


def _collection(subject: str) -> str:
    return subject.partition("/")[0]
