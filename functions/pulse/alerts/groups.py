"""Alerts of one cause are one matter: one document, one count, one message, whatever the storm.

`alerts/{cause}` tells operators of the matter as it stands. Below it, `episodes/{since}/subjects/{hash}`
holds each thing that is touched, once: count and amount at risk are totals over these, so a payment that is
reported ten times is one payment, and no counter is fought over.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from pydantic import Field

from pulse import log
from pulse.ledger import Record
from pulse.ports import Alert, Severity, Store
from pulse.ports.paths import path
from pulse.ports.store import Merge, Query, Write
from pulse.settings import Settings

SAMPLE_MAX = 5
_ID_LENGTH = 32
_PAGES = {"sweep": "sweep-failed", "invariant": "invariant", "alerts.heartbeat": "heartbeat-missing"}


class AlertGroup(Record):
    """`alerts/{cause}`. *amount_at_risk* is in minor units by currency; *count* is of different subjects."""

    cause: str
    severity: Severity
    message: str
    first_at: datetime
    last_at: datetime
    count: int = 1
    amount_at_risk: dict[str, int] = Field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    """The first few, as `prizeRecords/{id}`."""
    runbook: str
    refreshed_at: datetime
    """When it was last counted."""
    announcing_at: datetime | None = None
    """When somebody who can tell people took it upon them."""
    announced_at: datetime | None = None
    """When that was last known to have arrived."""
    expire_at: datetime

    @property
    def path(self) -> str:
        return group_path(self.cause)

    @property
    def subjects_collection(self) -> str:
        return f"{self.path}/episodes/{int(self.first_at.timestamp())}/subjects"

    @property
    def untold(self) -> bool:
        """People should know, and do not: it did not arrive, or whoever raised it could not tell anybody."""
        critical = self.severity is Severity.CRITICAL and self.announcing_at is None
        return critical or self.undelivered

    @property
    def undelivered(self) -> bool:
        told = self.announced_at
        return self.announcing_at is not None and (told is None or told < self.announcing_at)


def group_path(cause: str) -> str:
    return path("alerts", page_name(cause))


def page_name(cause: str) -> str:
    """The cause as an id: `prize.needs_review` -> `prize-needs_review`."""
    return cause.replace(".", "-")


def runbook_page(cause: str) -> str:
    """The page that says what to do: families of causes share one."""
    family = cause.partition(".")[0]
    return _PAGES.get(cause) or _PAGES.get(family) or page_name(cause)


def begun(alert: Alert, now: datetime, settings: Settings, *, can_tell: bool) -> AlertGroup:
    return AlertGroup(
        cause=alert.cause,
        severity=alert.severity,
        message=log.redacted(alert.message),
        first_at=now,
        last_at=now,
        amount_at_risk=_amounts(alert),
        subjects=(alert.subject,) if alert.subject else (),
        runbook=f"{settings.runbook_url}/{runbook_page(alert.cause)}.md",
        refreshed_at=now,
        announcing_at=now if can_tell and _is_told(alert) else None,
        expire_at=now + timedelta(seconds=settings.alert_retention_seconds),
    )


def is_over(group: AlertGroup, now: datetime, settings: Settings) -> bool:
    return now - group.last_at >= timedelta(seconds=settings.alert_quiet_seconds)


def is_stale(group: AlertGroup, now: datetime, settings: Settings) -> bool:
    return now - group.refreshed_at >= timedelta(seconds=settings.alert_refresh_seconds)


def is_to_be_told(group: AlertGroup, alert: Alert, now: datetime, settings: Settings) -> bool:
    """Critical, and not told within the window; or told without arriving, which is tried again sooner."""
    if not _is_told(alert):
        return False
    seconds = settings.alert_refresh_seconds if group.undelivered else settings.alert_window_seconds
    return group.announcing_at is None or now - group.announcing_at >= timedelta(seconds=seconds)


def again(group: AlertGroup, alert: Alert, now: datetime, settings: Settings) -> AlertGroup:
    """The matter goes on: its last time, its worst severity, a few of its subjects."""
    known = group.subjects
    sampled = alert.subject and alert.subject not in known and len(known) < SAMPLE_MAX
    return group.but(
        severity=max(group.severity, alert.severity, key=list(Severity).index),
        last_at=now,
        subjects=(*known, alert.subject) if sampled else known,
        expire_at=now + timedelta(seconds=settings.alert_retention_seconds),
    )


def counted(group: AlertGroup, now: datetime, store: Store) -> AlertGroup:
    """With the totals over everything that is touched; one query each: a sum skips who lacks the field."""
    subjects = Query(group.subjects_collection)
    amounts = {
        name: store.totals(subjects, [f"amounts.{name}"]).sums[f"amounts.{name}"]
        for name in group.amount_at_risk
    }
    count = max(store.totals(subjects).count, 1)
    return group.but(count=count, amount_at_risk=amounts, refreshed_at=now)


def details(group: AlertGroup, alert: Alert, now: datetime, settings: Settings) -> list[Write]:
    """The subject's own document, and what the person's support may read of it."""
    expire_at = now + timedelta(seconds=settings.alert_retention_seconds)
    common = {
        "message": log.redacted(alert.message),
        "facts": log.cleaned(dict(alert.facts)),
        "lastAt": now,
        "requestId": log.request_id(),
        "expireAt": expire_at,
    }
    subject = {**common, "subject": alert.subject, "amounts": _amounts(alert)}
    writes: list[Write] = [Merge(f"{group.subjects_collection}/{_hashed(alert)}", subject)]
    if new_currencies := _amounts(alert).keys() - group.amount_at_risk.keys():
        # Named at once, so that whoever counts next sums it; its amount is that count's.
        writes.append(Merge(group.path, {"amountAtRisk": dict.fromkeys(new_currencies, 0)}))
    if alert.user_id:
        error_path = path("users", alert.user_id, "stripeErrors", _hashed(alert))
        writes.append(Merge(error_path, {**common, "code": alert.cause, "subject": alert.subject}))
    return writes


def _hashed(alert: Alert) -> str:
    text = f"{alert.cause} {alert.subject or alert.user_id or ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]


def _is_told(alert: Alert) -> bool:
    return alert.severity is Severity.CRITICAL or alert.announced


def _amounts(alert: Alert) -> dict[str, int]:
    return {alert.currency: alert.amount_cents} if alert.currency and alert.amount_cents else {}
