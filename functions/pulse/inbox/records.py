"""`stripeEvents/{eventId}`: every event that Stripe sent or lists, stored once, kept 30 days."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pulse.attempts import Lease
from pulse.ledger import Record
from pulse.ports.paths import path


class EventStatus(StrEnum):
    RECEIVED = "received"
    """Stored; its handler has not finished. The only status that is handled."""
    DONE = "done"
    """The object was fetched and applied."""
    IGNORED = "ignored"
    """A type that means nothing here."""
    IGNORED_UNKNOWN = "ignored_unknown"
    """About an account or object that is not ours."""
    FAILED = "failed"
    """Its attempts are used up; operators have been told and may replay it."""


class Endpoint(StrEnum):
    PLATFORM = "platform"
    """What happens on the platform's own account; these events name no account."""
    CONNECT = "connect"
    """What happens on connected accounts; every event names one."""


class StoredEvent(Record):
    """Who handles it, also again, reads the type, the object's id and the account alone."""

    event_id: str
    type: str
    endpoint: Endpoint
    account: str | None = None
    object_id: str | None = None
    object_type: str | None = None
    livemode: bool = False
    api_version: str | None = None
    created: datetime
    """When it happened, by Stripe."""
    raw: str
    """As Stripe sent it, names and addresses included; empty once it is handled."""
    status: EventStatus = EventStatus.RECEIVED
    attempts: int = 0
    lease: Lease | None = None
    error_class: str | None = None
    """Of the last failed attempt. Never its message, which may hold anything."""
    received_at: datetime
    handled_at: datetime | None = None
    expire_at: datetime
    """Firestore's TTL deletes it then."""


def event_path(event_id: str) -> str:
    return path("stripeEvents", event_id)
