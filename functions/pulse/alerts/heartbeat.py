"""The health of the alerts themselves: recounted, told again if a message failed, and proved to arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse import log
from pulse.alerts import causes
from pulse.alerts.groups import AlertGroup, group_path, read_group, recount
from pulse.errors import Conflict
from pulse.ports import Alert, Document, Ports
from pulse.ports.store import Query, Update

HEARTBEAT = causes.HEARTBEAT.word
_GROUPS_MAX = 100
_TOLD_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    stored: bool
    """The alert that was just raised is among the stored alerts."""
    told: bool
    """A message arrived within a day; also true if the log is the only channel."""
    undelivered: tuple[str, ...]
    """Causes that people should know about and do not yet."""

    @property
    def healthy(self) -> bool:
        return self.stored and self.told and not self.undelivered


def heartbeat(*, ports: Ports) -> Heartbeat:
    """Raise one alert, once a day with a message to people, and say whether it arrived.

    Cloud Monitoring alerts when the line `heartbeat.sent` is missing or unhealthy.
    """
    now = ports.clock.now()
    undelivered = tuple(
        _retell_or_recount(document, ports=ports) for document in _read_recent(now, ports=ports)
    )
    before = _read_group(HEARTBEAT, ports=ports)
    ports.alerts.raise_alert(_beat(announced=before is None or not _was_told_lately(before, now)))
    after = _read_group(HEARTBEAT, ports=ports)
    beat = Heartbeat(
        stored=after is not None
        and now - after.last_at <= timedelta(seconds=ports.settings.alert_window_seconds),
        told=after is not None and (after.announcing_at is None or _was_told_lately(after, now)),
        undelivered=tuple(cause for cause in undelivered if cause),
    )
    severity = "INFO" if beat.healthy else "ERROR"
    log.write(
        "heartbeat.sent",
        severity=severity,
        healthy=beat.healthy,
        stored=beat.stored,
        told=beat.told,
        undelivered=list(beat.undelivered),
    )
    return beat


def read_silence(*, ports: Ports) -> str | None:
    """What keeps alerts from people, by the last test message; None if one arrived within a day."""
    beat, now = _read_group(HEARTBEAT, ports=ports), ports.clock.now()
    if beat is None:
        return "No test message was ever sent: the sweep does not run, so nobody is told of anything."
    if _was_told_lately(beat, now):
        return None
    if beat.announcing_at is None:
        return "Alerts reach nobody: no Slack address is set (the secret SLACK_WEBHOOK_URL)."
    last = f" The last one arrived at {beat.announced_at:%Y-%m-%d %H:%M} UTC." if beat.announced_at else ""
    return f"The last test message did not arrive in Slack: look at the log's `slack.refused`.{last}"


def read_recent_alerts(*, ports: Ports) -> list[AlertGroup]:
    """The groups of the last day, the latest first; a document that is no group is left out."""
    found = map(read_group, _read_recent(ports.clock.now(), ports=ports))
    return [group for group in found if group is not None]


def _read_recent(now: datetime, *, ports: Ports) -> list[Document]:
    since = now - timedelta(seconds=ports.settings.alert_quiet_seconds)
    return ports.store.query(
        Query("alerts", where=[("lastAt", ">=", since)], order_by=[("lastAt", "desc")], limit=_GROUPS_MAX)
    )


def _retell_or_recount(document: Document, *, ports: Ports) -> str | None:
    """The cause if people should know about it and a further message did not arrive either.

    Of a document that is no group nobody knows whether people should: it counts as not told, by its id.
    """
    group = read_group(document)
    if group is None:
        return document.id
    if group.cause == HEARTBEAT:
        return None
    if group.not_yet_told:
        ports.alerts.raise_alert(_reminder(group))
        after = _read_group(group.cause, ports=ports)
        return group.cause if after is None or after.undelivered else None
    try:
        fresh = recount(group, ports.clock.now(), store=ports.store)
        ports.store.commit([Update(document.path, fresh.fields(), document.version)])
    except Conflict:
        return None  # an alert has just recounted it
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
    return causes.HEARTBEAT.alert(
        "Test message: alerts reach you. It comes once a day; Cloud Monitoring alerts if it does not.",
        announced=announced,
    )


def _was_told_lately(group: AlertGroup, now: datetime) -> bool:
    return group.announced_at is not None and now - group.announced_at < _TOLD_EVERY


def _read_group(cause: str, *, ports: Ports) -> AlertGroup | None:
    return read_group(ports.store.get(group_path(cause)))
