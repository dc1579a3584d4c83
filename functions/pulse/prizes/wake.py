"""Queue prizes that waited for an account, for funds or for the kill switch.

These are hints: if one is lost, the sweep finds the prize when it is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from pulse import log
from pulse.accounts import AccountBecameReady, Role, hears_ready_accounts
from pulse.attempts import is_quiet
from pulse.batches import skip_unreadable
from pulse.errors import OutcomeUnknown
from pulse.ports import Document, Ports
from pulse.ports.store import DELETE_FIELD, Merge, Operator, Query
from pulse.prizes.fan_out import queue_payment
from pulse.prizes.reasons import WAITS_FOR_ACCOUNT, Reason
from pulse.prizes.records import (
    CONTROL_FUNDS,
    CONTROL_PAYOUTS,
    UNSETTLED,
    PrizeRecord,
    PrizeStatus,
    Turn,
)
from pulse.settings import Settings

_PAGES_MAX = 20
"""Pages that one sweep queues: after a lost fan-out, some 4,000 tasks in under a minute."""
_UNANSWERED_MAX = 3
"""Unanswered tasks, each after seconds of waiting, before the queue is taken to be down."""


@hears_ready_accounts
def wake_ready_winner(event: AccountBecameReady, *, ports: Ports) -> None:
    """Queue the prizes that waited for a winner's account to become ready."""
    if event.role is Role.WINNER:
        wake_winner(event.user_id, ports=ports)


def wake_winner(user_id: str, *, ports: Ports) -> int:
    """Queue this winner's prizes that waited for the account, oldest first. Returns how many."""
    mine = Query("prizeRecords", where=[("userId", "==", user_id)])
    waiting = [
        record
        for record in skip_unreadable(PrizeRecord, ports.store.query(mine), ports=ports)
        if record.status is PrizeStatus.PENDING and record.reason in WAITS_FOR_ACCOUNT
    ]
    waiting.sort(key=lambda record: (record.created_at, record.id))
    # The task's name has the minute: a lost wake-up keeps its name, which must not block the next wake-up.
    occasion = f"-account-{ports.clock.now():%Y%m%d%H%M}"
    return _queue(waiting, occasion, ports=ports)


def wake_funds(*, ports: Ports) -> int:
    """Queue the oldest prizes that the platform's balance covers, strictly in order per currency.

    Returns how many. A prize that is too large for the balance, or was refused too recently to be sent again,
    keeps the younger ones waiting: no prize overtakes an older one.
    """
    waiting, complete = _fetch_waiting_for_funds(ports=ports)
    if not waiting:
        _forget_shortages(ports=ports)
        return 0
    balance = ports.stripe.retrieve_balance()
    now = ports.clock.now()
    since: dict[str, object] = {}
    covered: list[PrizeRecord] = []
    for currency, records in waiting.items():
        left = balance.available_amount(currency)
        first_kept = None
        for record in records:
            if record.winner_amount > left or not _may_be_sent(record, now, ports.settings):
                first_kept = record
                break
            left -= record.winner_amount
            covered.append(record)
        if first_kept is None and not complete:
            first_kept = records[-1]  # those behind the pages that were read keep waiting
        since[currency] = turn_fields(first_kept.turn) if first_kept else DELETE_FIELD
    ports.store.commit([Merge(CONTROL_FUNDS, since)])
    return _queue(covered, f"-funds-{now:%Y%m%d%H%M}", ports=ports)


def _may_be_sent(record: PrizeRecord, now: datetime, settings: Settings) -> bool:
    """Whether a new key may be opened. Before that, a woken prize would only be looked up and wait again."""
    return record.attempt is None or is_quiet(record.attempt, now, settings)


def _fetch_waiting_for_funds(*, ports: Ports) -> tuple[dict[str, list[PrizeRecord]], bool]:
    """By currency, oldest first; and whether these are all that wait."""
    by_currency: dict[str, list[PrizeRecord]] = defaultdict(list)
    waiting, complete = _fetch_waiting_for(Reason.AWAITING_FUNDS, ports=ports)
    for record in waiting:
        by_currency[record.currency].append(record)
    return by_currency, complete


def wake_paused(*, ports: Ports) -> int:
    """For the sweep: once payouts are resumed, queue what waited for it, oldest first. Returns how many."""
    control = ports.store.get(CONTROL_PAYOUTS)
    if control is None or control.fields.get("paused"):
        return 0
    waiting, _ = _fetch_waiting_for(Reason.PAYOUTS_PAUSED, ports=ports)
    return _queue(waiting, f"-resumed-{ports.clock.now():%Y%m%d%H%M}", ports=ports)


def _fetch_waiting_for(reason: Reason, *, ports: Ports) -> tuple[list[PrizeRecord], bool]:
    """Oldest first; and whether these are all that wait."""
    found: list[PrizeRecord] = []
    where: list[tuple[str, Operator, object]] = [
        ("status", "==", PrizeStatus.PENDING.value),
        ("reason", "==", reason.value),
    ]
    complete = False
    for page in _fetch_pages(Query("prizeRecords", where, order_by=[("createdAt", "asc")]), ports=ports):
        found += skip_unreadable(PrizeRecord, page, ports=ports)
        complete = len(page) < ports.settings.sweep_batch
    return found, complete


def _fetch_pages(query: Query, *, ports: Ports) -> Iterator[list[Document]]:
    """Pages of `sweep_batch` documents, at most `_PAGES_MAX`; a page that is not full is the last one."""
    size, after = ports.settings.sweep_batch, None
    for _ in range(_PAGES_MAX):
        page = ports.store.query(replace(query, limit=size, after=after))
        yield page
        if len(page) < size:
            return
        after = page[-1]


def turn_fields(turn: Turn) -> dict[str, object]:
    return {"at": turn[0], "id": turn[1]}


def turn_of(funds: Document | None, currency: str) -> Turn | None:
    """The first prize that waits for funds of this currency, as `control/funds` has it.

    An entry that cannot be read counts as none: the line only saves calls, and the sweep rewrites it.
    """
    match funds.fields.get(currency) if funds else None:
        case None:
            return None
        case {"at": datetime() as at, "id": str() as record_id}:
            return at, record_id
    log.write("funds.unreadable", severity="ERROR", subject=CONTROL_FUNDS, currency=currency)
    return None


def _forget_shortages(*, ports: Ports) -> None:
    document = ports.store.get(CONTROL_FUNDS)
    if document and document.fields:
        ports.store.commit([Merge(CONTROL_FUNDS, dict.fromkeys(document.fields, DELETE_FIELD))])


def queue_due(*, ports: Ports) -> int:
    """For the sweep: queue the unsettled prizes that are due, oldest first. Returns how many."""
    now, queued = ports.clock.now(), 0
    due = Query(
        "prizeRecords",
        where=[
            ("status", "in", [status.value for status in UNSETTLED]),
            ("nextCheckAt", "<=", now),
        ],
        order_by=[("nextCheckAt", "asc")],
    )
    for page in _fetch_pages(due, ports=ports):
        records = skip_unreadable(PrizeRecord, page, ports=ports)
        # Each sweep uses new names: the name of a task that was given up stays taken for a day.
        queued_here = _queue(records, f"-sweep-{now:%Y%m%d%H%M}", ports=ports)
        queued += queued_here
        if queued_here < len(records):
            break
    return queued


def _queue(records: Iterable[PrizeRecord], occasion: str, *, ports: Ports) -> int:
    """How many were queued. Once the queue is down, the next sweep queues the rest."""
    queued = unanswered = 0
    for record in records:
        try:
            queue_payment(record, ports=ports, occasion=occasion)
            queued += 1
        except OutcomeUnknown as error:
            log.write("queue.unavailable", severity="WARNING", code=error.code)
            unanswered += 1
        if unanswered >= _UNANSWERED_MAX:
            break
    return queued
