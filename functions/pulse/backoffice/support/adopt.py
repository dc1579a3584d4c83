"""Adopt the first system's records: they get the fields that ours have, so that totals count them.

It can run any number of times and leaves adopted records alone. It does not book sales: the full
reconciliation books every charge that Stripe lists. The first system's transfers have no group that leads to
the record, so the entry of a paid prize is made here, named by Stripe's id like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.accounts import AccountOwner, ConnectedAccount, Role, owner_path
from pulse.attempts import StoredId, is_gone
from pulse.batches import BatchResult, each, read_all
from pulse.documents import is_first_systems
from pulse.errors import StripeRefused
from pulse.ledger import ADOPTED, Change, commit_update
from pulse.ports import Document, Ports
from pulse.ports.store import Create, Query
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import PrizeRecord, PrizeStatus, transfer_entry
from pulse.sales import Payment


@dataclass(frozen=True, slots=True)
class FirstSystem:
    """Documents that are not adopted yet."""

    payments: Sequence[Document]
    prizes: Sequence[Document]
    accounts: Sequence[ConnectedAccount]
    """Whose `stripeAccounts/{accountId}` is missing."""


def find_first_system(*, ports: Ports) -> FirstSystem:
    """Find what `adopt_first_system` would change."""
    return FirstSystem(
        payments=[one for one in read_all(ports.store, Query("payments")) if is_first_systems(one.fields)],
        prizes=[one for one in read_all(ports.store, Query("prizeRecords")) if is_first_systems(one.fields)],
        accounts=list(_find_without_owner(ports=ports)),
    )


def adopt_first_system(actor: str, *, ports: Ports) -> BatchResult:
    """Adopt all that `find_first_system` finds; a document that changed meanwhile is a problem."""
    found = find_first_system(ports=ports)
    results = [
        each(found.accounts, lambda one: _adopt_account(one, ports=ports), lambda one: one.user_id),
        each(found.payments, lambda one: _adopt_payment(one, actor, ports=ports), lambda one: one.path),
        each(found.prizes, _prize_adopter(found.prizes, actor, ports=ports), lambda one: one.path),
    ]
    return BatchResult(
        sum(one.done for one in results), tuple(told for one in results for told in one.problems)
    )


def _find_without_owner(*, ports: Ports) -> Iterator[ConnectedAccount]:
    for role in Role:
        for document in read_all(ports.store, Query(role.collection)):
            account_id = document.fields.get("stripeAccountId")
            if account_id and ports.store.get(owner_path(account_id)) is None:
                yield ConnectedAccount.of(document)


def _adopt_account(account: ConnectedAccount, *, ports: Ports) -> int:
    owner = AccountOwner(user_id=account.user_id, role=account.role, api=account.api)
    ports.store.commit([Create(owner_path(str(account.stripe_account_id)), owner.fields())])
    return 1


def _adopt_payment(document: Document, actor: str, *, ports: Ports) -> int:
    now = ports.clock.now()
    payment = Payment.of(document).but(updated_at=now)
    commit_update(ports.store, document, payment, Change(ADOPTED, actor, now))
    return 1


def _prize_adopter(prizes: Sequence[Document], actor: str, *, ports: Ports) -> Callable[[Document], int]:
    known = {one.fields.get("stripeTransferId") for one in prizes}
    unpaid = [record for one in prizes if not (record := PrizeRecord.of(one)).stripe_transfer_id]
    unnamed = _list_unnamed_transfers(
        min((one.created_at for one in unpaid), default=None), known, ports=ports
    )

    def adopt(document: Document) -> int:
        now = ports.clock.now()
        record = PrizeRecord.of(document)
        entry = _prepare_entry(record, ports=ports)
        held = record.held and (record.status is not PrizeStatus.PENDING or _may_be_paid(record, unnamed))
        adopted = record.but(held=held, version=record.version + 1, updated_at=now)
        commit_update(ports.store, document, adopted, Change(ADOPTED, actor, now), *entry)
        return 1

    return adopt


def _list_unnamed_transfers(since: datetime | None, known: set[object], *, ports: Ports) -> list[Transfer]:
    """Transfers that no record names: the first system may have died between sending and storing."""
    if since is None:
        return []
    listed = ports.stripe.list_transfers({"created": {"gte": int(since.timestamp())}})
    return [one for one in listed if not one.transfer_group and one.id not in known]


def _may_be_paid(record: PrizeRecord, unnamed: Sequence[Transfer]) -> bool:
    """By the amount alone, for any account: a false alarm costs a signature, a miss pays a prize twice."""
    return any((one.amount, one.currency) == (record.winner_amount, record.currency) for one in unnamed)


def _prepare_entry(record: PrizeRecord, *, ports: Ports) -> list[Create]:
    """Nothing if the transfer is unknown at Stripe or was changed: the reconciliation reports that."""
    if record.stripe_transfer_id is None:
        return []
    try:
        transfer = ports.stripe.retrieve_transfer(record.stripe_transfer_id)
    except StripeRefused as refused:
        if not is_gone(StoredId.TRANSFER, refused):
            raise
        return []
    as_recorded = (transfer.amount, transfer.amount_reversed) == (record.winner_amount, 0)
    entries = transfer_entry(record, transfer, fee=record.platform_fee) if as_recorded else []
    return [one for one in entries if ports.store.get(one.path) is None]
