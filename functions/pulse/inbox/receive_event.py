"""An event arrives: verified, stored with one write, answered. Everything else happens in a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pulse import log
from pulse.errors import Conflict, InvalidRequest, NotFound, OutcomeUnknown, PulseError
from pulse.inbox.records import Endpoint, StoredEvent, event_path
from pulse.ports import Ports
from pulse.ports.store import Create
from pulse.ports.stripe_objects import Event

QUEUE = "handleevent"


class PayloadTooLarge(PulseError):
    status, code = 413, "payload_too_large"


class Receipt(StrEnum):
    STORED = "stored"
    DUPLICATE = "duplicate"
    WRONG_MODE = "wrong_mode"
    """Test events reach a live Connect endpoint too (docs.stripe.com/connect/webhooks): taken, not kept."""


def receive_event(
    endpoint: str, payload: bytes, signature: str, *, secrets: Sequence[str], ports: Ports
) -> Receipt:
    """*endpoint* is `platform` or `connect`, *secrets* are its own. At most one write.

    Raises *NotFound* (no secret), *PayloadTooLarge*, *InvalidRequest* (signature, time, form, or the other
    endpoint's event); *StoreUnavailable*, upon which Stripe sends it again.
    """
    if not secrets:
        raise NotFound("this endpoint is not set up")
    if len(payload) > ports.settings.webhook_body_bytes_max:
        raise PayloadTooLarge("the event is too large")
    now = ports.clock.now()
    event = ports.stripe.construct_event(payload, signature, secrets, now=int(now.timestamp()))
    where = Endpoint(endpoint)
    if (event.account is not None) != (where is Endpoint.CONNECT):
        raise InvalidRequest("this event belongs to the other endpoint", code="wrong_endpoint")
    if event.livemode != ports.stripe.livemode:
        log.write("inbox.wrong_mode", severity="WARNING", type=event.type, livemode=event.livemode)
        return Receipt.WRONG_MODE
    stored = store_event(event, where, payload.decode(), ports=ports)
    queue_event(event.id, ports=ports)
    return Receipt.STORED if stored else Receipt.DUPLICATE


def store_event(event: Event, endpoint: Endpoint, raw: str, *, ports: Ports) -> bool:
    """False when it was there already: the document's id is the claim."""
    now = ports.clock.now()
    stored = StoredEvent(
        event_id=event.id,
        type=event.type,
        endpoint=endpoint,
        account=event.account,
        object_id=event.object_id,
        object_type=event.object_type,
        livemode=event.livemode,
        api_version=event.api_version,
        created=_time(event.created),
        raw=raw,
        received_at=now,
        expire_at=now + timedelta(seconds=ports.settings.event_retention_seconds),
    )
    try:
        ports.store.commit([Create(event_path(event.id), stored.fields())])
    except Conflict:
        return False
    return True


def queue_event(event_id: str, *, ports: Ports, occasion: str = "") -> None:
    """Best effort: the stored row is the outbox, and the sweep finds what no task was made for."""
    try:
        ports.queue.enqueue(QUEUE, {"eventId": event_id}, name=f"{event_id}{occasion}")
    except OutcomeUnknown as error:
        log.write("inbox.not_queued", severity="WARNING", code=error.code)


def _time(unix: int) -> datetime:
    try:
        return datetime.fromtimestamp(unix, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise InvalidRequest("the event's time is no time", code="bad_event") from error
