"""Objects by owner and kind, newest first, with the few indexes that long lists need."""

from collections.abc import Iterator

from stripe_emulator.messages import Obj
from stripe_emulator.world.state import State

INDEXED = {"transfer": ("transfer_group",), "charge": ("payment_intent",), "refund": ("charge",)}
"""Fields that callers filter by and that never change after creation."""


class Store:
    """Access to `State.objects`. Objects are sparse: a value that equals the template is not stored."""

    def __init__(self, state: State) -> None:
        self._objects = state.objects
        self._index: dict[tuple[str, str, str], dict[str, list[str]]] = {}
        for owner, kinds in self._objects.items():
            for kind in INDEXED.keys() & kinds.keys():
                for one in kinds[kind].values():
                    self._add_to_index(owner, kind, one)

    def add(self, owner: str, kind: str, obj: Obj) -> Obj:
        """Store a new object under its `id` and return it."""
        self.all(owner, kind)[obj["id"]] = obj
        if kind in INDEXED:
            self._add_to_index(owner, kind, obj)
        return obj

    def get(self, owner: str, kind: str, object_id: str) -> Obj | None:
        """The stored object itself, to be changed in place."""
        return self._objects.get(owner, {}).get(kind, {}).get(object_id)

    def known(self, owner: str, kind: str, object_id: str) -> Obj:
        """The stored object that another one refers to, so that it must exist."""
        return self._objects[owner][kind][object_id]

    def all(self, owner: str, kind: str) -> dict[str, Obj]:
        """Every object of a kind by id, oldest first."""
        return self._objects.setdefault(owner, {}).setdefault(kind, {})

    def remove(self, owner: str, kind: str, object_id: str) -> None:
        """Delete an object."""
        del self._objects[owner][kind][object_id]

    def owners(self) -> Iterator[str]:
        """Every account that owns an object."""
        return iter(self._objects)

    def newest_first(self, owner: str, kind: str, equals: Obj) -> list[Obj]:
        """Objects whose fields have the given values, newest first."""
        return list(self.iterate_newest(owner, kind, equals))

    def iterate_newest(self, owner: str, kind: str, equals: Obj) -> Iterator[Obj]:
        """As `newest_first`, one by one: a page needs only the first few of many."""
        every = self.all(owner, kind)
        rest = dict(equals)
        indexed = next((name for name in INDEXED.get(kind, ()) if name in rest), None)
        if indexed is None:
            candidates: Iterator[Obj] = reversed(every.values())
        else:
            ids = self._index.get((owner, kind, indexed), {}).get(rest.pop(indexed), [])
            candidates = (every[one] for one in reversed(ids))
        if not rest:
            return candidates
        wanted = list(rest.items())
        return (one for one in candidates if all(one.get(name) == value for name, value in wanted))

    def _add_to_index(self, owner: str, kind: str, obj: Obj) -> None:
        for name in INDEXED[kind]:
            value = obj.get(name)
            if value is not None:
                self._index.setdefault((owner, kind, name), {}).setdefault(value, []).append(obj["id"])
