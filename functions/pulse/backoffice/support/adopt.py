"""Adopt what the first system left: its records get the fields that ours have, so that totals count them.

Any number of times: what has been adopted is left alone. Sales are not booked here: the full reconciliation
books every charge that Stripe lists. Prizes' transfers carry no group that leads back to the record, so the
entry of a paid prize is made here, named by Stripe's id like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.accounts import AccountOwner, ConnectedAccount, Role
from pulse.accounts.records import owner_path
from pulse.batches import Tally, each, every
from pulse.errors import StripeRefused
from pulse.ledger import Change, commit_update
from pulse.ledger.first_system import ADOPTED, is_first_systems
from pulse.ports import Document, Ports
from pulse.ports.store import Create, Query
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import PrizeRecord, PrizeStatus, transfer_entry
from pulse.sales import Payment


@dataclass(frozen=True, slots=True)
class FirstSystem:
    """Documents that wait to be adopted."""

    payments: Sequence[Document]
    prizes: Sequence[Document]
    accounts: Sequence[ConnectedAccount]
    """Whose `stripeAccounts/{accountId}` is missing."""


def first_system(*, ports: Ports) -> FirstSystem:
    """Read-only: what `adopt_first_system` would change."""
    return FirstSystem(
        payments=[one for one in every(ports.store, Query("payments")) if is_first_systems(one.fields)],
        prizes=[one for one in every(ports.store, Query("prizeRecords")) if is_first_systems(one.fields)],
        accounts=list(_without_owner(ports)),
    )


def adopt_first_system(actor: str, *, ports: Ports) -> Tally:
    """Everything that `first_system` finds; what somebody changed meanwhile is a problem of this run."""
    found = first_system(ports=ports)
    tallies = [
        each(found.accounts, lambda one: _adopt_account(one, ports), lambda one: one.user_id),
        each(found.payments, lambda one: _adopt_payment(one, actor, ports), lambda one: one.path),
        each(found.prizes, _prize_adopter(found.prizes, actor, ports), lambda one: one.path),
    ]
    return Tally(sum(one.done for one in tallies), tuple(told for one in tallies for told in one.problems))


def _without_owner(ports: Ports) -> Iterator[ConnectedAccount]:
    for role in Role:
        for document in every(ports.store, Query(role.collection)):
            account_id = document.fields.get("stripeAccountId")
            if account_id and ports.store.get(owner_path(account_id)) is None:
                yield ConnectedAccount.of(document)


def _adopt_account(account: ConnectedAccount, ports: Ports) -> int:
    owner = AccountOwner(user_id=account.user_id, role=account.role)
    ports.store.commit([Create(owner_path(str(account.stripe_account_id)), owner.fields())])
    return 1


def _adopt_payment(document: Document, actor: str, ports: Ports) -> int:
    now = ports.clock.now()
    payment = Payment.of(document).but(updated_at=now)
    commit_update(ports.store, document, payment, Change(ADOPTED, actor, now))
    return 1


def _prize_adopter(prizes: Sequence[Document], actor: str, ports: Ports) -> Callable[[Document], int]:
    known = {one.fields.get("stripeTransferId") for one in prizes}
    unpaid = [record for one in prizes if not (record := PrizeRecord.of(one)).stripe_transfer_id]
    unnamed = _unnamed_transfers(min((one.created_at for one in unpaid), default=None), known, ports)

    def adopt(document: Document) -> int:
        now = ports.clock.now()
        record = PrizeRecord.of(document)
        entry = _entry(record, ports)
        held = record.held and (record.status != PrizeStatus.PENDING or _may_be_paid(record, unnamed))
        adopted = record.but(held=held, version=record.version + 1, updated_at=now)
        commit_update(ports.store, document, adopted, Change(ADOPTED, actor, now), *entry)
        return 1

    return adopt


def _unnamed_transfers(since: datetime | None, known: set[object], ports: Ports) -> list[Transfer]:
    """Transfers that no record tells of: the first system may have died between sending and storing."""
    if since is None:
        return []
    listed = ports.stripe.list_transfers({"created": {"gte": int(since.timestamp())}})
    return [one for one in listed if not one.transfer_group and one.id not in known]


def _may_be_paid(record: PrizeRecord, unnamed: Sequence[Transfer]) -> bool:
    """By the amount alone, whatever account it went to: a doubt costs a signature, an error a prize."""
    return any((one.amount, one.currency) == (record.winner_amount, record.currency) for one in unnamed)


def _entry(record: PrizeRecord, ports: Ports) -> list[Create]:
    """Nothing where Stripe does not know the transfer, or it was changed: the reconciliation tells of it."""
    if record.stripe_transfer_id is None:
        return []
    try:
        transfer = ports.stripe.retrieve_transfer(record.stripe_transfer_id)
    except StripeRefused:
        return []
    as_recorded = (transfer.amount, transfer.amount_reversed) == (record.winner_amount, 0)
    entries = transfer_entry(record, transfer, fee=record.platform_fee) if as_recorded else []
    return [one for one in entries if ports.store.get(one.path) is None]
