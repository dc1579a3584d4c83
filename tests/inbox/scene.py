"""Stripe's events as they arrive: taken from the emulator, signed, received, and handled from the queue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from operator import itemgetter

from pulse.errors import PulseError
from pulse.inbox import StoredEvent, event_path, handle_event, receive_event
from stripe_emulator.messages import encode
from stripe_emulator.world.state import PLATFORM
from stripe_emulator.world.webhooks import signature

SECRETS = {"platform": "whsec_platform", "connect": "whsec_connect"}


@dataclass(frozen=True)
class Sent:
    """An event on its way: what is in the body, and to which endpoint it goes."""

    event_id: str
    type: str
    endpoint: str
    payload: bytes


def sent(world, known=None):
    """Every event so far; those of one account and of one second in the order in which they happened.

    *known* holds those that were asked for before, by their id: they are not written out again.
    """
    known = {} if known is None else known
    found = []
    for owner in world.emulator.store.owners():
        for event_id, event in world.emulator.store.all(owner, "event").items():
            if event_id not in known:
                known[event_id] = _written_out(world, owner, event)
            found.append(known[event_id])
    found.sort(key=itemgetter(0))
    return [event for _, event in found]


def _written_out(world, owner, event):
    """When it was created, and the event."""
    body = world.emulator.render(owner, "event", event)
    endpoint = "platform" if owner == PLATFORM else "connect"
    return body["created"], Sent(body["id"], body["type"], endpoint, encode(body).encode())


def of_type(world, event_type):
    return next(event for event in reversed(sent(world)) if event.type == event_type)


def made_up(event_type, about=None, *, event_id="evt_made_up", account=None, **fields):
    """An event that the emulator would not send. *about* is its object."""
    body = {
        "id": event_id,
        "object": "event",
        "type": event_type,
        "created": 1_795_000_000,
        "livemode": False,
        "data": {"object": about or {}},
        **({"account": account} if account else {}),
        **fields,
    }
    endpoint = "connect" if account else "platform"
    return Sent(event_id, event_type, endpoint, json.dumps(body).encode())


def received(world, event, *, secret=None, at=None, endpoint=None):
    endpoint = endpoint or event.endpoint
    moment = int(world.clock.unix()) if at is None else at
    signed = signature(event.payload, secret or SECRETS[event.endpoint], moment)
    return receive_event(endpoint, event.payload, signed, secrets=[SECRETS[endpoint]], ports=world.ports)


def worked(world):
    """Deliver every task of the inbox, and again where a handler asks for it."""
    for _ in range(20):
        tasks = [task for task in world.queue.tasks if task.queue == "handleevent"]
        world.queue.tasks = type(world.queue.tasks)(t for t in world.queue.tasks if t.queue != "handleevent")
        again = [task for task in tasks if not _delivered(world, task)]
        if not again:
            return
        world.clock.advance(minutes=6)
        world.queue.tasks.extend(again)
    raise AssertionError("a task is delivered again for ever")


def _delivered(world, task):
    try:
        handle_event(task.payload["eventId"], ports=world.ports)
    except PulseError:
        return False
    return True


def handled(world, *events):
    for event in events:
        received(world, event)
        worked(world)


def row(world, event_id):
    return StoredEvent.of(world.store.get(event_path(event_id)))


def thin(event_type, object_id=None, kind="v2.core.account", *, event_id="evt_test_65made_up", **fields):
    """A thin event as it is delivered: which object, and nothing about it."""
    at = {"v2.core.account": "v2/core/accounts", "account": "v1/accounts"}.get(kind, f"v1/{kind}s")
    about = {"id": object_id, "type": kind, "url": f"/{at}/{object_id}"} if object_id else None
    body = {
        "id": event_id,
        "object": "v2.core.event",
        "type": event_type,
        "created": "2026-11-27T10:20:00.123Z",
        "livemode": False,
        "context": None,
        "related_object": about,
        **fields,
    }
    endpoint = "connect" if "account" in event_type else "platform"
    return Sent(event_id, event_type, endpoint, json.dumps(body).encode())
