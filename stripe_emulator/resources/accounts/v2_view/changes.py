"""The events of v2 about an account: one for each part that changed (docs.stripe.com/api/v2/core/accounts).

They come from comparing what v2 shows before and after, whichever API, form or deadline changed the account.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts.v2_view import view
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

PARTS = ("defaults", "future_requirements", "identity", "requirements")


@contextmanager
def told(world: World, account: Obj) -> Iterator[None]:
    """Emit what changed of an account inside, once, when all of it has changed."""
    if world.events.is_telling(account["id"]) or account["id"] == PLATFORM:
        yield
        return
    before = view.shown(account, view.INCLUDABLE)
    with world.events.telling(account["id"]):
        yield
    for event_type, change, data in _differences(before, view.shown(account, view.INCLUDABLE)):
        emit(world, account, event_type, changes=change, data=data)


@contextmanager
def quietly(world: World, account_id: str) -> Iterator[None]:
    """Change an account that is not known to anybody yet."""
    with world.events.telling(account_id):
        yield


def emit_created(world: World, account: Obj) -> None:
    """The account exists, and each of its capabilities has a status."""
    after = view.shown(account, [f"configuration.{one}" for one in view.CONFIGURATIONS])
    emit(world, account, "v2.core.account.created")
    for event_type, change, data in _of_capabilities({}, after):
        emit(world, account, event_type, changes=change, data=data)


def emit(
    world: World, account: Obj, event_type: str, *, changes: Obj | None = None, data: Obj | None = None
) -> None:
    """Emit one event about an account."""
    url = f"/v2/core/accounts/{account['id']}"
    related = {"id": account["id"], "type": "v2.core.account", "url": url}
    world.events.emit_thin(account["id"], event_type, related, changes=changes, data=data)


Difference = tuple[str, Obj | None, Obj | None]
"""Type, changes and data of an event."""


def _differences(before: Obj, after: Obj) -> Iterator[Difference]:
    top = [name for name in after if name not in (*PARTS, "configuration")]
    if change := _changed(before, after, top):
        yield "v2.core.account.updated", change, None
    yield from _of_configurations(before, after)
    yield from _of_capabilities(before, after)
    for name in PARTS:
        if change := _changed(before[name], after[name], after[name]):
            yield f"v2.core.account[{name}].updated", change, None


def _of_configurations(before: Obj, after: Obj) -> Iterator[Difference]:
    for name in view.CONFIGURATIONS:
        was, now = before["configuration"][name] or {}, after["configuration"][name] or {}
        if change := _changed(was, now, [one for one in {**was, **now} if one != "capabilities"]):
            yield f"v2.core.account[configuration.{name}].updated", change, None


def _of_capabilities(before: Obj, after: Obj) -> Iterator[Difference]:
    for name in view.CONFIGURATIONS:
        was, now = _flat(before, name), _flat(after, name)
        for one in sorted(was | now):
            if was.get(one) != now.get(one):
                event_type = f"v2.core.account[configuration.{name}].capability_status_updated"
                yield event_type, None, {"updated_capability": one}


def _flat(account: Obj, configuration: str) -> dict[str, Obj]:
    """Capabilities by their dotted names."""
    nested = ((account.get("configuration") or {}).get(configuration) or {}).get("capabilities") or {}
    flat: dict[str, Obj] = {}
    for name, one in nested.items():
        flat.update({name: one} if "status" in one else {f"{name}.{inner}": one[inner] for inner in one})
    return flat


def _changed(before: Obj, after: Obj, names: list[str] | Obj) -> Obj | None:
    """The changed fields before and after, or None."""
    different = [name for name in names if before.get(name) != after.get(name)]
    if not different:
        return None
    return {
        "before": {name: before.get(name) for name in different},
        "after": {name: after.get(name) for name in different},
    }
