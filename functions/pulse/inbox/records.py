"""`stripeEvents/{eventId}`: every event that Stripe sent or lists, stored once, kept 30 days."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pulse.attempts import Lease
from pulse.ledger import Record
from pulse.ports.paths import path


class EventStatus(StrEnum):
    RECEIVED = "received"
    """Stored, and its handler has not finished. Only events with this status are handled."""
    DONE = "done"
    """The object was fetched and applied."""
    IGNORED = "ignored"
    """We do not use its type."""
    IGNORED_UNKNOWN = "ignored_unknown"
    """It is about an account or object that is not ours."""
    FAILED = "failed"
    """Its attempts are used up. Operators have an alert and may replay it."""


class Endpoint(StrEnum):
    PLATFORM = "platform"
    """Events on the platform's own account. They name no account."""
    CONNECT = "connect"
    """Events on connected accounts. Each names its account."""


class StoredEvent(Record):
    """Its handler reads only the type, the id of the object, the account, and the context of a thin one."""

    event_id: str
    type: str
    endpoint: Endpoint
    account: str | None = None
    object_id: str | None = None
    object_type: str | None = None
    livemode: bool = False
    api_version: str | None = None
    thin: bool = False
    context: str | None = None
    """Who a thin event is fetched for."""
    created: datetime
    """When it happened, as Stripe says."""
    raw: str = ""
    """The body from Stripe, with names and addresses. Empty once the event is handled."""
    status: EventStatus = EventStatus.RECEIVED
    attempts: int = 0
    lease: Lease | None = None
    error_class: str | None = None
    """The class of the last error. Never its message, which may contain personal data."""
    received_at: datetime
    handled_at: datetime | None = None
    """When it was handled first. A replay leaves it: how long Stripe waited does not change."""
    expire_at: datetime
    """Firestore's TTL policy deletes it then."""

    @property
    def path(self) -> str:
        return event_path(self.event_id)


def event_path(event_id: str) -> str:
    return path("stripeEvents", event_id)
