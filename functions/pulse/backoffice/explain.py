"""Why is this prize not paid? Everything there is to know about one prize record, in one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.accounts import ConnectedAccount, Role, read_account
from pulse.backoffice.audit_trail import Flaw, verify_audit
from pulse.backoffice.books import Entry, entry_of
from pulse.errors import NotFound, PulseError
from pulse.money import written
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Query
from pulse.ports.stripe import Transfer
from pulse.prizes import PrizeRecord, PrizeStatus, prize_path


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the audit trail."""

    at: datetime
    act: str
    actor: str
    before: str | None
    after: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    record: PrizeRecord
    answer: str
    """One sentence for the person who asked."""
    account: ConnectedAccount | None
    paused: bool
    transfers: Sequence[Transfer] | None
    """What Stripe has for this prize now; None when Stripe could not be asked."""
    entries: Sequence[Entry]
    timeline: Sequence[Happening]
    flaw: Flaw | None
    """Whether the timeline can be believed."""


def explain_prize(prize_record_id: str, *, ports: Ports) -> Explanation:
    """Reads, and asks Stripe; changes nothing. Raises *NotFound* for an unknown record."""
    where = prize_path(prize_record_id)
    found = ports.store.get_all([where, path("control", "payouts")])
    if where not in found:
        raise NotFound("there is no such prize record", code="prize_record_not_found")
    record = PrizeRecord.of(found[where])
    control = found.get(path("control", "payouts"))
    account = read_account(record.user_id, Role.WINNER, ports=ports)
    journal = ports.store.query(Query("journal", where=[("subject", "==", where)]))
    return Explanation(
        record=record,
        answer=_answer(record, account, ports.clock.now()),
        account=account,
        paused=bool(control and control.fields.get("paused")),
        transfers=_transfers(record, ports),
        entries=[entry_of(document) for document in journal],
        timeline=_timeline(where, ports),
        flaw=verify_audit(where, store=ports.store),
    )


def _answer(record: PrizeRecord, account: ConnectedAccount | None, now: datetime) -> str:
    amount = written(record.winner_amount, record.currency)
    if record.status == PrizeStatus.PAID:
        return f"It is paid: {amount} by {record.stripe_transfer_id}. The bank's side is the payout's matter."
    if record.status == PrizeStatus.REVERSED:
        return (
            f"It was paid and taken back ({record.stripe_transfer_id}). Only an approved re-issue pays again."
        )
    if record.status == PrizeStatus.CANCELED:
        return "It was called off before any transfer was attempted."
    because = f"{amount} wait: {record.reason}. {record.next_action}"
    if record.lease is not None and record.lease.until > now:
        return f"{because} A worker is at it just now."
    if account is not None and account.payouts_problem is not None:
        return f"{because} {account.payouts_problem.sentence}"
    return because


def _transfers(record: PrizeRecord, ports: Ports) -> list[Transfer] | None:
    try:
        return ports.stripe.list_transfers({"transfer_group": record.transfer_group})
    except PulseError:
        return None


def _timeline(subject: str, ports: Ports) -> list[Happening]:
    rows = ports.store.query(Query("auditLog", where=[("subject", "==", subject)]))
    fields = sorted((row.fields for row in rows), key=lambda row: int(row["number"]))
    return [
        Happening(
            row["at"],
            row["act"],
            row["actor"],
            row.get("statusBefore"),
            row.get("statusAfter"),
            row.get("reason"),
        )
        for row in fields
    ]
