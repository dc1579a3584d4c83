"""Events of v2 by API, for fetching what a delivery leaves out and for catching up.

docs.stripe.com/api/v2/core/events: 30 days. An account's events are read in its own context.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import merge
from operator import ge, gt, itemgetter, le, lt

from stripe_emulator.errors_v2 import invalid_fields, not_found
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.events.event_log import KEPT_SECONDS, TYPES_MAX
from stripe_emulator.resources.v2_listing import page
from stripe_emulator.world import thin

URL = "/v2/core/events"
BOUNDS: dict[str, Callable[[float, float], bool]] = {"gt": gt, "gte": ge, "lt": lt, "lte": le}


def retrieve(call: Call) -> Obj:
    """GET /v2/core/events/{id}."""
    event_id = call.path["id"]
    event = call.world.store.get(call.owner, "thin_event", event_id)
    snapshot = call.world.store.get(call.owner, "event", thin.snapshot_id(event_id) or "")
    if event is None and snapshot is not None and thin.has_twin(snapshot):
        event = thin.twin(snapshot)
    if event is None or event["created"] < call.now() - KEPT_SECONDS:
        raise not_found("event", event_id)
    return thin.fetched(call.owner, event)


def list_all(call: Call) -> Obj:
    """GET /v2/core/events: filters types, object_id, created."""
    if len(call.params.get("types") or ()) > TYPES_MAX:
        raise invalid_fields(f"Field 'types' must have at most {TYPES_MAX} items.")
    _bounds(call.params)

    def find(filters: Obj) -> Iterator[Obj]:
        wanted, object_id = filters.get("types"), filters.get("object_id")
        for one in _newest_first(call, _bounds(filters)):
            about = (one.get("related_object") or {}).get("id")
            if (not wanted or one["type"] in wanted) and object_id in (None, about):
                yield one

    return page(call, URL, find, lambda one: thin.fetched(call.owner, one))


def _newest_first(call: Call, bounds: list[tuple[str, float]]) -> Iterator[Obj]:
    oldest = call.now() - KEPT_SECONDS

    def kept(one: Obj) -> bool:
        moment = one["created"]
        return moment >= oldest and all(BOUNDS[name](moment, value) for name, value in bounds)

    store = call.world.store
    own = (one for one in reversed(store.all(call.owner, "thin_event").values()) if kept(one))
    snapshots = (one for one in reversed(store.all(call.owner, "event").values()) if kept(one))
    twins = (thin.twin(one) for one in snapshots if thin.has_twin(one))
    return iter(merge(own, twins, key=itemgetter("created"), reverse=True))


def _bounds(params: Obj) -> list[tuple[str, float]]:
    given = params.get("created") or {}
    return [(name, _moment(name, text)) for name, text in given.items() if text is not None]


def _moment(name: str, text: str) -> float:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise invalid_fields(f"Field 'created.{name}' must be an RFC 3339 date and time.")
    return found.timestamp()
