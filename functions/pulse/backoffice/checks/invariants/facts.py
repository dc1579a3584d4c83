"""Everything that the invariants compare, read once: our records, our books, and Stripe's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from pulse.accounts import ConnectedAccount, Role
from pulse.backoffice.reconciliation import account_name, list_transactions
from pulse.batches import partition, read_all
from pulse.documents import User, read_left_aside, read_users, without_left_aside
from pulse.ledger import ADOPTED, Entry, Record
from pulse.pools import Funding, Pool, PoolReturn
from pulse.ports import Document, Store, Stripe
from pulse.ports.paths import is_document_path
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Balance, BalanceTransaction, Dispute, Refund, Transfer
from pulse.prizes import Award, PrizeRecord, prize_record_id_of
from pulse.sales import Correction, Payment, payment_path

RecordT = TypeVar("RecordT", bound=Record)
AUDITED = (
    "prizeRecords", "awards", "payments", "purchases", "corrections", "prizePools", "poolFundings",
    "poolReturns", "poolContests",
)  # fmt: skip
"""Collections in which every document has an audit trail from its first commit."""


@dataclass(frozen=True, slots=True)
class Violation:
    """*invariant* as `docs/invariants.md` names it (`I1`); *subject* is a document's path or a Stripe id."""

    invariant: str
    subject: str
    sentence: str
    gap_cents: int = 0
    """Between two sums that are not read at one moment; the same gap in two readings is not a race."""

    @property
    def matter(self) -> tuple[str, str, int]:
        """What two readings of the same violation have in common; the sentence may differ."""
        return self.invariant, self.subject, self.gap_cents

    def __str__(self) -> str:
        return f"{self.invariant} {self.subject}: {self.sentence}"


@dataclass(frozen=True)
class Facts:
    """*settled*: there was no fault for over an hour, and all due work has been done."""

    now: datetime
    settled: bool
    documents: Mapping[str, Document]
    """By path: the audited collections, and every other document with a trail."""
    prizes: Sequence[PrizeRecord]
    awards: Sequence[Award]
    payments: Sequence[Payment]
    corrections: Sequence[Correction]
    accounts: Sequence[ConnectedAccount]
    users: Mapping[str, User]
    events: Sequence[Document]
    entries: Sequence[Entry]
    """The journal."""
    audit_rows: Sequence[Document]
    other_texts: Sequence[Document]
    """Documents that operators read: alerts, differences."""
    transfers: Sequence[Transfer]
    balance: Balance
    transactions: Sequence[BalanceTransaction]
    pools: Sequence[Pool] = ()
    fundings: Sequence[Funding] = ()
    returns: Sequence[PoolReturn] = ()
    refunds: Sequence[Refund] = ()
    disputes: Sequence[Dispute] = ()
    """Both of payments into pools and of sales."""
    unreadable: Sequence[Document] = ()
    """Documents that should be one of the records above and are not."""
    no_entries: Sequence[Document] = ()
    """Documents of the journal that cannot be read as an entry."""
    held: Mapping[str, Sequence[BalanceTransaction]] = field(default_factory=dict)
    """Connected accounts' transactions, by the journal's name (`winner:{uid}`). Empty unless *settled*:
    on live data the reconciliation compares accounts, in turns."""

    def path_of(self, payment: Payment) -> str:
        """The first system gave its payments other names than those of their payment intents."""
        return self._named_otherwise.get(payment.payment_id, payment_path(payment.payment_id))

    @cached_property
    def _named_otherwise(self) -> Mapping[str, str]:
        sales = [one for one in self.documents.values() if one.path.startswith("payments/")]
        return {str(named): one.path for one in sales if (named := one.fields.get("paymentId")) != one.id}

    @cached_property
    def transfers_by_prize(self) -> Mapping[str, list[Transfer]]:
        grouped: dict[str, list[Transfer]] = defaultdict(list)
        for transfer in self.transfers:
            if record_id := prize_record_id_of(transfer):
                grouped[record_id].append(transfer)
        return grouped

    def transfers_of(self, record: PrizeRecord) -> list[Transfer]:
        """Without stray transfers, which were never requested and are reversed in full.

        The first system's transfers have no group: only their id leads to them.
        """
        found = self.transfers_by_prize.get(record.id, [])
        if record.path in self.adopted and record.attempt is None:
            found = [transfer for transfer in self.transfers if transfer.id == record.stripe_transfer_id]
        return [transfer for transfer in found if transfer.id not in record.stray_transfer_ids]

    @cached_property
    def movements_by_source(self) -> Mapping[str, list[BalanceTransaction]]:
        """What moved our balance, by the Stripe object that made it: a dispute may have several."""
        grouped: dict[str, list[BalanceTransaction]] = defaultdict(list)
        for transaction in self.transactions:
            if transaction.source is not None:
                grouped[transaction.source].append(transaction)
        return grouped

    @cached_property
    def adopted(self) -> frozenset[str]:
        """Records of the first system, by path."""
        return frozenset(
            str(row.fields.get("subject"))
            for row in self.audit_rows
            if row.fields.get("number") == 1 and row.fields.get("act") == ADOPTED
        )

    @cached_property
    def rows_by_subject(self) -> Mapping[str, list[Document]]:
        grouped: dict[str, list[Document]] = defaultdict(list)
        for row in self.audit_rows:
            if is_document_path(subject := row.fields.get("subject")):
                grouped[subject].append(row)
        return grouped


def read_facts(*, store: Store, stripe: Stripe, now: datetime, settled: bool) -> Facts:
    """Our side first, then Stripe's: what Stripe has in addition may be on its way to our records.

    Connected accounts are read only if *settled*, one after another: a few hundred take minutes.
    """
    left = read_left_aside(store)
    read = {
        name: list(without_left_aside(_read_all(name, store=store), left))
        for name in (*AUDITED, *(role.collection for role in Role))
    }
    documents = {document.path: document for found in read.values() for document in found}
    audit_rows = _read_all("auditLog", store=store)
    subjects = {subject for row in audit_rows if is_document_path(subject := row.fields.get("subject"))}
    others = subjects - documents.keys()
    documents |= store.get_all(sorted(others)) if others else {}
    unreadable: list[Document] = []

    def records(kind: type[RecordT], *collections: str) -> list[RecordT]:
        found, others = partition(kind, (one for name in collections for one in read[name]))
        unreadable.extend(others)
        return found

    entries, no_entries = partition(Entry, _read_all("journal", store=store))
    accounts = records(ConnectedAccount, *(role.collection for role in Role))
    return Facts(
        now=now,
        settled=settled,
        documents=documents,
        prizes=records(PrizeRecord, "prizeRecords"),
        awards=records(Award, "awards"),
        payments=records(Payment, "payments"),
        corrections=records(Correction, "corrections"),
        accounts=accounts,
        users={user.id: user for user in read_users(store, ["winner"], page=1_000)},
        events=_read_all("stripeEvents", store=store, fields=["status", "receivedAt", "errorClass"]),
        entries=entries,
        no_entries=no_entries,
        audit_rows=audit_rows,
        other_texts=[*_read_all("alerts", store=store), *_read_all("differences", store=store)],
        pools=records(Pool, "prizePools"),
        fundings=records(Funding, "poolFundings"),
        returns=records(PoolReturn, "poolReturns"),
        transfers=stripe.list_transfers({}),
        refunds=stripe.list_refunds({}),
        disputes=stripe.list_disputes({}),
        balance=stripe.retrieve_balance(),
        transactions=stripe.list_balance_transactions({}),
        unreadable=unreadable,
        held=_list_held(accounts, stripe) if settled else {},
    )


def _list_held(accounts: Sequence[ConnectedAccount], stripe: Stripe) -> dict[str, list[BalanceTransaction]]:
    return {
        account_name(account): transactions
        for account in accounts
        if (transactions := list_transactions(account, stripe)) is not None
    }


def _read_all(collection: str, *, store: Store, fields: Sequence[str] | None = None) -> list[Document]:
    return list(read_all(store, Query(collection, fields=fields), page=1_000))
