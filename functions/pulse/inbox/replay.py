"""Events that no task was made for, or whose handler failed: found again and queued again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse import log
from pulse.batches import skip_unreadable
from pulse.errors import (
    Busy,
    Conflict,
    OutcomeUnknown,
    StoreUnavailable,
    StripeUnavailable,
    StripeUnreadable,
)
from pulse.inbox.receive_event import queue_event
from pulse.inbox.records import EventStatus, StoredEvent, event_path
from pulse.ports import Document, Ports
from pulse.ports.store import Operator, Query, Update

_REVIVED_FOR = timedelta(days=3)
_UNANSWERED = frozenset(
    one.__name__ for one in (OutcomeUnknown, StripeUnavailable, StripeUnreadable, StoreUnavailable, Busy)
)
"""By exact name, as an event keeps it: a new class of unknown outcome is named here, too."""
_PAGES_MAX = 10
"""Pages that one sweep queues: 2,000 events, were the queue away for hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayFilter:
    """All that is given must hold. *since* and *until* bound the time at Stripe."""

    event_id: str | None = None
    type: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    failed_only: bool = False
    limit: int = 1_000


def replay(chosen: ReplayFilter, *, ports: Ports) -> int:
    """Put stored events back to `received` with fresh attempts, and queue them; how many. Harmless twice."""
    return sum(_again(document, ports=ports) for document in matching_events(chosen, ports=ports))


def queue_stale_events(*, ports: Ports) -> int:
    """For the sweep: rows that nobody has handled since long before now; how many."""
    settings, now = ports.settings, ports.clock.now()
    queued, after = 0, None
    for _ in range(_PAGES_MAX):
        query = Query(
            "stripeEvents",
            where=[
                ("status", "==", EventStatus.RECEIVED.value),
                ("receivedAt", "<=", now - timedelta(seconds=settings.outbox_age_seconds)),
            ],
            order_by=[("receivedAt", "asc")],
            limit=settings.sweep_batch,
            after=after,
        )
        page = ports.store.query(query)
        queued += _queued(page, now, ports)
        if len(page) < settings.sweep_batch:
            break
        after = page[-1]
    return queued


def revive_unanswered(*, ports: Ports) -> int:
    """For the sweep: events given up while Stripe or Firestore was away; how many. Their cause mends itself.

    For as long as Stripe itself would deliver an event again; what failed otherwise waits for a person.
    """
    query = Query(
        "stripeEvents",
        where=[
            ("status", "==", EventStatus.FAILED.value),
            ("receivedAt", ">=", ports.clock.now() - _REVIVED_FOR),
        ],
        order_by=[("receivedAt", "asc")],
        limit=ports.settings.sweep_batch * _PAGES_MAX,
    )
    found = ports.store.query(query)
    unanswered = [document for document in found if document.fields.get("errorClass") in _UNANSWERED]
    return sum(_again(document, ports=ports) for document in unanswered)


def matching_events(chosen: ReplayFilter, *, ports: Ports) -> list[Document]:
    """What *replay* would put back."""
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


def _queued(page: Sequence[Document], now: datetime, ports: Ports) -> int:
    """How many of the page nobody is at just now."""
    found = skip_unreadable(StoredEvent, page, ports=ports)
    stale = [event for event in found if event.lease is None or event.lease.until <= now]
    for event in stale:
        # A task that was given up leaves its name behind for a while: each sweep has names of its own.
        queue_event(event.event_id, ports=ports, occasion=f"-sweep-{now:%Y%m%d%H%M}")
    return len(stale)


def _again(document: Document, *, ports: Ports) -> bool:
    fresh = {"status": EventStatus.RECEIVED.value, "attempts": 0, "lease": None, "errorClass": None}
    try:
        ports.store.commit([Update(document.path, fresh, document.version)])
    except Conflict:
        return False  # it is being handled just now
    log.write("inbox.replayed", stripe_event=document.id)
    queue_event(document.id, ports=ports, occasion=f"-replay-{ports.clock.now():%Y%m%d%H%M%S}")
    return True
