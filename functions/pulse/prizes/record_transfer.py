"""Record what Stripe says about a transfer: paid or reversed, once, with its journal entries.

No lease is needed. The record's version and the journal's ids, which are Stripe's, give the same result in
any order and for any number of calls, whether by the worker, a webhook or the reconciliation.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pulse.alerts import causes
from pulse.documents import is_first_systems
from pulse.errors import Busy
from pulse.ledger import Change, Posting, commit_update, entry_writes, moved, retry_after_conflict
from pulse.pools import OWN_MONEY, prizes_of
from pulse.ports import Alert, Document, Ports
from pulse.ports.store import Create, Query
from pulse.ports.stripe_objects import Transfer, TransferReversal
from pulse.prizes.claims import reclaim
from pulse.prizes.lost_attempt import with_lost_attempt
from pulse.prizes.pool_prizes import reopening_writes
from pulse.prizes.reasons import NEXT_ACTION, PARTLY_REVERSED, REVERSED, Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus, prize_path
from pulse.prizes.rules import fits, unreversed


def apply_transfer(transfer_id: str, *, ports: Ports, actor: str = "system:webhook") -> PrizeRecord | None:
    """Fetch the transfer and record its present state, however old the hint is; None if it pays no prize."""
    transfer = ports.stripe.retrieve_transfer(transfer_id)
    if prize_record_id_of(transfer) is None:
        return _record_of_first_system(transfer, ports=ports, actor=actor)
    return record_transfer(transfer, ports=ports, actor=actor)


def _record_of_first_system(transfer: Transfer, *, ports: Ports, actor: str) -> PrizeRecord | None:
    """What was taken back of a transfer that an adopted record names: the first system's have no group."""
    if transfer.source_transaction is not None:
        return None

    def once(_: int) -> PrizeRecord | None:
        named = Query("prizeRecords", where=[("stripeTransferId", "==", transfer.id)], limit=2)
        adopted = [one for one in ports.store.query(named) if not is_first_systems(one.fields)]
        if len(adopted) != 1:
            return None
        return _record_taken_back(adopted[0], transfer, ports=ports, actor=actor)

    return retry_after_conflict(once, busy="the prize record is being changed by others; please try again")


def _record_taken_back(document: Document, transfer: Transfer, *, ports: Ports, actor: str) -> PrizeRecord:
    record = PrizeRecord.of(document)
    if record.amount_reversed >= transfer.amount_reversed:
        return record
    now = ports.clock.now()
    seen = record.but(amount_reversed=transfer.amount_reversed, version=record.version + 1, updated_at=now)
    after = with_own_transfer(seen)
    entries = _find_missing_entries(record, transfer, known=True, ports=ports)
    _alert(record, after, transfer, ports=ports)
    commit_update(ports.store, document, after, Change(f"prize.{after.status}", actor, now), *entries)
    return after


def prize_record_id_of(transfer: Transfer) -> str | None:
    """From the group that every prize's transfer has. Metadata can be edited by hand, the group cannot."""
    group = transfer.transfer_group or ""
    return group.removeprefix("prize_") if group.startswith("prize_") else None


def record_transfer(
    transfer: Transfer, *, ports: Ports, actor: str, document: Document | None = None
) -> PrizeRecord:
    """The prize record, once it agrees with *transfer*. A *document* that was just read saves a read.

    Raises *Busy* when the record does not exist, or others keep changing it: the next call records it.
    """
    record_id = prize_record_id_of(transfer)
    assert record_id is not None  # noqa: S101 - callers pass transfers of prizes

    def once(tries: int) -> PrizeRecord:
        current = document if document and tries == 0 else ports.store.get(prize_path(record_id))
        if current is None:
            _report_orphan(transfer, ports=ports)
            raise Busy(
                "the transfer's prize record does not exist yet; please try again", code="orphan_transfer"
            )
        return _record_once(current, transfer, ports=ports, actor=actor, again=tries > 0)

    return retry_after_conflict(once, busy="the prize record is being changed by others; please try again")


def _record_once(
    document: Document, transfer: Transfer, *, ports: Ports, actor: str, again: bool
) -> PrizeRecord:
    """*again*: after a conflict, which the journal may have caused because it has the entry already."""
    record = PrizeRecord.of(document)
    known = record.stripe_transfer_id == transfer.id
    if transfer.id in {*record.former_transfer_ids, *record.stray_transfer_ids} or (
        known and record.amount_reversed >= transfer.amount_reversed
    ):
        return record
    record = with_lost_attempt(record, transfer, ports=ports)
    after = _revise(record, transfer, ports=ports)
    entries = _find_missing_entries(record, transfer, known=known or again, ports=ports)
    if record.status is after.status is PrizeStatus.FAILED and not entries:
        return record  # a misfit that is already in the books: operators were alerted when it was booked
    change = Change(act=f"prize.{after.status}", actor=actor, at=after.updated_at)
    _alert(record, after, transfer, ports=ports)  # before the commit: a crash repeats it instead of losing it
    opened = reopening_writes(record, after, after.updated_at, ports=ports)
    after, reclaimed = reclaim(record, after)
    commit_update(ports.store, document, after, change, *entries, *opened, *reclaimed)
    return after


def _revise(record: PrizeRecord, transfer: Transfer, *, ports: Ports) -> PrizeRecord:
    """The record as it must be after *transfer*. For a stray one this also lists the group at Stripe."""
    now = ports.clock.now()
    seen = record.but(lease=None, failures=0, next_check_at=None, version=record.version + 1, updated_at=now)
    if not _is_own(record, transfer):
        return _revise_for_stray(seen, transfer, ports=ports)
    return with_own_transfer(
        seen.but(
            stripe_transfer_id=transfer.id,
            amount_reversed=transfer.amount_reversed,
            paid_at=record.paid_at or now,
            payer_of_record=record.payer_of_record or ports.settings.payer_of_record,
            tax_year=record.tax_year or datetime.fromtimestamp(transfer.created, UTC).year,
        )
    )


def _is_own(record: PrizeRecord, transfer: Transfer) -> bool:
    """Whether it is the transfer that the record asked for."""
    return record.stripe_transfer_id in (None, transfer.id) and fits(record, transfer)


def with_own_transfer(record: PrizeRecord) -> PrizeRecord:
    """The status that follows from the record's own transfer and what was taken back of it."""
    in_full = record.amount_reversed >= record.winner_amount
    in_part = record.amount_reversed > 0 and not in_full
    return record.but(
        status=PrizeStatus.REVERSED if in_full else PrizeStatus.PAID,
        tax_amount=0 if in_full else record.prize_amount - record.amount_reversed,
        reason=Reason.NEEDS_REVIEW if in_full or in_part else None,
        next_action=REVERSED.winner if in_full else PARTLY_REVERSED.winner if in_part else None,
    )


def _revise_for_stray(record: PrizeRecord, transfer: Transfer, *, ports: Ports) -> PrizeRecord:
    """A transfer that the prize never asked for stops it until that transfer is taken back in full.

    Then the record's own transfer counts again, if no other one has money. A prize without its own transfer
    waits until a person releases it.
    """
    if transfer.amount_reversed < transfer.amount:
        return _stopped(record)
    record = record.but(stray_transfer_ids=(*record.stray_transfer_ids, transfer.id))
    if record.stripe_transfer_id is None:
        return _stopped(record)
    in_group = ports.stripe.list_transfers({"transfer_group": record.transfer_group})
    others = {one.id for one in unreversed(in_group)} - {record.stripe_transfer_id}
    return _stopped(record) if others else with_own_transfer(record)


def _stopped(record: PrizeRecord) -> PrizeRecord:
    return record.but(
        status=PrizeStatus.FAILED,
        reason=Reason.NEEDS_REVIEW,
        next_action=NEXT_ACTION[Reason.NEEDS_REVIEW],
    )


def _find_missing_entries(
    record: PrizeRecord, transfer: Transfer, *, known: bool, ports: Ports
) -> list[Create]:
    """The entries that the journal lacks. The common case, a first and whole transfer, reads nothing."""
    # The fee is booked once, with the first transfer that the prize asked for: a re-issue books none.
    fee = record.platform_fee if _is_own(record, transfer) and record.reissues == 0 else 0
    entry = transfer_entry(record, transfer, fee=fee)
    if transfer.amount_reversed == 0 and not known and _is_own(record, transfer):
        return entry
    reversals = ports.stripe.list_transfer_reversals(transfer.id)
    entries = entry + [entry for reversal in reversals for entry in reversal_entry(record, reversal)]
    present = ports.store.get_all([entry.path for entry in entries])
    return [entry for entry in entries if entry.path not in present]


def payer_of(record: PrizeRecord) -> str:
    """The account that the prize leaves: what is held of its pool, or our own money."""
    return OWN_MONEY if record.own_money else prizes_of(record.challenge_id)


def transfer_entry(record: PrizeRecord, transfer: Transfer, *, fee: int) -> list[Create]:
    """The prize leaves its pool, or our own money: the winner's share goes to their Stripe balance.

    Our *fee* moves no money: it only leaves the pool. A reversal does not return it.
    """
    postings = [
        *moved("platform:balance", f"winner:{record.user_id}", transfer.amount, transfer.currency),
        *moved(payer_of(record), "platform:prizes_paid", transfer.amount + fee, record.currency),
        *moved("platform:prizes_paid", "platform:fees", fee, record.currency),
    ]
    return entry_writes(transfer.id, "transfer", postings, subject=record.path, at=record.updated_at)


def reversal_entry(record: PrizeRecord, reversal: TransferReversal) -> list[Create]:
    postings: list[Posting] = [
        *moved(f"winner:{record.user_id}", "platform:balance", reversal.amount, reversal.currency),
        *moved("platform:prizes_paid", payer_of(record), reversal.amount, reversal.currency),
    ]
    return entry_writes(reversal.id, "reversal", postings, subject=record.path, at=record.updated_at)


def _report_orphan(transfer: Transfer, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.TRANSFER_ORPHANED.alert(
            "A transfer names a prize record that does not exist. Find out who made it.",
            subject=f"transfers/{transfer.id}",
            amount_cents=transfer.amount,
            currency=transfer.currency,
        )
    )


def _alert(before: PrizeRecord, record: PrizeRecord, transfer: Transfer, *, ports: Ports) -> None:
    """Alert operators to money that was taken back, or to a transfer that does not fit."""
    match record.status:
        case PrizeStatus.REVERSED if before.status is not PrizeStatus.REVERSED:
            ports.alerts.raise_alert(_reversed(record))
        case PrizeStatus.PAID if record.reason is Reason.NEEDS_REVIEW:
            ports.alerts.raise_alert(_reversed_in_part(record))
        case PrizeStatus.FAILED:
            ports.alerts.raise_alert(_does_not_fit(record, transfer))


def _reversed(record: PrizeRecord) -> Alert:
    return causes.PRIZE_REVERSED.alert(
        "A prize was taken back in full. It is not paid again unless two administrators agree.",
        subject=record.path,
        amount_cents=record.amount_reversed,
        currency=record.currency,
        user_id=record.user_id,
        facts={"transfer_id": record.stripe_transfer_id},
    )


def _reversed_in_part(record: PrizeRecord) -> Alert:
    return causes.PRIZE_PARTLY_REVERSED.alert(
        "A part of a paid prize was taken back. The winner keeps the rest; nothing is sent again.",
        subject=record.path,
        amount_cents=record.amount_reversed,
        currency=record.currency,
        user_id=record.user_id,
        facts={"transfer_id": record.stripe_transfer_id},
    )


def _does_not_fit(record: PrizeRecord, transfer: Transfer) -> Alert:
    return causes.TRANSFER_MISMATCHED.alert(
        "A transfer does not fit its prize record. Nothing more is sent for it; compare both.",
        subject=record.path,
        amount_cents=transfer.amount - transfer.amount_reversed,
        currency=transfer.currency,
        user_id=record.user_id,
        facts={"transfer_id": transfer.id},
    )
