"""One API call as an endpoint sees it: who calls, with which checked parameters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from stripe_emulator.errors import missing
from stripe_emulator.messages import Obj
from stripe_emulator.world import World

UNSET = ""
"""The value of a parameter that the caller wants removed."""


@dataclass
class Call:
    """`owner` is the account that acts: the platform, or the one in the `Stripe-Account` header.

    `path` holds the values in the address; `version_given` says that the request names an API version.
    `version` is that version, and `page` the token of a page of a list; both only of `/v2`.
    """

    world: World
    owner: str
    params: Obj
    path: dict[str, str] = field(default_factory=dict)
    version_given: bool = False
    version: str = ""
    page: str | None = None

    def find(self, kind: str, object_id: str | None = None, *, param: str = "id", noun: str = "") -> Obj:
        """The caller's object whose id is in the path, or Stripe's 404."""
        wanted = self.path["id"] if object_id is None else object_id
        found = self.world.store.get(self.owner, kind, wanted)
        if found is None:
            raise missing(noun or kind, wanted, param=param)
        return found

    def find_given(self, kind: str, object_id: str, *, param: str, noun: str = "") -> Obj:
        """The caller's object whose id a parameter gives, or Stripe's 400."""
        found = self.world.store.get(self.owner, kind, object_id)
        if found is None:
            raise missing(noun or kind, object_id, param=param, status=400)
        return found

    def add(self, kind: str, prefix: str, **fields: Any) -> Obj:
        """Store a new object of the caller with an id and the time of its creation."""
        obj = {"id": self.world.state.new_id(prefix), "created": self.now(), **fields}
        return self.world.store.add(self.owner, kind, obj)

    def render(self, kind: str, obj: Obj) -> Obj:
        """The object in its public shape."""
        return self.world.render(self.owner, kind, obj)

    def now(self) -> int:
        """Unix seconds."""
        return self.world.clock.second()


Handler = Callable[[Call], Obj]

Endpoint = tuple[str, str, str, Handler]
"""Method, path with values in braces, name of the parameters in Stripe's specification, function."""
