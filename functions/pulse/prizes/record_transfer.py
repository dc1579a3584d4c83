"""Record what Stripe says of a transfer: paid, or reversed, once, with its journal entries.

Needs no lease: the record's version and the journal's ids, which are Stripe's, make any order and any number
of calls end alike, be they the worker's own, a webhook's or the reconciler's.
"""

from __future__ import annotations

from pulse.errors import Busy, Conflict
from pulse.ledger import Change, Posting, commit_update, entry_writes
from pulse.ledger.journal import moved
from pulse.ports import Alert, Document, Ports, Severity
from pulse.ports.store import Create
from pulse.ports.stripe import Transfer, TransferReversal
from pulse.prizes.records import NEXT_ACTION, PrizeRecord, PrizeStatus, Reason, prize_path
from pulse.prizes.rules import fits

_TRIES_MAX = 10


def apply_transfer(transfer_id: str, *, ports: Ports, actor: str = "system:webhook") -> PrizeRecord | None:
    """Fetch the transfer and record it; None when it is not a prize's. A hint of any age will do."""
    transfer = ports.stripe.retrieve_transfer(transfer_id)
    if prize_record_id_of(transfer) is None:
        return None
    return record_transfer(transfer, ports=ports, actor=actor)


def prize_record_id_of(transfer: Transfer) -> str | None:
    """By the group that we give every prize's transfer; metadata may be edited by hand, the group may not."""
    group = transfer.transfer_group or ""
    return group.removeprefix("prize_") if group.startswith("prize_") else None


def record_transfer(
    transfer: Transfer, *, ports: Ports, actor: str, document: Document | None = None
) -> PrizeRecord:
    """The record after it holds what *transfer* says. *document* spares a read when it is fresh.

    Raises *Busy* when others kept changing the record; nothing is lost, the next call does it.
    """
    record_id = prize_record_id_of(transfer)
    assert record_id is not None  # noqa: S101 - callers pass transfers of prizes
    for _ in range(_TRIES_MAX):
        document = document or ports.store.get(prize_path(record_id))
        if document is None:
            return _report_orphan(transfer, ports)
        record = PrizeRecord.of(document)
        try:
            return _record_once(document, record, transfer, ports=ports, actor=actor)
        except Conflict:
            document = None
    raise Busy("the prize record is being changed by others; please try again")


def _record_once(
    document: Document, record: PrizeRecord, transfer: Transfer, *, ports: Ports, actor: str
) -> PrizeRecord:
    known = record.stripe_transfer_id == transfer.id
    if transfer.id in record.former_transfer_ids or (
        known and record.amount_reversed >= transfer.amount_reversed
    ):
        return record
    after = _after(record, transfer, ports)
    entries = _entries(record, transfer, ports, known=known)
    if record.status == after.status == PrizeStatus.FAILED and not entries:
        return record  # a transfer that does not fit, and is in the books: somebody was paged
    change = Change(act=f"prize.transfer_recorded.{after.status}", actor=actor, at=after.updated_at)
    commit_update(ports.store, document, after, change, *entries)
    if after.reason == Reason.NEEDS_REVIEW:
        _page(after, transfer, ports)
    return after


def _after(record: PrizeRecord, transfer: Transfer, ports: Ports) -> PrizeRecord:
    now = ports.clock.now()
    settled = record.but(
        lease=None, failures=0, next_attempt_at=None, version=record.version + 1, updated_at=now
    )
    another = record.stripe_transfer_id not in (None, transfer.id)
    if another or not fits(record, transfer):
        return _stopped(settled)
    reversed_in_full = transfer.amount_reversed >= transfer.amount
    settled = settled.but(
        status=PrizeStatus.REVERSED if reversed_in_full else PrizeStatus.PAID,
        reason=None,
        next_action=None,
        stripe_transfer_id=transfer.id,
        amount_reversed=transfer.amount_reversed,
        paid_at=record.paid_at or now,
    )
    if 0 < transfer.amount_reversed < transfer.amount:
        return settled.but(reason=Reason.NEEDS_REVIEW, next_action=NEXT_ACTION[Reason.NEEDS_REVIEW])
    return settled


def _stopped(record: PrizeRecord) -> PrizeRecord:
    return record.but(
        status=PrizeStatus.FAILED,
        reason=Reason.NEEDS_REVIEW,
        next_action=NEXT_ACTION[Reason.NEEDS_REVIEW],
    )


def _entries(record: PrizeRecord, transfer: Transfer, ports: Ports, *, known: bool) -> list[Create]:
    """The journal's entries that are missing; the common case, a first and whole transfer, reads nothing."""
    entries = [] if known else transfer_entry(record, transfer)
    first = record.stripe_transfer_id is None and fits(record, transfer)
    if transfer.amount_reversed == 0 and first:
        return entries
    reversals = ports.stripe.list_transfer_reversals(transfer.id)
    entries = transfer_entry(record, transfer) + [
        entry for reversal in reversals for entry in reversal_entry(record, reversal)
    ]
    present = ports.store.get_all([entry.path for entry in entries])
    return [entry for entry in entries if entry.path not in present]


def transfer_entry(record: PrizeRecord, transfer: Transfer) -> list[Create]:
    """The prize leaves the pool: the winner's share goes to their Stripe balance, our fee stays with us.

    No money moves for the fee; the pool is simply that much less ours to give. It is taken once: a reversal
    leaves it with us, so a prize that is issued again brings none.
    """
    fee = 0 if record.former_transfer_ids else record.platform_fee
    postings = [
        *moved("platform:balance", f"winner:{record.user_id}", transfer.amount, transfer.currency),
        *moved(
            f"prizes:{record.challenge_id}", "platform:prizes_paid", transfer.amount + fee, record.currency
        ),
        *moved("platform:prizes_paid", "platform:fees", fee, record.currency),
    ]
    return entry_writes(transfer.id, "transfer", postings, subject=record.path, at=record.updated_at)


def reversal_entry(record: PrizeRecord, reversal: TransferReversal) -> list[Create]:
    postings: list[Posting] = [
        *moved(f"winner:{record.user_id}", "platform:balance", reversal.amount, reversal.currency),
        *moved("platform:prizes_paid", f"prizes:{record.challenge_id}", reversal.amount, reversal.currency),
    ]
    return entry_writes(reversal.id, "reversal", postings, subject=record.path, at=record.updated_at)


def _report_orphan(transfer: Transfer, ports: Ports) -> PrizeRecord:
    ports.alerts.raise_alert(
        Alert(
            cause="transfer.without_record",
            severity=Severity.CRITICAL,
            message="A transfer names a prize record that does not exist. Find out who made it.",
            subject=f"transfers/{transfer.id}",
            amount_cents=transfer.amount,
            currency=transfer.currency,
        )
    )
    raise Busy("the transfer's prize record does not exist yet; please try again", code="orphan_transfer")


def _page(record: PrizeRecord, transfer: Transfer, ports: Ports) -> None:
    ports.alerts.raise_alert(
        Alert(
            cause="transfer.does_not_fit",
            severity=Severity.CRITICAL,
            message="A transfer does not fit its prize record. Nothing more is sent for it; compare both.",
            subject=record.path,
            amount_cents=transfer.amount - transfer.amount_reversed,
            currency=transfer.currency,
            user_id=record.user_id,
            facts={"transfer_id": transfer.id},
        )
    )
