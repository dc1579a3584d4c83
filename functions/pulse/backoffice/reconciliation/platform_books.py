"""Compare our own balance at Stripe with the journal: book what is missing, name the other differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.attempts import Sign, sign_of
from pulse.backoffice.reconciliation.books import (
    Gap,
    cash,
    external,
    platform_gaps,
    reference_of,
)
from pulse.backoffice.reconciliation.differences import Suspicion
from pulse.backoffice.reconciliation.movements import movement
from pulse.batches import BatchResult, chunks, each, read_all, skip_unreadable
from pulse.errors import StripeRefused
from pulse.ledger import Entry, entry_path
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import BalanceTransaction

_BATCH = 300
_TRANSACTION = "txn_"


@dataclass(frozen=True, slots=True)
class Examined:
    """*subjects*: everything that was compared; *gaps*: the differences, each with its suspected cause."""

    subjects: frozenset[str]
    repairs: BatchResult
    gaps: tuple[tuple[Gap, Suspicion], ...]


def examine_platform(
    since: datetime | None, suspects: Iterable[str], *, ports: Ports, repair: bool = True
) -> Examined:
    """Compare every movement since *since* (None: ever) on both sides, and *suspects* of earlier runs."""
    listed = ports.stripe.list_balance_transactions(_created(since))
    repairs = each(
        list(_find_unbooked(listed, ports=ports)) if repair else [],
        lambda transaction: _repair(transaction, ports=ports),
        lambda transaction: transaction.source or transaction.id,
    )
    theirs = {reference_of(transaction): transaction for transaction in listed}
    entries = list(_read_entries(listed, ports=ports))
    ours = [entry for entry in _read_entries_since(since, ports=ports) if any(cash(entry).values())]
    doubtful = {gap.subject for gap in platform_gaps(entries, listed)}
    doubtful |= {entry.reference for entry in ours} - theirs.keys()
    doubtful |= set(suspects)
    doubtful |= theirs.keys() - {entry.reference for entry in entries}
    certain = theirs.keys() | {entry.reference for entry in ours}
    confirmed = _examine(doubtful, theirs, ports=ports)
    return Examined(
        confirmed.subjects | (certain - doubtful),
        repairs + confirmed.repairs,
        confirmed.gaps,
    )


def _examine(doubtful: Iterable[str], theirs: dict[str, BalanceTransaction], *, ports: Ports) -> Examined:
    """One by one: a subject that Stripe does not answer for is not examined; the others are."""
    gaps: list[tuple[Gap, Suspicion]] = []
    looked_at: set[str] = set()

    def examine(subject: str) -> int:
        gaps.extend(
            [(gap, _suspect_cause(gap, theirs, ports=ports)) for gap in _confirm(subject, ports=ports)]
        )
        looked_at.add(subject)
        return 0

    result = each(sorted(doubtful), examine, str)
    return Examined(frozenset(looked_at), result, tuple(gaps))


def _created(since: datetime | None) -> dict[str, object]:
    return {} if since is None else {"created": {"gte": int(since.timestamp())}}


def _find_unbooked(listed: Sequence[BalanceTransaction], *, ports: Ports) -> Iterator[BalanceTransaction]:
    """Oldest first, so that a refund finds its sale in the books."""
    for batch in chunks(sorted(listed, key=lambda one: (one.created, one.id)), _BATCH):
        paths = {one.id: known.paths(one) for one in batch if (known := movement(one))}
        held = ports.store.get_all([path for candidates in paths.values() for path in candidates])
        for one in batch:
            if one.id in paths and not any(path in held for path in paths[one.id]):
                yield one


def _repair(transaction: BalanceTransaction, *, ports: Ports) -> int | None:
    known = movement(transaction)
    assert known is not None  # noqa: S101 - only known movements are yielded as unbooked
    if any(ports.store.get_all(known.paths(transaction))):
        return None  # booked by now: a sale is booked with its fee and its transfer
    known.repair(transaction, ports=ports)
    return 1


def _read_entries(listed: Sequence[BalanceTransaction], *, ports: Ports) -> Iterator[Entry]:
    """Read by id: as many reads as movements, however large the journal is."""
    paths = {path for transaction in listed for path in _all_paths(transaction)}
    for batch in chunks(sorted(paths), _BATCH):
        yield from skip_unreadable(Entry, ports.store.get_all(batch).values(), ports=ports)


def _all_paths(transaction: BalanceTransaction) -> list[str]:
    known = movement(transaction)
    if known is None:
        return []
    reference = known.reference(transaction)
    return [*known.paths(transaction), entry_path(reference, "processing")]


def _read_entries_since(since: datetime | None, *, ports: Ports) -> Iterator[Entry]:
    where = [("at", ">=", since)] if since else []
    query = Query("journal", where=where, order_by=[("at", "asc")])  # type: ignore[arg-type]
    yield from skip_unreadable(Entry, read_all(ports.store, query), ports=ports)


def _confirm(subject: str, *, ports: Ports) -> list[Gap]:
    """What still differs when both sides are read for this movement alone, twice: it may be new."""
    return _find_gaps(subject, ports=ports) and _find_gaps(subject, ports=ports)


def _find_gaps(subject: str, *, ports: Ports) -> list[Gap]:
    found = ports.store.query(Query("journal", where=[("reference", "==", subject)]))
    transactions = _fetch_transactions(subject, ports=ports)
    gaps = platform_gaps(skip_unreadable(Entry, found, ports=ports), transactions)
    return [gap for gap in gaps if gap.subject == subject]


def _fetch_transactions(subject: str, *, ports: Ports) -> list[BalanceTransaction]:
    try:
        if subject.startswith(_TRANSACTION):
            return [ports.stripe.retrieve_balance_transaction(subject)]
        return ports.stripe.list_balance_transactions({"source": subject})
    except StripeRefused as refused:
        if sign_of(refused) is not Sign.RESOURCE_MISSING:
            raise
        return []


def _suspect_cause(gap: Gap, theirs: dict[str, BalanceTransaction], *, ports: Ports) -> Suspicion:
    transaction = theirs.get(gap.subject) or next(iter(_fetch_transactions(gap.subject, ports=ports)), None)
    if transaction is None:
        return Suspicion.NOT_AT_STRIPE
    if movement(transaction) is None and not external(transaction):
        return Suspicion.UNKNOWN_MOVEMENT
    if gap.ours != 0:
        return Suspicion.AMOUNTS_DIFFER
    of_nobody = {
        "transfer": Suspicion.TRANSFER_OF_NOBODY,
        "charge": Suspicion.SALE_OF_NOBODY,
        "payment": Suspicion.SALE_OF_NOBODY,
    }
    return of_nobody.get(transaction.type, Suspicion.NOT_BOOKED)
