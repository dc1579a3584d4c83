"""How alerts reach operators: a log line, a document per cause, and a message if critical.

An alert never gets in the way of a payment: a failure in here ends as a line in the log.
"""

from __future__ import annotations

import contextlib
from threading import Lock
from typing import Protocol

from pulse import log
from pulse.alerts import (
    AlertGroup,
    continued,
    detail_writes,
    group_path,
    is_over,
    is_stale,
    new_group,
    read_group,
    recount,
    should_be_told,
)
from pulse.errors import Conflict
from pulse.ports import Alert, Clock, Document, Severity, Store
from pulse.ports.store import Create, Merge, Update, Write
from pulse.settings import Settings

_Matter = tuple[str, str | None, Severity]
"""Cause, subject, severity: an alert that got worse is new."""

_REMEMBERED_MAX = 1_000
_TRIES_MAX = 3


class Channel(Protocol):
    """A way to tell people."""

    def tell(self, group: AlertGroup) -> bool:
        """Whether it arrived. Raises no network errors."""
        ...


class GroupedAlerts:
    """One per process. Without a *channel*, telling people is left to the heartbeat, which has one."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, channel: Channel | None) -> None:
        self._store = store
        self._clock = clock
        self._settings = settings
        self._channel = channel
        self._seen: dict[_Matter, float] = {}
        self._lock = Lock()

    def raise_alert(self, alert: Alert) -> None:
        try:
            _log(alert)
            if not self._just_seen((alert.cause, alert.subject, alert.severity)):
                self._keep(alert)
        except Exception as error:  # noqa: BLE001 - an alert must never stop the work it is about
            with contextlib.suppress(Exception):
                self._tell_without_store(alert, error)

    def _keep(self, alert: Alert) -> None:
        for _ in range(_TRIES_MAX):
            document = self._store.get(group_path(alert.cause))
            with contextlib.suppress(Conflict):
                group = read_group(document)
                if document is None or group is None or is_over(group, self._clock.now(), self._settings):
                    return self._begin(document, alert)
                return self._continue(document, group, alert)
        return log.write("alert.contended", severity="WARNING", cause=alert.cause)

    def _begin(self, document: Document | None, alert: Alert) -> None:
        now = self._clock.now()
        group = new_group(alert, now, self._settings, can_tell=self._channel is not None)
        opening: Write = (
            Update(document.path, group.fields(), document.version)
            if document
            else Create(group.path, group.fields())
        )
        self._store.commit([opening, *detail_writes(group, alert, now, self._settings)])
        if group.announcing_at is not None:
            self._tell(group)

    def _continue(self, document: Document, group: AlertGroup, alert: Alert) -> None:
        now = self._clock.now()
        self._store.commit(detail_writes(group, alert, now, self._settings))
        told = self._channel is not None and should_be_told(group, alert, now, self._settings)
        if not told and not is_stale(group, now, self._settings):
            return
        after = recount(continued(group, alert, now, self._settings), now, store=self._store)
        after = after.but(announcing_at=now) if told else after
        self._store.commit([Update(document.path, after.fields(), document.version)])
        if told:
            self._tell(after)

    def _tell(self, group: AlertGroup) -> None:
        """Only the instance whose commit claimed the window gets here: one message."""
        if self._channel is not None and self._channel.tell(group):
            self._store.commit([Merge(group.path, {"announcedAt": self._clock.now()})])

    def _tell_without_store(self, alert: Alert, error: Exception) -> None:
        log.write_exception("alert.not_stored", error, cause=alert.cause)
        silent = alert.severity is not Severity.CRITICAL or self._channel is None
        if not silent and not self._just_seen(
            (alert.cause, "without store", alert.severity), self._settings.alert_window_seconds
        ):
            assert self._channel is not None  # noqa: S101 - not silent
            self._channel.tell(new_group(alert, self._clock.now(), self._settings, can_tell=True))

    def _just_seen(self, key: _Matter, seconds: float | None = None) -> bool:
        """Whether this process saw it within *seconds*: a loop over one record costs one write a minute."""
        quiet_seconds = self._settings.alert_refresh_seconds if seconds is None else seconds
        now = self._clock.monotonic()
        with self._lock:
            if len(self._seen) >= _REMEMBERED_MAX:
                self._seen.clear()
            before = self._seen.get(key)
            if before is not None and now - before < quiet_seconds:
                return True
            self._seen[key] = now
            return False


def _log(alert: Alert) -> None:
    log.write(
        "alert",
        severity=alert.severity,
        cause=alert.cause,
        text=alert.message,
        subject=alert.subject,
        amount_cents=alert.amount_cents,
        currency=alert.currency,
        user=alert.user_id and log.uid_hash(alert.user_id),
        facts=dict(alert.facts),
    )
