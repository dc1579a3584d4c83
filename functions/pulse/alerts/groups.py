"""All alerts of one cause are one matter: one document, one count, one message, however many they are.

`alerts/{cause}` shows operators the matter as it is now. Below it, `episodes/{since}/subjects/{hash}` holds
each affected subject once. Count and amount at risk are totals over these, so a payment that is reported ten
times counts as one payment, and no two writers compete for a counter.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from pulse import log
from pulse.alerts.causes import runbook_page
from pulse.ledger import Record
from pulse.ports import Alert, Document, Severity, Store
from pulse.ports.paths import path
from pulse.ports.store import Merge, Query, Write
from pulse.settings import Settings

SAMPLE_MAX = 5
_ID_LENGTH = 32


_Currency = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]
"""It becomes the name of a field."""


class AlertGroup(Record):
    """`alerts/{cause}`. *amount_at_risk* is in minor units by currency; *count* counts different subjects."""

    cause: str
    severity: Severity
    message: str
    first_at: datetime
    last_at: datetime
    count: int = 1
    amount_at_risk: dict[_Currency, int] = Field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    """The first few, as `prizeRecords/{id}`."""
    runbook: str
    refreshed_at: datetime
    """When it was last counted."""
    announcing_at: datetime | None = None
    """When an instance with a channel last took on sending the message."""
    announced_at: datetime | None = None
    """When a message last arrived."""
    expire_at: datetime

    @property
    def path(self) -> str:
        return group_path(self.cause)

    @property
    def subjects_collection(self) -> str:
        return f"{self.path}/episodes/{int(self.first_at.timestamp())}/subjects"

    @property
    def not_yet_told(self) -> bool:
        """People should know and do not: no message arrived, or no function with a channel raised it."""
        critical = self.severity is Severity.CRITICAL and self.announcing_at is None
        return critical or self.undelivered

    @property
    def undelivered(self) -> bool:
        told = self.announced_at
        return self.announcing_at is not None and (told is None or told < self.announcing_at)


def read_group(document: Document | None) -> AlertGroup | None:
    """None for no document, and for one that is no group of its own id: a new episode may begin over it."""
    try:
        group = AlertGroup.of(document) if document else None
    except ValueError:
        return None
    return group if group and document and _id_of(group.cause) == document.id else None


def group_path(cause: str) -> str:
    """`prize.stopped` -> `alerts/prize-stopped`: an id has no dot."""
    return path("alerts", _id_of(cause))


def _id_of(cause: str) -> str:
    return cause.replace(".", "-")


def new_group(alert: Alert, now: datetime, settings: Settings, *, can_tell: bool) -> AlertGroup:
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
        announcing_at=now if can_tell and _is_for_people(alert) else None,
        expire_at=now + timedelta(seconds=settings.alert_retention_seconds),
    )


def is_over(group: AlertGroup, now: datetime, settings: Settings) -> bool:
    return now - group.last_at >= timedelta(seconds=settings.alert_quiet_seconds)


def is_stale(group: AlertGroup, now: datetime, settings: Settings) -> bool:
    return now - group.refreshed_at >= timedelta(seconds=settings.alert_refresh_seconds)


def should_be_told(group: AlertGroup, alert: Alert, now: datetime, settings: Settings) -> bool:
    """Critical, and not told within the window; a message that did not arrive is tried again sooner."""
    if not _is_for_people(alert):
        return False
    seconds = settings.alert_refresh_seconds if group.undelivered else settings.alert_window_seconds
    return group.announcing_at is None or now - group.announcing_at >= timedelta(seconds=seconds)


def continued(group: AlertGroup, alert: Alert, now: datetime, settings: Settings) -> AlertGroup:
    """The same matter again: its last time, its worst severity, a few of its subjects."""
    known = group.subjects
    sampled = alert.subject and alert.subject not in known and len(known) < SAMPLE_MAX
    return group.but(
        severity=max(group.severity, alert.severity, key=list(Severity).index),
        last_at=now,
        subjects=(*known, alert.subject) if sampled else known,
        expire_at=now + timedelta(seconds=settings.alert_retention_seconds),
    )


def recount(group: AlertGroup, now: datetime, *, store: Store) -> AlertGroup:
    """Read the totals over all subjects, one query each: a sum skips documents that lack the field."""
    subjects = Query(group.subjects_collection)
    amounts = {
        name: store.totals(subjects, [f"amounts.{name}"]).sums[f"amounts.{name}"]
        for name in group.amount_at_risk
    }
    count = max(store.totals(subjects).count, 1)
    return group.but(count=count, amount_at_risk=amounts, refreshed_at=now)


def detail_writes(group: AlertGroup, alert: Alert, now: datetime, settings: Settings) -> list[Write]:
    """The subject's own document, and a copy for the person's support."""
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
        # The currency is stored now; the next recount fills in its amount.
        writes.append(Merge(group.path, {"amountAtRisk": dict.fromkeys(new_currencies, 0)}))
    if alert.user_id:
        error_path = path("users", alert.user_id, "stripeErrors", _hashed(alert))
        writes.append(Merge(error_path, {**common, "code": alert.cause, "subject": alert.subject}))
    return writes


def _hashed(alert: Alert) -> str:
    text = f"{alert.cause} {alert.subject or alert.user_id or ''}"
    return hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]


def _is_for_people(alert: Alert) -> bool:
    return alert.severity is Severity.CRITICAL or alert.announced


def _amounts(alert: Alert) -> dict[str, int]:
    return {alert.currency: alert.amount_cents} if alert.currency and alert.amount_cents else {}
