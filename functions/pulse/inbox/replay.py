"""Events that have no task, or whose handler failed: they are found and queued again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse import log
from pulse.batches import BatchResult, TimeLimit, each, read_pages, skip_unreadable
from pulse.errors import (
    Busy,
    Conflict,
    OutcomeUnknown,
    StoreUnavailable,
    StripeNotPermitted,
    StripeUnavailable,
    StripeUnreadable,
)
from pulse.inbox.receive_event import queue_event
from pulse.inbox.records import EventStatus, StoredEvent, event_path
from pulse.ports import Document, Ports
from pulse.ports.store import Operator, Query, Update

_REVIVED_FOR = timedelta(days=3)
_UNANSWERED = frozenset(
    one.__name__
    for one in (
        OutcomeUnknown,
        StripeUnavailable,
        StripeUnreadable,
        StripeNotPermitted,
        StoreUnavailable,
        Busy,
    )
)
"""The exact names that events store. A new class for an unknown outcome must be added here."""
_UNANSWERED_MAX = 3
"""Unanswered tasks, each after seconds of waiting, before the queue is taken to be down."""
_PAGES_MAX = 10
"""Pages that one sweep queues: 2,000 events, for an outage of the queue that lasts hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayFilter:
    """Events that match every given field. *since* and *until* are times at Stripe."""

    event_id: str | None = None
    type: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    failed_only: bool = False
    limit: int = 1_000


def replay(chosen: ReplayFilter, *, ports: Ports) -> int:
    """Reset stored events to `received` without attempts and queue them. Returns how many. Repeatable."""
    return sum(_requeue(document, ports=ports) for document in find_matching_events(chosen, ports=ports))


def queue_stale_events(*, limit: TimeLimit | None = None, ports: Ports) -> int:
    """For the sweep: queue events that have waited longer than `outbox_age_seconds`. Returns how many."""
    settings, now = ports.settings, ports.clock.now()
    query = Query(
        "stripeEvents",
        where=[
            ("status", "==", EventStatus.RECEIVED.value),
            ("receivedAt", "<=", now - timedelta(seconds=settings.outbox_age_seconds)),
        ],
        order_by=[("receivedAt", "asc")],
        fields=[name for name in StoredEvent.names() if name != "raw"],
    )
    queued = 0
    for page in read_pages(ports.store, query, settings.sweep_batch, pages_max=_PAGES_MAX):
        here, goes_on = _queue_page(page, now, ports=ports)
        queued += here
        if not goes_on or (limit is not None and limit.passed):
            break
    return queued


def revive_unanswered(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """For the sweep: requeue events that failed because Stripe or Firestore did not answer.

    For three days, as long as Stripe itself delivers an event. Events that failed for another reason wait for
    an operator.
    """
    query = Query(
        "stripeEvents",
        where=[
            ("status", "==", EventStatus.FAILED.value),
            ("receivedAt", ">=", ports.clock.now() - _REVIVED_FOR),
        ],
        order_by=[("receivedAt", "asc")],
        fields=["errorClass", "receivedAt"],
    )
    pages = read_pages(ports.store, query, ports.settings.sweep_batch, pages_max=_PAGES_MAX)
    unanswered = (
        document
        for page in pages
        for document in page
        if str(document.fields.get("errorClass")) in _UNANSWERED
    )
    return each(
        unanswered,
        lambda document: int(_requeue(document, ports=ports)),
        lambda document: document.path,
        limit=limit,
    )


def find_matching_events(chosen: ReplayFilter, *, ports: Ports) -> list[Document]:
    """The events that *replay* would set back."""
    if chosen.event_id is not None:
        document = ports.store.get(event_path(chosen.event_id))
        return [document] if document else []
    where: list[tuple[str, Operator, object]] = []
    if chosen.failed_only:
        where.append(("status", "==", EventStatus.FAILED.value))
    if chosen.since is not None:
        where.append(("created", ">=", chosen.since))
    if chosen.until is not None:
        where.append(("created", "<=", chosen.until))
    query = Query("stripeEvents", where=where, order_by=[("created", "asc")], limit=chosen.limit)
    found = ports.store.query(query)
    return [document for document in found if chosen.type in {None, document.fields.get("type")}]


def _queue_page(page: Sequence[Document], now: datetime, *, ports: Ports) -> tuple[int, bool]:
    """Queue the events of the page that no worker is handling: how many, and whether the queue answers."""
    found = skip_unreadable(StoredEvent, page, ports=ports)
    stale = [event for event in found if event.lease is None or event.lease.until <= now]
    queued = unanswered = 0
    for event in stale:
        # Cloud Tasks remembers the name of an ended task for a while, so each sweep uses new names.
        if queue_event(event.event_id, ports=ports, occasion=f"-sweep-{now:%Y%m%d%H%M}"):
            queued += 1
        else:
            unanswered += 1
        if unanswered >= _UNANSWERED_MAX:
            return queued, False
    return queued, True


def _requeue(document: Document, *, ports: Ports) -> bool:
    fresh = {"status": EventStatus.RECEIVED.value, "attempts": 0, "lease": None, "errorClass": None}
    try:
        ports.store.commit([Update(document.path, fresh, document.version)])
    except Conflict:
        return False  # a worker is handling it right now
    log.write("inbox.replayed", stripe_event=document.id)
    queue_event(document.id, ports=ports, occasion=f"-replay-{ports.clock.now():%Y%m%d%H%M%S}")
    return True
