"""Thin events: what happened to which object, without the object.

docs.stripe.com/event-destinations#thin-events.
Events of v2 objects are stored. An event of a v1 object has a thin twin of the type `v1.…`, which is made
from the stored snapshot event when it is needed; the id of one leads to the other.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from stripe_emulator.messages import Obj
from stripe_emulator.world.state import PLATFORM
from stripe_emulator.world.values import rfc3339

PREFIX = "evt_test_65"
TWIN_ENDING = "16RCMoNQdSQkOWvfL6L5"
"""How the ids of twins end; between prefix and ending is the snapshot event's own."""

PING = "v2.core.event_destination.ping"
DELIVERED = ("id", "object", "type", "created", "livemode", "context", "related_object")
"""What a delivery holds; the rest comes only when the event is fetched."""

URLS = {
    "balance": "/v1/balance",
    "capability": "/v1/accounts/{account}/capabilities/{id}",
    "fee_refund": "/v1/application_fees/{fee}/refunds/{id}",
    "radar.early_fraud_warning": "/v1/radar/early_fraud_warnings/{id}",
}
"""Where an object is read; of other kinds below the plural of their name."""


@cache
def types() -> dict[str, str]:
    """The types of thin events: whether they are about an `object`, a `singleton` or `nothing`."""
    found: dict[str, str] = json.loads(Path(__file__).with_name("thin_types.json").read_text())
    return found


def has_twin(event: Obj) -> bool:
    """Whether a snapshot event has a thin twin."""
    return f"v1.{event['type']}" in types()


def twin_id(snapshot_id: str) -> str:
    """The id of the twin of a snapshot event."""
    return f"{PREFIX}{snapshot_id.removeprefix('evt_')}{TWIN_ENDING}"


def snapshot_id(thin_id: str) -> str | None:
    """The id of the snapshot event that this one is the twin of, or None."""
    if not (thin_id.startswith(PREFIX) and thin_id.endswith(TWIN_ENDING)):
        return None
    return f"evt_{thin_id.removeprefix(PREFIX).removesuffix(TWIN_ENDING)}"


def twin(event: Obj) -> Obj:
    """The thin twin of a snapshot event, as thin events are stored."""
    event_type = f"v1.{event['type']}"
    found: Obj = {
        "id": twin_id(event["id"]),
        "created": event["created"],
        "type": event_type,
        "related_object": _related(types()[event_type], event),
        "snapshot_event": event["id"],
    }
    return {**found, "_request": event["_request"]} if "_request" in event else found


def _related(about: str, event: Obj) -> Obj | None:
    if about == "nothing":
        return None
    obj: Obj = json.loads(event["_object"])
    kind = obj["object"]
    url = URLS.get(kind, f"/v1/{kind}s/{{id}}").format_map({"id": "", "account": "", "fee": "", **obj})
    return {"type": kind, "url": url} if about == "singleton" else {"id": obj["id"], "type": kind, "url": url}


def fetched(owner: str, event: Obj) -> Obj:
    """A thin event as `/v2/core/events` answers it."""
    request_id, key = event.get("_request") or (None, None)
    reason: Any = None
    if request_id is not None:
        reason = {"type": "request", "request": {"id": request_id, "idempotency_key": key or ""}}
    shown: Obj = {
        "id": event["id"],
        "object": "v2.core.event",
        "changes": event.get("changes"),
        "context": None if owner == PLATFORM else owner,
        "created": rfc3339(event["created"]),
        "livemode": False,
        "reason": reason,
        "related_object": event.get("related_object"),
        "snapshot_event": event.get("snapshot_event"),
        "type": event["type"],
    }
    return {**shown, "data": event["data"]} if event.get("data") is not None else shown


def delivered(owner: str, event: Obj) -> Obj:
    """A thin event as it is sent to an event destination."""
    whole = fetched(owner, event)
    return {name: whole[name] for name in DELIVERED}
