"""Objects by owner and kind, newest first, with the few indexes that long lists need."""

from collections.abc import Iterator

from stripe_emulator.messages import Obj
from stripe_emulator.state import State

INDEXED = {"transfer": ("transfer_group",), "charge": ("payment_intent",), "refund": ("charge",)}
"""Fields that never change after creation and that callers filter by."""


class Store:
    """Access to `State.objects`. Objects are sparse: what equals the template is not stored."""

    def __init__(self, state: State) -> None:
        self._objects = state.objects
        self._index: dict[tuple[str, str, str], dict[str, list[str]]] = {}
        for owner, kinds in self._objects.items():
            for kind in INDEXED.keys() & kinds.keys():
                for one in kinds[kind].values():
                    self._note(owner, kind, one)

    def add(self, owner: str, kind: str, obj: Obj) -> Obj:
        """Keep a new object under its `id` and return it."""
        self.all(owner, kind)[obj["id"]] = obj
        if kind in INDEXED:
            self._note(owner, kind, obj)
        return obj

    def get(self, owner: str, kind: str, object_id: str) -> Obj | None:
        """The stored object itself: change it in place."""
        return self._objects.get(owner, {}).get(kind, {}).get(object_id)

    def known(self, owner: str, kind: str, object_id: str) -> Obj:
        """The stored object, which is there: its id comes from another object."""
        return self._objects[owner][kind][object_id]

    def all(self, owner: str, kind: str) -> dict[str, Obj]:
        """Every object of a kind by id, oldest first."""
        return self._objects.setdefault(owner, {}).setdefault(kind, {})

    def remove(self, owner: str, kind: str, object_id: str) -> None:
        """Forget an object."""
        del self._objects[owner][kind][object_id]

    def owners(self) -> Iterator[str]:
        """Every account that owns anything."""
        return iter(self._objects)

    def newest_first(self, owner: str, kind: str, equals: Obj) -> list[Obj]:
        """Objects whose fields equal those given."""
        every = self.all(owner, kind)
        rest = dict(equals)
        indexed = [name for name in INDEXED.get(kind, ()) if name in rest]
        if not indexed:
            candidates = list(every.values())
        else:
            name = indexed[0]
            ids = self._index.get((owner, kind, name), {}).get(rest.pop(name), ())
            candidates = [every[one] for one in ids]
        candidates.reverse()
        return [one for one in candidates if all(one.get(name) == rest[name] for name in rest)]

    def _note(self, owner: str, kind: str, obj: Obj) -> None:
        for name in INDEXED[kind]:
            value = obj.get(name)
            if value is not None:
                self._index.setdefault((owner, kind, name), {}).setdefault(value, []).append(obj["id"])
