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
from pulse.alerts import notify_missing_rights
from pulse.attempts import StoredId, is_gone
from pulse.batches import BatchResult, each, partition, read_all, readable
from pulse.documents import is_first_systems
from pulse.errors import StripeRefused
from pulse.ledger import ADOPTED, Change, commit_update
from pulse.ports import Document, Ports
from pulse.ports.paths import is_segment
from pulse.ports.store import Create, Query
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import PrizeRecord, PrizeStatus, transfer_entry
from pulse.sales import Payment


@dataclass(frozen=True, slots=True)
class FirstSystem:
    """Documents that are not adopted yet."""

    payments: Sequence[Document]
    prizes: Sequence[Document]
    accounts: Sequence[Document]
    """Whose `stripeAccounts/{accountId}` is missing, and damaged ones that cannot say which account it is."""


def find_first_system(*, ports: Ports) -> FirstSystem:
    """Find what `adopt_first_system` would change."""
    return FirstSystem(
        payments=[one for one in read_all(ports.store, Query("payments")) if is_first_systems(one.fields)],
        prizes=[one for one in read_all(ports.store, Query("prizeRecords")) if is_first_systems(one.fields)],
        accounts=list(_find_without_owner(ports=ports)),
    )


def adopt_first_system(actor: str, *, ports: Ports) -> BatchResult:
    """Adopt all that `find_first_system` finds.

    A document that changed meanwhile, or that cannot be read, is a problem; the others are adopted.
    """
    found = find_first_system(ports=ports)
    result = each(found.accounts, lambda one: _adopt_account(one, ports=ports), lambda one: one.path)
    result += each(found.payments, lambda one: _adopt_payment(one, actor, ports=ports), lambda one: one.path)
    result += each(found.prizes, _prize_adopter(found.prizes, actor, ports=ports), lambda one: one.path)
    notify_missing_rights(result.missing_rights, ports=ports)
    return result


def _find_without_owner(*, ports: Ports) -> Iterator[Document]:
    for role in Role:
        for document in read_all(ports.store, Query(role.collection)):
            account_id = document.fields.get("stripeAccountId")
            known = isinstance(account_id, str) and is_segment(account_id)
            if not account_id:
                yield from partition(ConnectedAccount, [document])[1]  # one without an account is complete
            elif not (known and ports.store.get(owner_path(account_id))):
                yield document


def _adopt_account(document: Document, *, ports: Ports) -> int:
    account = readable(ConnectedAccount, document)
    owner = AccountOwner(user_id=account.user_id, role=account.role, api=account.api)
    ports.store.commit([Create(owner_path(str(account.stripe_account_id)), owner.fields())])
    return 1


def _adopt_payment(document: Document, actor: str, *, ports: Ports) -> int:
    now = ports.clock.now()
    payment = readable(Payment, document).but(updated_at=now)
    commit_update(ports.store, document, payment, Change(ADOPTED, actor, now))
    return 1


def _prize_adopter(prizes: Sequence[Document], actor: str, *, ports: Ports) -> Callable[[Document], int]:
    known = {one for document in prizes if isinstance(one := document.fields.get("stripeTransferId"), str)}
    unpaid = [record for record in partition(PrizeRecord, prizes)[0] if not record.stripe_transfer_id]
    unnamed = _list_unnamed_transfers(
        min((one.created_at for one in unpaid), default=None), known, ports=ports
    )

    def adopt(document: Document) -> int:
        now = ports.clock.now()
        record = readable(PrizeRecord, document)
        entry = _prepare_entry(record, ports=ports)
        held = record.held and (record.status is not PrizeStatus.PENDING or _may_be_paid(record, unnamed))
        adopted = record.but(held=held, version=record.version + 1, updated_at=now)
        commit_update(ports.store, document, adopted, Change(ADOPTED, actor, now), *entry)
        return 1

    return adopt


def _list_unnamed_transfers(since: datetime | None, known: set[str], *, ports: Ports) -> list[Transfer]:
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
