"""Handle a stored event: take the lease, fetch the object, apply it, and record the outcome last."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from pulse import log
from pulse.alerts import causes, notify_missing_right
from pulse.attempts import new_lease
from pulse.errors import Busy, Conflict, InvalidRequest, StripeNotPermitted
from pulse.inbox.handlers import Hint, Outcome, handle
from pulse.inbox.records import EventStatus, StoredEvent, event_path
from pulse.ledger import existing
from pulse.ports import Document, Ports
from pulse.ports.store import Update

_STATUS = {
    Outcome.APPLIED: EventStatus.DONE,
    Outcome.NOTHING_TO_DO: EventStatus.IGNORED,
    Outcome.UNKNOWN: EventStatus.IGNORED_UNKNOWN,
}


def handle_event(event_id: str, *, ports: Ports) -> EventStatus:
    """Apply the current state of the event's object at Stripe. Safe to repeat, and with two workers at once.

    Raises *NotFound*, *Busy* while another worker has the event, and every error of its handler until the
    attempts are used up. Then the event is `failed` and operators get an alert. An event that can never be
    handled fails at once.
    """
    document = existing(ports.store.get(event_path(event_id)), "event")
    event = StoredEvent.of(document)
    if event.status is not EventStatus.RECEIVED:
        return event.status
    handling = _Handling(_claim(document, event, ports=ports), ports)
    if event.attempts >= ports.settings.event_attempts_max:
        handling.give_up(
            event.error_class or "NoAnswer"
        )  # the workers died before they could record an error
        return handling.status
    with handling:
        outcome = handle(Hint.of(event), ports=ports)
        handling.status = _STATUS[outcome]
    return handling.status


def _claim(document: Document, event: StoredEvent, *, ports: Ports) -> Document:
    """Store the lease and the count of attempts before any work, so a worker that dies is counted too."""
    now = ports.clock.now()
    if event.lease is not None and event.lease.is_live(now):
        raise Busy("another worker handles this event")
    taken = new_lease(ports.new_id(), now, seconds=ports.settings.event_lease_seconds)
    changes = {"attempts": event.attempts + 1, "lease": taken.fields()}
    try:
        versions = ports.store.commit([Update(document.path, changes, document.version)])
    except Conflict as error:
        raise Busy("another worker handles this event") from error
    return Document(document.path, {**document.fields, **changes}, versions[0])


class _Handling:
    """One attempt under a lease. Leaving the block records how it ended."""

    def __init__(self, document: Document, ports: Ports) -> None:
        self._document = document
        self._ports = ports
        self.status = EventStatus.RECEIVED

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """True once the event has failed for good: the error ends here, so the task is not repeated."""
        if error is None or kind is None:
            first = self._document.fields.get("handledAt") or self._ports.clock.now()
            self._end({"status": self.status.value, "handledAt": first, "errorClass": None, "raw": ""})
            return False
        if isinstance(error, StripeNotPermitted):
            notify_missing_right(error, ports=self._ports)
        last = self._document.fields["attempts"] >= self._ports.settings.event_attempts_max
        if isinstance(error, InvalidRequest) or (last and isinstance(error, Exception)):
            self.give_up(kind.__name__)
            return True
        self._end({"errorClass": kind.__name__})
        return False

    def give_up(self, error_class: str) -> None:
        self.status = EventStatus.FAILED
        self._end({"status": self.status.value, "errorClass": error_class})
        fields = self._document.fields
        self._ports.alerts.raise_alert(
            causes.EVENT_FAILED.alert(
                "An event from Stripe could not be handled. Fix the cause, then replay the event.",
                subject=self._document.path,
                facts={"type": fields["type"], "error": error_class, "attempts": fields["attempts"]},
            )
        )

    def _end(self, changes: dict[str, object]) -> None:
        update = Update(self._document.path, {**changes, "lease": None}, self._document.version)
        try:
            self._ports.store.commit([update])
        except Conflict:
            log.write("inbox.lease_lost", severity="WARNING")  # the worker that took over records the end
