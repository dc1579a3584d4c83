"""Event destinations of v2; a destination is thin or snapshot, never both.

docs.stripe.com/api/v2/core/event-destinations. The signing secret is shown when it is included in the answer
of the creation, and never again.
"""

from stripe_emulator.errors_v2 import V2Error, invalid_fields, not_found, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.events.webhook_endpoints import check_url
from stripe_emulator.resources.v2_listing import page
from stripe_emulator.resources.v2_merging import merged_metadata
from stripe_emulator.world import thin
from stripe_emulator.world.destinations import ACCOUNTS, SELF
from stripe_emulator.world.state import PLATFORM
from stripe_emulator.world.values import rfc3339

URL = "/v2/core/event_destinations"
KIND = "event_destination"
NAMES_MAX = 1_000


def create(call: Call) -> Obj:
    """POST /v2/core/event_destinations."""
    return make(call)


def make(call: Call, secret: str | None = None) -> Obj:
    """A new destination, with a chosen secret for scripts."""
    params = call.params
    _check_place(call)
    if params["type"] != "webhook_endpoint":
        message = f"Destinations of the type '{params['type']}' are not modelled by this emulator."
        raise refused("unsupported_destination_type", message)
    if params.get("webhook_endpoint") is None:
        raise invalid_fields("Field 'webhook_endpoint' is required for the type 'webhook_endpoint'.")
    check_url(params["webhook_endpoint"]["url"])
    _check_events(params["event_payload"], params["enabled_events"])
    if params["event_payload"] == "thin" and params.get("snapshot_api_version"):
        raise invalid_fields("Field 'snapshot_api_version' is for snapshot events only.")
    now = rfc3339(call.world.clock.now())
    one: Obj = {
        "id": f"ed_test_61{call.world.state.new_id('ed', 28)[3:]}",
        "created": now,
        "description": params.get("description") or "",
        "enabled_events": params["enabled_events"],
        "event_payload": params["event_payload"],
        "events_from": _scopes(params),
        "metadata": merged_metadata({}, params.get("metadata")),
        "name": params["name"],
        "snapshot_api_version": _snapshot_version(call),
        "status": "enabled",
        "updated": now,
        "_url": params["webhook_endpoint"]["url"],
        "_secret": secret or f"whsec_{call.world.state.new_id('s', 32)[2:]}",
    }
    call.world.store.add(PLATFORM, KIND, one)
    return _shown(call, one)


def _check_place(call: Call) -> None:
    if call.owner != PLATFORM:
        raise V2Error(403, "forbidden", "Only the platform has event destinations here.")


def _scopes(params: Obj) -> list[str]:
    scopes: list[str] = params.get("events_from") or [SELF]
    for one in scopes:
        if one not in (SELF, ACCOUNTS):
            raise invalid_fields(f"Field 'events_from' must name {SELF} or {ACCOUNTS}, not '{one}'.")
    return scopes


def _snapshot_version(call: Call) -> str | None:
    if call.params["event_payload"] == "thin":
        return None
    return call.params.get("snapshot_api_version") or call.version


def _check_events(payload: str, names: list[str]) -> None:
    """Thin events are named one by one; those of v2 are thin only."""
    if not 1 <= len(names) <= NAMES_MAX:
        raise invalid_fields(f"Field 'enabled_events' must have 1 to {NAMES_MAX} items.")
    for one in names:
        is_thin = one in thin.types()
        if payload == "thin" and not is_thin:
            raise invalid_fields(f"Field 'enabled_events' must name types of thin events, not '{one}'.")
        if payload == "snapshot" and (is_thin or one.startswith("v2.")):
            raise invalid_fields(f"Events of the type '{one}' are thin only.")


def _shown(call: Call, one: Obj) -> Obj:
    """In its public shape, with what `include` names of the address and the secret."""
    include = call.params.get("include") or ()
    hidden = {"signing_secret": one["_secret"], "url": one["_url"]}
    reason = {"disabled": {"reason": "user"}} if one["status"] == "disabled" else None
    return {
        "object": "v2.core.event_destination",
        "amazon_eventbridge": None,
        "azure_event_grid": None,
        "livemode": False,
        "status_details": reason,
        "type": "webhook_endpoint",
        **{name: value for name, value in one.items() if name[0] != "_"},
        "webhook_endpoint": {
            name: value if f"webhook_endpoint.{name}" in include else None for name, value in hidden.items()
        },
    }


def _find(call: Call) -> Obj:
    _check_place(call)
    one = call.world.store.get(PLATFORM, KIND, call.path["id"])
    if one is None:
        raise not_found("event destination", call.path["id"])
    return one


def retrieve(call: Call) -> Obj:
    """GET /v2/core/event_destinations/{id}."""
    return _shown(call, _find(call))


def update(call: Call) -> Obj:
    """POST /v2/core/event_destinations/{id}; its type, form and scopes stay."""
    one, params = _find(call), call.params
    if params.get("enabled_events") is not None:
        _check_events(one["event_payload"], params["enabled_events"])
    if params.get("webhook_endpoint") is not None:
        check_url(params["webhook_endpoint"]["url"])
        one["_url"] = params["webhook_endpoint"]["url"]
    for name in ("name", "enabled_events"):
        if params.get(name) is not None:
            one[name] = params[name]
    if "description" in params:
        one["description"] = params["description"] or ""
    one["metadata"] = merged_metadata(one["metadata"], params.get("metadata"))
    return _changed(call, one)


def _changed(call: Call, one: Obj) -> Obj:
    one["updated"] = rfc3339(call.world.clock.now())
    return _shown(call, one)


def enable(call: Call) -> Obj:
    """POST /v2/core/event_destinations/{id}/enable."""
    one = _find(call)
    one["status"] = "enabled"
    return _changed(call, one)


def disable(call: Call) -> Obj:
    """POST /v2/core/event_destinations/{id}/disable."""
    one = _find(call)
    one["status"] = "disabled"
    return _changed(call, one)


def ping(call: Call) -> Obj:
    """POST /v2/core/event_destinations/{id}/ping: an event for this destination alone."""
    one = _find(call)
    if one["status"] != "enabled":
        raise refused("event_destination_disabled", "A disabled event destination cannot be pinged.")
    related = {"id": one["id"], "type": "v2.core.event_destination", "url": f"{URL}/{one['id']}"}
    return thin.fetched(PLATFORM, call.world.events.emit_thin(PLATFORM, thin.PING, related, to=one["id"]))


def delete(call: Call) -> Obj:
    """DELETE /v2/core/event_destinations/{id}."""
    one = _find(call)
    call.world.webhooks.forget_endpoint(one["id"])
    call.world.store.remove(PLATFORM, KIND, one["id"])
    return {"id": one["id"], "object": "v2.core.event_destination", "deleted": True}


def list_all(call: Call) -> Obj:
    """GET /v2/core/event_destinations."""
    _check_place(call)
    every = list(reversed(call.world.store.all(PLATFORM, KIND).values()))
    return page(call, URL, lambda _: every, lambda one: _shown(call, one))
