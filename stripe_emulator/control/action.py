"""One act of the control, and the names that its body may have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stripe_emulator.control.given import only
from stripe_emulator.messages import Obj
from stripe_emulator.world import World


@dataclass(frozen=True)
class Action:
    """Gets the JSON body of the request and returns the JSON answer, or None for `{"ok": true}`.

    `names` are all that the body may have, so that no typing error goes unnoticed; None allows any.
    """

    act: Callable[[World, Obj], Any]
    names: tuple[str, ...] | None = ()

    def __call__(self, world: World, given: Obj) -> Any:
        """Refuse names that mean nothing here, and act."""
        if self.names is not None:
            only(given, *self.names)
        return self.act(world, given)
