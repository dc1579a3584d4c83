"""An event arrives: it is verified, stored with one write and answered. A task does the rest."""

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
    """The body is larger than Stripe's events are. Nothing is stored."""

    status, code = 413, "payload_too_large"


class Receipt(StrEnum):
    STORED = "stored"
    DUPLICATE = "duplicate"
    WRONG_MODE = "wrong_mode"
    """Answered, not stored: live Connect endpoints get test events too (docs.stripe.com/connect/webhooks)."""


def receive_event(
    endpoint: str, payload: bytes, signature: str, *, secrets: Sequence[str], ports: Ports
) -> Receipt:
    """*endpoint* is `platform` or `connect`, and *secrets* are those of the endpoint. At most one write.

    An event that belongs to the other endpoint is stored too: refused, it would be sent for days, and whoever
    signs it can only name an object that we fetch.
    Raises *NotFound* (no secret), *PayloadTooLarge*, *InvalidRequest* (signature, time or form) and
    *StoreUnavailable*, after which Stripe sends the event again.
    """
    if not secrets:
        raise NotFound("this endpoint is not set up")
    if len(payload) > ports.settings.webhook_body_bytes_max:
        raise PayloadTooLarge("the event is too large")
    now = ports.clock.now()
    event = ports.stripe.construct_event(payload, signature, secrets, now=int(now.timestamp()))
    where = _belongs_to(event, Endpoint(endpoint))
    if where != endpoint:
        log.write("inbox.wrong_endpoint", severity="WARNING", type=event.type, endpoint=endpoint)
    if event.livemode != ports.stripe.livemode:
        log.write("inbox.wrong_mode", severity="WARNING", type=event.type, livemode=event.livemode)
        return Receipt.WRONG_MODE
    stored = store_event(event, where, payload.decode(), ports=ports)
    queue_event(event.id, ports=ports)
    return Receipt.STORED if stored else Receipt.DUPLICATE


def _belongs_to(event: Event, arrived_at: Endpoint) -> Endpoint:
    """A thin event that names neither an object nor an account, as a ping, may come to either."""
    if event.account is not None:
        return Endpoint.CONNECT
    return arrived_at if event.thin and event.object_id is None else Endpoint.PLATFORM


def store_event(event: Event, endpoint: Endpoint, raw: str, *, ports: Ports) -> bool:
    """False when it was stored before: the document with its id exists."""
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
        thin=event.thin,
        context=event.context,
        created=_moment(event.created),
        raw=raw,
        received_at=now,
        expire_at=now + timedelta(seconds=ports.settings.event_retention_seconds),
    )
    try:
        ports.store.commit([Create(event_path(event.id), stored.fields())])
    except Conflict:
        return False
    return True


def queue_event(event_id: str, *, ports: Ports, occasion: str = "") -> bool:
    """Best effort: the sweep finds stored events that have no task. False when the queue did not answer."""
    try:
        ports.queue.enqueue(QUEUE, {"eventId": event_id}, name=f"{event_id}{occasion}")
    except OutcomeUnknown as error:
        log.write("inbox.not_queued", severity="WARNING", code=error.code)
        return False
    return True


def _moment(unix: int) -> datetime:
    try:
        return datetime.fromtimestamp(unix, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise InvalidRequest("the time of the event is not a time", code="bad_event") from error
