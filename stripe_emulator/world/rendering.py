"""From the sparse object in the store to the shape that Stripe sends."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from stripe_emulator.messages import Obj
from stripe_emulator.world.clock import Clock
from stripe_emulator.world.store import Store


@dataclass(frozen=True)
class Shape:
    """What an object of one kind looks like before anything is known about it.

    `complete` fills in what is derived from other objects or from the time: it gets the renderer, the
    owner and the object as it will be sent, and changes the object in place.
    """

    template: Obj
    complete: "Callable[[Renderer, str, Obj], None] | None" = None


class Renderer:
    """Turns stored objects into public ones; `shapes` has one for every kind that is shown."""

    def __init__(self, store: Store, clock: Clock, shapes: Mapping[str, Shape]) -> None:
        self.store = store
        self.clock = clock
        self._shapes = shapes

    def render(self, owner: str, kind: str, obj: Obj) -> Obj:
        """The template with what is stored on top; names that begin with `_` are not shown."""
        shape = self._shapes[kind]
        out = {**shape.template, **obj}
        if shape.complete is not None:
            shape.complete(self, owner, out)
        hidden = [name for name in out if name[0] == "_"]
        for name in hidden:
            del out[name]
        return out

    def render_each(self, owner: str, kind: str, ids: Iterable[str]) -> list[Obj]:
        """Those of the named objects that exist, in their public shape."""
        found = [self.store.get(owner, kind, one) for one in ids]
        return [self.render(owner, kind, one) for one in found if one]
