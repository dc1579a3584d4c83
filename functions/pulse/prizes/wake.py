"""Wake prizes that wait for an account, for funds or for the switch. Hints: the sweep finds what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from pulse import log
from pulse.accounts import AccountBecameReady, Role, hears_ready_accounts
from pulse.attempts import is_quiet
from pulse.batches import skip_unreadable
from pulse.errors import OutcomeUnknown
from pulse.ports import Document, Ports
from pulse.ports.store import DELETE_FIELD, Merge, Operator, Query
from pulse.prizes.fan_out import queue_payment
from pulse.prizes.records import (
    CONTROL_FUNDS,
    CONTROL_PAYOUTS,
    UNSETTLED,
    PrizeRecord,
    PrizeStatus,
    Reason,
    Turn,
)
from pulse.settings import Settings

_PAGES_MAX = 20
"""Pages that one sweep queues: some 4,000 tasks in under a minute, were a whole fan-out lost."""
_UNANSWERED_MAX = 3
"""Tasks that the queue is offered without an answer, each for seconds, until it is taken to be away."""
_WAITING_FOR_ACCOUNT = (Reason.AWAITING_ACCOUNT, Reason.ACCOUNT_RESTRICTED, Reason.ACCOUNT_REJECTED)


@hears_ready_accounts
def wake_ready_winner(event: AccountBecameReady, *, ports: Ports) -> None:
    """A winner's account became ready: their prizes waited for it."""
    if event.role is Role.WINNER:
        wake_winner(event.user_id, ports=ports)


def wake_winner(user_id: str, *, ports: Ports) -> int:
    """Queue this winner's prizes that waited for the account, oldest first; how many."""
    mine = Query("prizeRecords", where=[("userId", "==", user_id)])
    waiting = [
        record
        for record in skip_unreadable(PrizeRecord, ports.store.query(mine), ports=ports)
        if record.status == PrizeStatus.PENDING and record.reason in _WAITING_FOR_ACCOUNT
    ]
    waiting.sort(key=lambda record: (record.created_at, record.id))
    # Named by the minute: a lost wake-up leaves its name behind, which must not keep the next one out.
    occasion = f"-account-{ports.clock.now():%Y%m%d%H%M}"
    return _queue(waiting, ports, occasion)


def wake_funds(*, ports: Ports) -> int:
    """Queue the oldest prizes that the platform's balance covers, strictly in order per currency; how many.

    A prize too large for the balance, or refused too lately to be sent again, keeps the younger ones behind
    it waiting: nobody is overtaken.
    """
    waiting, everybody = _waiting_for_funds(ports)
    if not waiting:
        _forget_shortages(ports)
        return 0
    balance = ports.stripe.retrieve_balance()
    now = ports.clock.now()
    since: dict[str, object] = {}
    covered: list[PrizeRecord] = []
    for currency, records in waiting.items():
        left = balance.available_amount(currency)
        first_kept = None
        for record in records:
            if record.winner_amount > left or not _quiet(record, now, ports.settings):
                first_kept = record
                break
            left -= record.winner_amount
            covered.append(record)
        if first_kept is None and not everybody:
            first_kept = records[-1]  # who stands behind the pages that were read keeps waiting
        since[currency] = turn_fields(first_kept.turn) if first_kept else DELETE_FIELD
    ports.store.commit([Merge(CONTROL_FUNDS, since)])
    return _queue(covered, ports, f"-funds-{now:%Y%m%d%H%M}")


def _quiet(record: PrizeRecord, now: datetime, settings: Settings) -> bool:
    """Whether a new key may be opened: before that, waking it would only look up and wait again."""
    return record.attempt is None or is_quiet(record.attempt, now, settings)


def _waiting_for_funds(ports: Ports) -> tuple[dict[str, list[PrizeRecord]], bool]:
    """By currency, first come first; and whether that is everybody who waits."""
    by_currency: dict[str, list[PrizeRecord]] = defaultdict(list)
    waiting, everybody = _waiting_for(Reason.AWAITING_FUNDS, ports)
    for record in waiting:
        by_currency[record.currency].append(record)
    return by_currency, everybody


def wake_paused(*, ports: Ports) -> int:
    """For the sweep: once payouts go on, queue what the pause set aside, oldest first; how many."""
    control = ports.store.get(CONTROL_PAYOUTS)
    if control is None or control.fields.get("paused"):
        return 0
    waiting, _ = _waiting_for(Reason.PAYOUTS_PAUSED, ports)
    return _queue(waiting, ports, f"-resumed-{ports.clock.now():%Y%m%d%H%M}")


def _waiting_for(reason: Reason, ports: Ports) -> tuple[list[PrizeRecord], bool]:
    """First come first; and whether that is everybody who waits."""
    size, after = ports.settings.sweep_batch, None
    found: list[PrizeRecord] = []
    where: list[tuple[str, Operator, object]] = [
        ("status", "==", PrizeStatus.PENDING.value),
        ("reason", "==", reason.value),
    ]
    for _ in range(_PAGES_MAX):
        query = Query("prizeRecords", where, order_by=[("createdAt", "asc")], limit=size, after=after)
        page = ports.store.query(query)
        found += skip_unreadable(PrizeRecord, page, ports=ports)
        if len(page) < size:
            return found, True
        after = page[-1]
    return found, False


def turn_fields(turn: Turn) -> dict[str, object]:
    return {"at": turn[0], "id": turn[1]}


def turn_of(funds: Document | None, currency: str) -> Turn | None:
    """The first prize that waits for funds of this currency, as `control/funds` has it.

    An entry that cannot be read is nobody's: the line is a courtesy, and the sweep writes it anew.
    """
    match funds.fields.get(currency) if funds else None:
        case None:
            return None
        case {"at": datetime() as at, "id": str() as record_id}:
            return at, record_id
    log.write("funds.unreadable", severity="ERROR", subject=CONTROL_FUNDS, currency=currency)
    return None


def _forget_shortages(ports: Ports) -> None:
    document = ports.store.get(CONTROL_FUNDS)
    if document and document.fields:
        ports.store.commit([Merge(CONTROL_FUNDS, dict.fromkeys(document.fields, DELETE_FIELD))])


def queue_due(*, ports: Ports) -> int:
    """For the sweep: queue the unsettled prizes whose time has come, oldest first, page by page; how many."""
    now, after, queued = ports.clock.now(), None, 0
    for _ in range(_PAGES_MAX):
        page = ports.store.query(
            Query(
                "prizeRecords",
                where=[
                    ("status", "in", [status.value for status in UNSETTLED]),
                    ("nextAttemptAt", "<=", now),
                ],
                order_by=[("nextAttemptAt", "asc")],
                limit=ports.settings.sweep_batch,
                after=after,
            )
        )
        # Every sweep has names of its own: a task that was given up leaves its name behind for a day.
        due = skip_unreadable(PrizeRecord, page, ports=ports)
        queued_here = _queue(due, ports, f"-sweep-{now:%Y%m%d%H%M}")
        queued += queued_here
        if len(page) < ports.settings.sweep_batch or queued_here < len(due):
            break
        after = page[-1]
    return queued


def _queue(records: Iterable[PrizeRecord], ports: Ports, occasion: str) -> int:
    """How many; the rest of them is the next sweep's, once the queue does not answer at all."""
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
