"""One of Stripe's events is handled again, by an administrator who says why; that is recorded first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse import log
from pulse.backoffice.support.history import read_as
from pulse.errors import Refusal
from pulse.inbox import ReplayFilter, StoredEvent, event_path, replay
from pulse.ledger import Change, Record, commit_record, existing, retry_after_conflict
from pulse.ports import Ports
from pulse.ports.paths import path


class EventBusy(Refusal):
    """A worker is handling the event right now."""

    code = "event_busy"


class Replays(Record):
    """`replays/{eventId}`: how often administrators had this event handled again, and the last time."""

    event_id: str
    count: int
    by: str
    reason: str
    at: datetime

    @property
    def path(self) -> str:
        return replays_path(self.event_id)


@dataclass(frozen=True, slots=True)
class ReplayEvent:
    event_id: str
    actor: str
    reason: str


def replays_path(event_id: str) -> str:
    return path("replays", event_id)


def replay_event(command: ReplayEvent, *, ports: Ports) -> Replays:
    """Set the event back and queue it. Its handler fetches its object again, so nothing is done twice.

    Raises *NotFound* for an event that is not here, and *EventBusy*; a damaged event raises *RecordDamaged*.
    """
    document = existing(ports.store.get(event_path(command.event_id)), "event", code="event_not_found")
    event = read_as(StoredEvent, document)
    if event.lease is not None and event.lease.is_live(ports.clock.now()):
        raise EventBusy("a worker is handling this event right now; please look again in a minute")
    recorded = _record(command, ports=ports)
    if not replay(ReplayFilter(event_id=command.event_id), ports=ports):
        raise EventBusy("a worker took this event just now; please look again in a minute")
    return recorded


def _record(command: ReplayEvent, *, ports: Ports) -> Replays:
    where = replays_path(command.event_id)

    def once(_: int) -> Replays:
        document = ports.store.get(where)
        count = Replays.of(document).count if document else 0
        now = ports.clock.now()
        record = Replays(
            event_id=command.event_id,
            count=count + 1,
            by=command.actor,
            reason=log.redacted(command.reason),
            at=now,
        )
        change = Change("event.replayed", command.actor, now, command.reason)
        commit_record(ports.store, document, where, record, change)
        return record

    return retry_after_conflict(once, busy="this event is being replayed by others; please try again")
