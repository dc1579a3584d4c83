"""One Stripe platform and its connected accounts: the state, and the parts that read and change it."""

import copy
import threading
from collections.abc import Callable, Mapping
from typing import Self

from stripe_emulator.messages import Obj
from stripe_emulator.world.clock import Clock
from stripe_emulator.world.events import Events
from stripe_emulator.world.faults import Faults
from stripe_emulator.world.ledger import Ledger
from stripe_emulator.world.rendering import Renderer, Shape
from stripe_emulator.world.schedule import Schedule
from stripe_emulator.world.settings import checked_settings
from stripe_emulator.world.state import State
from stripe_emulator.world.store import Store
from stripe_emulator.world.webhooks import Webhooks


class World:
    """What endpoints, scheduled tasks, hosted pages and the control work on.

    A caller that changes the world holds `lock`; nothing in here takes it. `shapes` says what an object
    of each kind looks like to callers. `base_url` is the address of the hosted pages.
    """

    def __init__(self, state: State, *, clock: Callable[[], float], shapes: Mapping[str, Shape]) -> None:
        self._base_clock = clock
        self._shapes = shapes
        self.lock = threading.RLock()
        self.base_url = "https://stripe.emulator.test"
        self.use(state)

    def use(self, state: State) -> None:
        """Continue from `state`."""
        self.state = state
        self.clock = Clock(self._base_clock, state)
        self.store = Store(state)
        self.schedule = Schedule(state)
        self.ledger = Ledger(state, self.store, self.clock, self.schedule)
        self.renderer = Renderer(self.store, self.clock, self._shapes)
        self.webhooks = Webhooks(state, self.store, self.clock, self.renderer)
        self.events = Events(state, self.store, self.clock, self.renderer, self.webhooks)
        self.faults = Faults(state)

    def render(self, owner: str, kind: str, obj: Obj) -> Obj:
        """A stored object in its public shape."""
        return self.renderer.render(owner, kind, obj)

    def configure(self, **settings: object) -> None:
        """Change settings: see `world.settings.SETTINGS` for their names and meaning."""
        self.state.settings.update(checked_settings(settings))

    def forget_everything(self) -> None:
        """Continue from an empty state with the same seed and settings."""
        self.use(State(seed=self.state.seed, settings=dict(self.state.settings)))

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        twin = copy.copy(self)
        twin.lock = threading.RLock()
        twin.use(self.state.copy())
        memo[id(self)] = twin
        return twin
