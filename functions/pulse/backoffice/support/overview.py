"""The state of everything: what is unpaid and why, what is unhandled, where the books differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.accounts import Role
from pulse.backoffice.checks import (
    AuditState,
    InvariantState,
    read_audit_state,
    read_invariant_state,
)
from pulse.backoffice.reconciliation import Comparison, read_comparison
from pulse.backoffice.support.measure import EPOCH
from pulse.backoffice.sweep import UNFINISHED
from pulse.batches import CURSORS_PATH, partition, skip_unreadable
from pulse.inbox import EventStatus
from pulse.pools import OwnMoney
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Query
from pulse.prizes import PAYOUT_SCHEDULE, PayoutSchedule, PrizeRecord, PrizeStatus, is_paused
from pulse.settings import Settings

UNPAID_MAX = 5_000
"""Unpaid prizes that are read in detail."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Prizes that wait for one reason; *amount* in minor units of *currency*."""

    status: PrizeStatus
    reason: str
    currency: str
    count: int
    amount: int
    oldest: datetime
    oldest_id: str
    overdue: int
    """How many are overdue for their next attempt."""


@dataclass(frozen=True, slots=True)
class Overview:
    paused: bool
    unpaid: Sequence[Unpaid]
    unreadable: Sequence[str]
    """Unpaid prizes whose records cannot be read; they are in no figure of *unpaid*."""
    prizes: dict[str, int]
    """How many records are in each status."""
    events: dict[str, int]
    """How many of Stripe's events wait or failed."""
    oldest_event_at: datetime | None
    frozen_awards: int
    payments_to_check: int
    people_on_hold: int
    refunds_asked_for: int
    """By trainers; administrators make them or decline."""
    cancellations: int
    """Challenges whose sales are being refunded."""
    notices_unsent: int
    """Due for longer than a task takes: e-mail and push are away, or not set up."""
    unfinished_accounts: dict[str, int]
    comparison: Comparison
    """Where books and Stripe differ, and how old the last full comparison is."""
    own_money: Sequence[OwnMoney]
    """As the last sweep found it, by currency."""
    payout_schedule: PayoutSchedule | None
    """How Stripe pays our balance out, as it was read last; None before that."""
    prizes_approved: bool
    """Whether prize money may be paid in: with a live key only once Stripe has approved prizes."""
    audit: AuditState | None
    """What the last check of all audit trails found; None if there was none."""
    invariants: InvariantState | None
    """What the last nightly check of the invariants found; None if there was none."""


def read_overview(*, ports: Ports) -> Overview:
    """Read only our own records: it works while Stripe is away."""
    store, now = ports.store, ports.clock.now()
    found = store.get_all([path("control", "payouts"), CURSORS_PATH, PAYOUT_SCHEDULE])
    control, swept = found.get(path("control", "payouts")), found.get(CURSORS_PATH)
    cursors = swept.fields if swept else {}
    waiting = store.query(
        Query(
            "stripeEvents",
            where=[("status", "==", EventStatus.RECEIVED.value), ("receivedAt", ">", EPOCH)],
            order_by=[("receivedAt", "asc")],
            limit=1,
            fields=["receivedAt"],
        )
    )
    records, others = _read_unpaid(ports=ports)
    return Overview(
        paused=is_paused(control),
        unpaid=_unpaid(records, now),
        unreadable=[document.id for document in others],
        prizes={
            status.value: _count("prizeRecords", "status", status.value, ports=ports)
            for status in PrizeStatus
        },
        events={
            status.value: _count("stripeEvents", "status", status.value, ports=ports)
            for status in (EventStatus.RECEIVED, EventStatus.FAILED)
        },
        oldest_event_at=waiting[0].fields["receivedAt"] if waiting else None,
        frozen_awards=_count("awards", "status", "frozen", ports=ports),
        payments_to_check=store.totals(Query("payments", where=[("nextCheckAt", "<=", now)])).count,
        people_on_hold=store.totals(Query("personHolds", where=[("held", "==", True)])).count,
        refunds_asked_for=_count("refundRequests", "status", "open", ports=ports),
        cancellations=_count("cancellations", "status", "asked", ports=ports),
        notices_unsent=store.totals(_unsent(now, ports.settings)).count,
        unfinished_accounts={
            role.value: sum(
                _count(role.collection, "state", state.value, ports=ports) for state in UNFINISHED
            )
            for role in Role
        },
        comparison=read_comparison(ports=ports),
        own_money=skip_unreadable(OwnMoney, store.query(Query("ownMoney")), ports=ports),
        payout_schedule=_read_schedule(found.get(PAYOUT_SCHEDULE), ports=ports),
        prizes_approved=ports.settings.has_prize_approval(livemode=ports.stripe.livemode),
        audit=read_audit_state(cursors, now),
        invariants=read_invariant_state(cursors, now),
    )


def _read_schedule(document: Document | None, *, ports: Ports) -> PayoutSchedule | None:
    found = skip_unreadable(PayoutSchedule, [document] if document else [], ports=ports)
    return found[0] if found else None


def _unsent(now: datetime, settings: Settings) -> Query:
    late = now - timedelta(seconds=settings.outbox_age_seconds)
    return Query("notices", where=[("sendAt", "<=", late)], group=True)


def _count(collection: str, field: str, value: str, *, ports: Ports) -> int:
    return ports.store.totals(Query(collection, where=[(field, "==", value)])).count


def _read_unpaid(*, ports: Ports) -> tuple[list[PrizeRecord], list[Document]]:
    statuses = [PrizeStatus.PENDING.value, PrizeStatus.PROCESSING.value, PrizeStatus.FAILED.value]
    query = Query("prizeRecords", where=[("status", "in", statuses)], limit=UNPAID_MAX)
    return partition(PrizeRecord, ports.store.query(query))


def _unpaid(unpaid: Sequence[PrizeRecord], now: datetime) -> list[Unpaid]:
    groups: dict[tuple[PrizeStatus, str, str], list[PrizeRecord]] = defaultdict(list)
    for record in unpaid:
        groups[record.status, str(record.reason or ""), record.currency].append(record)
    return [
        Unpaid(
            status,
            reason,
            currency,
            len(records),
            sum(record.winner_amount for record in records),
            (oldest := min(records, key=lambda record: record.turn)).created_at,
            oldest.id,
            sum(1 for record in records if record.next_check_at and record.next_check_at < now),
        )
        for (status, reason, currency), records in sorted(groups.items())
    ]
