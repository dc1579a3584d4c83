"""One API call on its way through an endpoint: who calls, with which checked parameters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stripe_emulator.errors import missing
from stripe_emulator.forms import Nested
from stripe_emulator.messages import Obj

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator


@dataclass
class Call:
    """`owner` is the account that acts: the platform, or the one in the `Stripe-Account` header."""

    emulator: "Emulator"
    owner: str
    params: Nested
    path: dict[str, str] = field(default_factory=dict)
    version_given: bool = False

    def find(self, kind: str, object_id: str | None = None, *, param: str = "id", noun: str = "") -> Obj:
        """The caller's object in the path, or Stripe's 404."""
        wanted = self.path["id"] if object_id is None else object_id
        found = self.emulator.store.get(self.owner, kind, wanted)
        if found is None:
            raise missing(noun or kind, wanted, param=param)
        return found

    def named(self, kind: str, object_id: str, *, param: str, noun: str = "") -> Obj:
        """The caller's object that a parameter names, or Stripe's 400."""
        found = self.emulator.store.get(self.owner, kind, object_id)
        if found is None:
            raise missing(noun or kind, object_id, param=param, status=400)
        return found

    def add(self, kind: str, prefix: str, **fields: Any) -> Obj:
        """A new object of the caller with id and creation time."""
        obj = {"id": self.emulator.state.new_id(prefix), "created": self.now(), **fields}
        return self.emulator.store.add(self.owner, kind, obj)

    def render(self, kind: str, obj: Obj) -> Obj:
        """The object in its public shape."""
        return self.emulator.render(self.owner, kind, obj)

    def now(self) -> int:
        """Unix seconds."""
        return self.emulator.clock.second()


Handler = Callable[[Call], Obj]
