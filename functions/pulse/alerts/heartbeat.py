"""The alerts' own health: counted anew, told again where telling failed, and proved to work at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse import log
from pulse.alerts.groups import AlertGroup, counted, group_path
from pulse.errors import Conflict
from pulse.ports import Alert, Document, Ports, Severity
from pulse.ports.store import Query, Update

HEARTBEAT = "alerts.heartbeat"
_GROUPS_MAX = 100
_TOLD_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    stored: bool
    """An alert of just now is among the alerts."""
    told: bool
    """People heard of the alerts within a day; also true where there is no channel but the log."""
    undelivered: tuple[str, ...]
    """Causes that people should know of and do not, so far."""

    @property
    def healthy(self) -> bool:
        return self.stored and self.told and not self.undelivered


def heartbeat(*, ports: Ports) -> Heartbeat:
    """Send one alert all the way, once a day to the people themselves, and say whether it got there.

    The line `alerts.heartbeat` is what Cloud Monitoring misses when this does not run or does not arrive.
    """
    now = ports.clock.now()
    undelivered = tuple(_refresh(document, ports) for document in _recent(now, ports))
    before = _group(HEARTBEAT, ports)
    ports.alerts.raise_alert(_beat(announced=before is None or not _told_lately(before, now)))
    after = _group(HEARTBEAT, ports)
    beat = Heartbeat(
        stored=after is not None
        and now - after.last_at <= timedelta(seconds=ports.settings.alert_window_seconds),
        told=after is not None and (after.announcing_at is None or _told_lately(after, now)),
        undelivered=tuple(cause for cause in undelivered if cause),
    )
    severity = "INFO" if beat.healthy else "ERROR"
    log.write(
        HEARTBEAT,
        severity=severity,
        healthy=beat.healthy,
        stored=beat.stored,
        told=beat.told,
        undelivered=list(beat.undelivered),
    )
    return beat


def recent_alerts(*, ports: Ports) -> list[AlertGroup]:
    """The matters of the last day, the latest first."""
    return [AlertGroup.of(document) for document in _recent(ports.clock.now(), ports)]


def _recent(now: datetime, ports: Ports) -> list[Document]:
    since = now - timedelta(seconds=ports.settings.alert_quiet_seconds)
    return ports.store.query(
        Query("alerts", where=[("lastAt", ">=", since)], order_by=[("lastAt", "desc")], limit=_GROUPS_MAX)
    )


def _refresh(document: Document, ports: Ports) -> str | None:
    """The cause, if people should have heard of it and did not even now."""
    group = AlertGroup.of(document)
    if group.cause == HEARTBEAT:
        return None
    if group.untold:
        ports.alerts.raise_alert(_reminder(group))
        after = _group(group.cause, ports)
        return group.cause if after is None or after.undelivered else None
    try:
        fresh = counted(group, ports.clock.now(), ports.store)
        ports.store.commit([Update(document.path, fresh.fields(), document.version)])
    except Conflict:
        return None  # it was counted by an alert of just now
    return None


def _reminder(group: AlertGroup) -> Alert:
    return Alert(
        cause=group.cause,
        severity=group.severity,
        message=group.message,
        subject=group.subjects[0] if group.subjects else None,
        announced=True,
    )


def _beat(*, announced: bool) -> Alert:
    return Alert(
        cause=HEARTBEAT,
        severity=Severity.INFO,
        message="Alerts arrive. This comes once a day; its absence is an alert.",
        announced=announced,
    )


def _told_lately(group: AlertGroup, now: datetime) -> bool:
    return group.announced_at is not None and now - group.announced_at < _TOLD_EVERY


def _group(cause: str, ports: Ports) -> AlertGroup | None:
    document = ports.store.get(group_path(cause))
    return AlertGroup.of(document) if document else None
