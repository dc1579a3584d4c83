"""Events by API, for catching up after lost deliveries (docs.stripe.com/api/events/list): 30 days."""

from fnmatch import fnmatchcase

from stripe_emulator.errors import invalid, missing
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page_of
from stripe_emulator.world.clock import DAY_SECONDS

KEPT_SECONDS = 30 * DAY_SECONDS
TYPES_MAX = 20


def retrieve(call: Call) -> Obj:
    """GET /v1/events/{id}."""
    event = call.find("event")
    if event["created"] < call.now() - KEPT_SECONDS:
        raise missing("event", event["id"])
    return call.render("event", event)


def list_all(call: Call) -> Obj:
    """GET /v1/events: filters type, types, created, delivery_success."""
    params = call.params
    if "type" in params and "types" in params:
        message = "You may pass either `type` or `types`, but not both."
        raise invalid(message, code="parameters_exclusive", param="types")
    if len(params.get("types", ())) > TYPES_MAX:
        raise invalid(f"You may pass at most {TYPES_MAX} types.", param="types")
    oldest = call.now() - KEPT_SECONDS
    wanted = params.get("types") or ([params["type"]] if "type" in params else ["*"])
    every = reversed(call.world.store.all(call.owner, "event").values())
    found = (one for one in every if one["created"] >= oldest and _matches(one, wanted))
    if "delivery_success" in params:
        found = (one for one in found if (one.get("_pending", 0) == 0) == params["delivery_success"])
    return page_of(call, "event", "/v1/events", found)


def _matches(event: Obj, patterns: list[str]) -> bool:
    return any(fnmatchcase(event["type"], pattern) for pattern in patterns)
