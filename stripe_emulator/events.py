"""Events: a snapshot for every change (docs.stripe.com/api/events, docs.stripe.com/connect/webhooks).

What happens in a connected account is an event of that account, with top-level `account`, and goes
to endpoints made with `connect=true`; what happens on the platform goes to the others.
"""

import json
from typing import TYPE_CHECKING, Any

from stripe_emulator.messages import Obj
from stripe_emulator.state import PLATFORM

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator

encode = json.JSONEncoder(separators=(",", ":")).encode


class Events:
    """Writes events and hands them to the webhook endpoints."""

    def __init__(self, emulator: "Emulator") -> None:
        self._emulator = emulator
        self._snapshot = ""

    def emit(self, owner: str, event_type: str, kind: str, obj: Obj, *, previous: Obj | None = None) -> None:
        """Record that `event_type` happened to a stored object of `owner`."""
        self.emit_rendered(owner, event_type, self._emulator.render(owner, kind, obj), previous=previous)

    def emit_rendered(self, owner: str, event_type: str, obj: Obj, *, previous: Obj | None = None) -> None:
        """Record an event about an object that is already in its public shape."""
        emulator = self._emulator
        event: Obj = {
            "id": emulator.state.new_id("evt"),
            "created": emulator.clock.second(),
            "type": event_type,
            "_object": self._encoded(obj),
        }
        if emulator.request_under_way:
            event["_request"] = emulator.request_under_way
        if previous is not None:
            event["_previous"] = previous
        if owner != PLATFORM:
            event["account"] = owner
        emulator.store.add(owner, "event", event)
        emulator.webhooks.enqueue(owner, event)

    def _encoded(self, obj: Obj) -> str:
        self._snapshot = encode(obj)
        return self._snapshot

    def shared(self, body: str) -> str:
        """The latest snapshot in place of an equal response: a created object is kept once, not twice."""
        return self._snapshot if body == self._snapshot else body

    def balance_available(self, owner: str) -> None:
        """`balance.available`: funds became available (never for a decrease)."""
        self.emit_rendered(owner, "balance.available", self._emulator.balance_of(owner))


def render(event: Obj, out: Obj) -> None:
    """Put the stored snapshot back into `data`."""
    data: dict[str, Any] = {"object": json.loads(out.pop("_object"))}
    if "_previous" in out:
        data["previous_attributes"] = out.pop("_previous")
    out["data"] = data
    request_id, key = out.pop("_request", (None, None))
    out["request"] = {"id": request_id, "idempotency_key": key}
    out["pending_webhooks"] = event.get("_pending", 0)
    out.pop("_pending", None)
