"""One function for each metric: a figure from our own records, None while there is nothing to measure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pulse.accounts import AccountState, Role
from pulse.alerts import read_recent_alerts
from pulse.backoffice.reconciliation import read_comparison, read_open_differences
from pulse.errors import RecordDamaged
from pulse.inbox import EventStatus
from pulse.ports import Document, Ports, Severity
from pulse.ports.store import Operator, Query
from pulse.prizes import PrizeStatus
from pulse.sales import SOLD

SAMPLE_MAX = 500
EPOCH = datetime.fromtimestamp(0, UTC)
"""A comparison with it leaves out what is no time."""
_STUCK_AFTER = timedelta(minutes=15)
"""Invariant I9: no lease is older."""
_ONBOARDING_WINDOW = timedelta(days=30)
_EVENT_WINDOW = timedelta(hours=1)
_COUNTS_MAX = 2_000
"""Hours of instances: more than a busy day has."""


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The smallest value that *percent* of them do not exceed; None if there are none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def share_percent(part: int, whole: int) -> float | None:
    return None if whole == 0 else round(100 * part / whole, 2)


def _count(collection: str, *where: tuple[str, Operator, object], ports: Ports) -> int:
    return ports.store.totals(Query(collection, where=where)).count


def onboarding_success(*, ports: Ports) -> float | None:
    """The share of active accounts among those that were created more than a day ago."""
    before = ports.clock.now() - timedelta(days=1)
    begun: tuple[str, Operator, object] = ("createdAt", "<=", before)
    active = whole = 0
    for role in Role:
        active += _count(role.collection, ("state", "==", AccountState.ACTIVE.value), begun, ports=ports)
        whole += _count(
            role.collection, ("state", "in", [state.value for state in AccountState]), begun, ports=ports
        )
    return share_percent(active, whole)


def onboarding_seconds(*, ports: Ports) -> float | None:
    """Average time from requesting an account until it is first active, over a month."""
    since = ports.clock.now() - _ONBOARDING_WINDOW
    found = [
        document
        for role in Role
        for document in ports.store.query(
            Query(
                role.collection,
                where=[("activeAt", ">=", since)],
                order_by=[("activeAt", "desc")],
                limit=SAMPLE_MAX,
                fields=["activeAt", "createdAt"],
            )
        )
    ]
    times = _spans(found, "createdAt", "activeAt")
    return sum(times) / len(times) if times else None


def transfer_success(*, ports: Ports) -> float | None:
    paid = _count("prizeRecords", ("status", "==", PrizeStatus.PAID.value), ports=ports)
    bad = _count(
        "prizeRecords", ("status", "in", [PrizeStatus.FAILED.value, PrizeStatus.REVERSED.value]), ports=ports
    )
    return share_percent(paid, paid + bad)


def failed_transfers(*, ports: Ports) -> float:
    return _count("prizeRecords", ("status", "==", PrizeStatus.FAILED.value), ports=ports)


def held(*, ports: Ports) -> float:
    return _count(
        "prizeRecords",
        ("status", "==", PrizeStatus.PENDING.value),
        ("reason", "==", "held_for_approval"),
        ports=ports,
    )


def verification_failures(*, ports: Ports) -> float:
    return sum(
        _count(role.collection, ("state", "==", AccountState.REJECTED.value), ports=ports) for role in Role
    )


def event_failures(*, ports: Ports) -> float:
    return _count("stripeEvents", ("status", "==", EventStatus.FAILED.value), ports=ports)


def event_seconds(*, ports: Ports) -> float | None:
    """Time from an event's arrival to its handling: the 95th percentile of the last hour."""
    since = ports.clock.now() - _EVENT_WINDOW
    found = ports.store.query(
        Query(
            "stripeEvents",
            where=[("receivedAt", ">=", since)],
            order_by=[("receivedAt", "desc")],
            limit=SAMPLE_MAX,
            fields=["receivedAt", "handledAt"],
        )
    )
    return percentile(_spans(found, "receivedAt", "handledAt"), 95)


def error_rate(*, ports: Ports) -> float | None:
    """The share of operations of the last day that failed at our end, by what each instance counted."""
    since = ports.clock.now() - timedelta(days=1)
    found = ports.store.query(
        Query(
            "rateLimits",
            where=[("countedFrom", ">=", since)],
            fields=["calls", "failed"],
            limit=_COUNTS_MAX,
        )
    )
    calls, failed = (sum(one.fields[name] for one in found) for name in ("calls", "failed"))
    return share_percent(failed, calls)


def inbox_age(*, ports: Ports) -> float:
    oldest = ports.store.query(
        Query(
            "stripeEvents",
            where=[("status", "==", EventStatus.RECEIVED.value), ("receivedAt", ">", EPOCH)],
            order_by=[("receivedAt", "asc")],
            limit=1,
            fields=["receivedAt"],
        )
    )
    return _age(oldest[0].fields["receivedAt"], ports=ports) if oldest else 0


def outbox_age(*, ports: Ports) -> float:
    """How long the most overdue prize has been due."""
    now = ports.clock.now()
    open_statuses = [PrizeStatus.PENDING.value, PrizeStatus.PROCESSING.value]
    overdue = ports.store.query(
        Query(
            "prizeRecords",
            where=[("status", "in", open_statuses), ("nextCheckAt", "<=", now)],
            order_by=[("nextCheckAt", "asc")],
            limit=1,
            fields=["nextCheckAt"],
        )
    )
    return _age(overdue[0].fields["nextCheckAt"], ports=ports) if overdue else 0


def stuck(*, ports: Ports) -> float:
    """Prizes in processing whose lease, or pause between two tries, ended long ago."""
    long_ago = ports.clock.now() - _STUCK_AFTER
    found = ports.store.query(
        Query(
            "prizeRecords",
            where=[("status", "==", PrizeStatus.PROCESSING.value)],
            limit=SAMPLE_MAX,
            fields=["nextCheckAt"],
        )
    )
    due = [document.fields.get("nextCheckAt") for document in found]
    return sum(1 for at in due if not isinstance(at, datetime) or at < long_ago)


def negative_margins(*, ports: Ports) -> float:
    statuses = [status.value for status in SOLD]
    return _count("payments", ("status", "in", statuses), ("platformMargin", "<", 0), ports=ports)


def unexplained_cents(*, ports: Ports) -> float | None:
    """In any currency. None if nothing differs and books and Stripe were not compared lately.

    Raises *RecordDamaged* if a difference cannot be read; operators are told of each.
    """
    seen = read_comparison(ports=ports)
    if seen.unreadable:
        read_open_differences(ports=ports)  # the alert
        raise RecordDamaged(seen.unreadable[0])
    cents = sum(seen.unexplained.values())
    return None if seen.doubt and not cents else cents


def critical_alerts(*, ports: Ports) -> float:
    return sum(1 for group in read_recent_alerts(ports=ports) if group.severity is Severity.CRITICAL)


def _spans(documents: Sequence[Document], begin: str, end: str) -> list[float]:
    """Seconds from one time to the other; documents without two times are left out."""
    pairs = [(one.fields.get(begin), one.fields.get(end)) for one in documents]
    return [
        (last - first).total_seconds()
        for first, last in pairs
        if isinstance(first, datetime) and isinstance(last, datetime)
    ]


def _age(at: datetime, *, ports: Ports) -> float:
    return max(0.0, (ports.clock.now() - at).total_seconds())
