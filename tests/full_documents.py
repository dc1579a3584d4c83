"""Documents that a client has filled to the last byte with fields of its own."""

from __future__ import annotations

from pulse.outside.memory_store import DOCUMENT_BYTES_MAX, size_of
from pulse.ports.store import Merge
from tests.world import World


def fill(world: World, path: str) -> None:
    """From now on the store refuses what does not fit, as Firestore does."""
    world.store.measures = True
    world.store.commit([Merge(path, {"own": ""})])
    room = DOCUMENT_BYTES_MAX - size_of(dict(world.store.get(path).fields))
    world.store.commit([Merge(path, {"own": "x" * room})])
