"""Queue prizes that waited for an account or for the kill switch, and those that are due.

These are hints: if one is lost, the sweep finds the prize when it is due.
"""

from __future__ import annotations

from collections.abc import Iterable

from pulse import log
from pulse.accounts import AccountBecameReady, Role, hears_ready_accounts
from pulse.alerts import causes
from pulse.batches import ITEM_ERRORS, TimeLimit, problem, read_pages, skip_unreadable
from pulse.errors import OutcomeUnknown
from pulse.ports import Ports
from pulse.ports.store import Operator, Query
from pulse.prizes.fan_out import queue_payment
from pulse.prizes.reasons import WAITS_FOR_ACCOUNT, Reason
from pulse.prizes.records import (
    CONTROL_PAYOUTS,
    UNSETTLED,
    PrizeRecord,
    PrizeStatus,
    is_paused,
)

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
    return queue_all(waiting, occasion, ports=ports)


def wake_person(user_id: str, *, ports: Ports) -> int:
    """Queue all of this person's prizes that wait: they were put on hold, or released. Returns how many."""
    where: list[tuple[str, Operator, object]] = [
        ("userId", "==", user_id),
        ("status", "==", PrizeStatus.PENDING.value),
    ]
    found = ports.store.query(Query("prizeRecords", where=where))
    waiting = skip_unreadable(PrizeRecord, found, ports=ports)
    waiting.sort(key=lambda record: (record.created_at, record.id))
    return queue_all(waiting, f"-person-{ports.clock.now():%Y%m%d%H%M%S}", ports=ports)


def wake_paused(*, limit: TimeLimit | None = None, ports: Ports) -> int:
    """For the sweep: once payouts are resumed, queue what waited for it, oldest first. Returns how many."""
    control = ports.store.get(CONTROL_PAYOUTS)
    if control is None:
        return 0
    if not isinstance(control.fields.get("paused"), bool):
        ports.alerts.raise_alert(
            causes.RECORD_DAMAGED.alert(
                "The kill switch does not say whether it is on. Nothing is paid until a person moves it.",
                subject=CONTROL_PAYOUTS,
            )
        )
    if is_paused(control):
        return 0
    waiting, _ = fetch_waiting_for(Reason.PAYOUTS_PAUSED, ports=ports)
    return queue_all(waiting, f"-resumed-{ports.clock.now():%Y%m%d%H%M}", limit=limit, ports=ports)


def fetch_waiting_for(reason: Reason, *, ports: Ports) -> tuple[list[PrizeRecord], bool]:
    """Oldest first; and whether these are all that wait."""
    found: list[PrizeRecord] = []
    where: list[tuple[str, Operator, object]] = [
        ("status", "==", PrizeStatus.PENDING.value),
        ("reason", "==", reason.value),
    ]
    complete = False
    query = Query("prizeRecords", where, order_by=[("createdAt", "asc")], fields=PrizeRecord.names())
    size = ports.settings.sweep_batch
    for page in read_pages(ports.store, query, size, pages_max=_PAGES_MAX):
        found += skip_unreadable(PrizeRecord, page, ports=ports)
        complete = len(page) < size
    return found, complete


def queue_due(*, limit: TimeLimit | None = None, ports: Ports) -> int:
    """For the sweep: queue the unsettled prizes that are due, oldest first. Returns how many."""
    now, queued = ports.clock.now(), 0
    due = Query(
        "prizeRecords",
        where=[
            ("status", "in", [status.value for status in UNSETTLED]),
            ("nextCheckAt", "<=", now),
        ],
        order_by=[("nextCheckAt", "asc")],
        fields=PrizeRecord.names(),
    )
    for page in read_pages(ports.store, due, ports.settings.sweep_batch, pages_max=_PAGES_MAX):
        records = skip_unreadable(PrizeRecord, page, ports=ports)
        # Each sweep uses new names: the name of a task that was given up stays taken for a day.
        queued_here = queue_all(records, f"-sweep-{now:%Y%m%d%H%M}", limit=limit, ports=ports)
        queued += queued_here
        if (records and not queued_here) or (limit is not None and limit.passed):
            break
    return queued


def queue_all(
    records: Iterable[PrizeRecord], occasion: str, *, limit: TimeLimit | None = None, ports: Ports
) -> int:
    """How many were queued. Once the queue is down or time is up, the next sweep queues the rest."""
    queued = unanswered = 0
    for record in records:
        if queued and limit is not None and limit.passed:
            break
        try:
            queue_payment(record, ports=ports, occasion=occasion)
            queued += 1
        except OutcomeUnknown as error:
            log.write("queue.unavailable", severity="WARNING", code=error.code)
            unanswered += 1
        except ITEM_ERRORS as error:
            log.write("queue.unavailable", severity="ERROR", code=problem(record.path, error))
        if unanswered >= _UNANSWERED_MAX:
            break
    return queued
