"""Who receives events: webhook endpoints of v1, and event destinations of v2.

docs.stripe.com/event-destinations.
"""

from collections.abc import Iterator

from stripe_emulator.messages import Obj
from stripe_emulator.world.state import PLATFORM
from stripe_emulator.world.store import Store

SELF, ACCOUNTS = "@self", "@accounts"


def wanting(store: Store, owner: str, payload: str, event_type: str) -> Iterator[Obj]:
    """The enabled destinations for events of this account, in this form and of this type."""
    scope = SELF if owner == PLATFORM else ACCOUNTS
    for one in store.all(PLATFORM, "event_destination").values():
        if one["event_payload"] != payload or one["status"] != "enabled" or scope not in one["events_from"]:
            continue
        if event_type in one["enabled_events"] or "*" in one["enabled_events"]:
            yield one


def receiver(store: Store, endpoint_id: str) -> tuple[str, str]:
    """Address and secret of an endpoint or a destination."""
    endpoint = store.get(PLATFORM, "webhook_endpoint", endpoint_id)
    one = endpoint or store.known(PLATFORM, "event_destination", endpoint_id)
    return one["url"] if endpoint else one["_url"], one["_secret"]


def version(store: Store, endpoint_id: str) -> str | None:
    """The API version that an endpoint or a destination asks for."""
    endpoint = store.get(PLATFORM, "webhook_endpoint", endpoint_id)
    if endpoint is not None:
        return str(endpoint["api_version"]) if endpoint["api_version"] else None
    wanted = store.known(PLATFORM, "event_destination", endpoint_id)["snapshot_api_version"]
    return str(wanted) if wanted else None
