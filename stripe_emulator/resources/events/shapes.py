"""What events and webhook endpoints look like before anything is known about them.

Fields and types are those of Stripe's published fixtures (github.com/stripe/openapi, fixtures3.json);
the tests compare them.
"""

import json
from typing import Any

from stripe_emulator.messages import Obj
from stripe_emulator.world.rendering import Renderer, Shape

_EVENT: Obj = {
    "id": None,
    "object": "event",
    "api_version": "2026-10-28.endive",
    "created": 0,
    "data": None,
    "livemode": False,
    "pending_webhooks": 0,
    "request": None,
    "type": None,
}

_WEBHOOK_ENDPOINT: Obj = {
    "id": None,
    "object": "webhook_endpoint",
    "api_version": None,
    "application": None,
    "created": 0,
    "description": None,
    "enabled_events": [],
    "livemode": False,
    "metadata": {},
    "status": "enabled",
    "url": None,
}


def _complete_event(_renderer: Renderer, _owner: str, out: Obj) -> None:
    """Put the stored snapshot into `data`."""
    data: dict[str, Any] = {"object": json.loads(out.pop("_object"))}
    if "_previous" in out:
        data["previous_attributes"] = out.pop("_previous")
    out["data"] = data
    request_id, key = out.pop("_request", (None, None))
    out["request"] = {"id": request_id, "idempotency_key": key}
    out["pending_webhooks"] = out.pop("_pending", 0)


SHAPES = {
    "event": Shape(_EVENT, _complete_event),
    "webhook_endpoint": Shape(_WEBHOOK_ENDPOINT),
}
