"""The emulator itself: a plain object that answers requests from its state and a clock, without I/O."""

import copy
import threading
import time
from collections.abc import Callable, Collection
from typing import Any

from stripe_emulator import control, rendering, tasks
from stripe_emulator.answering import Answering
from stripe_emulator.clock import Clock
from stripe_emulator.events import Events
from stripe_emulator.faults import Faults
from stripe_emulator.ledger import Ledger
from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.resources import accounts, balances, onboarding
from stripe_emulator.schedule import Schedule
from stripe_emulator.settings import checked_settings
from stripe_emulator.state import PLATFORM, State
from stripe_emulator.store import Store
from stripe_emulator.webhooks import Delivery, Webhooks


class Emulator:
    """One Stripe platform and its connected accounts.

    `clock` returns Unix seconds and is moved further with `advance`; `seed` decides every id and every
    random choice. `settings` are those of `stripe_emulator.settings`.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time, seed: int = 0, **settings: object) -> None:
        self._base_clock = clock
        self.lock = threading.RLock()
        self.base_url = "https://stripe.emulator.test"
        self._assemble(State(seed=seed, settings=checked_settings(settings)))
        accounts.open_platform(self)

    def _assemble(self, state: State) -> None:
        self.state = state
        self.request_under_way: list[str | None] | None = None
        self.clock = Clock(self._base_clock, state)
        self.store = Store(state)
        self.schedule = Schedule(state)
        self.ledger = Ledger(state, self.store, self.clock, self.schedule)
        self.webhooks = Webhooks(self)
        self.events = Events(self)
        self.faults = Faults(state)
        self._answering = Answering(self)

    # Requests

    def handle(self, request: Request) -> Response:
        """Answer one request; `Response.lost` says that the caller must not see the answer."""
        with self.lock:
            self.run_due()
            return self._answering.handle(request)

    def execute_late(self, request: Request, occupied: str) -> None:
        """Execute a request whose caller gave up long ago."""
        self._answering.execute_late(request, occupied)

    # Time

    def run_due(self) -> int:
        """Run every task whose time has come, each as of its due moment; returns how many ran."""
        ran = 0
        with self.lock:
            while (due := self.schedule.next_due()) is not None and due <= self.clock.wall():
                moment, kind, arguments = self.schedule.pop()
                self.clock.read_as_of(moment)
                try:
                    tasks.TASKS[kind](self, *arguments)
                finally:
                    self.clock.read_as_of(None)
                ran += 1
        return ran

    def advance(self, seconds: float) -> int:
        """Move the clock forward and run what became due."""
        with self.lock:
            self.clock.advance(seconds)
            return self.run_due()

    # Scripting

    def complete_onboarding(
        self, account_id: str, outcome: str = "active", *, after: float | None = None
    ) -> None:
        """The account holder finishes the form: "active", "pending", "restricted" or "rejected".

        With `after`, a pending account becomes active that many seconds later.
        """
        with self.lock:
            onboarding.complete(self, account_id, outcome, after=after)

    def set_capability(self, account_id: str, capability: str, status: str) -> None:
        """Stripe switches a capability of an account to "active", "inactive" or "pending"."""
        with self.lock:
            accounts.set_capability(self, account_id, capability, status)

    def require(
        self, account_id: str, fields: list[str], *, deadline: int | None = None, future: bool = False
    ) -> None:
        """Stripe wants more from an account by a deadline; it stays as able as it is."""
        with self.lock:
            accounts.require(self, account_id, fields, deadline=deadline, future=future)

    def deauthorize(self, account_id: str) -> None:
        """The account holder disconnects from the platform."""
        with self.lock:
            accounts.deauthorize(self, account_id)

    def set_balance(self, currency: str, available: int, *, account: str = PLATFORM) -> None:
        """Bring an account's available balance to an amount, by an adjustment."""
        with self.lock:
            balances.adjust_to(self, account, currency, available)

    def balance_of(self, account: str) -> Obj:
        """The balance object of an account."""
        return balances.shape(self, account)

    def due_deliveries(
        self, now: float | None = None, limit: int | None = None, skip: Collection[str] = ()
    ) -> list[Delivery]:
        """Webhook attempts that are due; report each with `delivered`."""
        with self.lock:
            self.run_due()
            return self.webhooks.due(now, limit, skip)

    def delivered(self, delivery_id: str, status: int) -> None:
        """Report the HTTP status of an attempt, 0 when there was no answer."""
        with self.lock:
            self.webhooks.delivered(delivery_id, status)

    def render(self, owner: str, kind: str, obj: Obj) -> Obj:
        """A stored object in its public shape."""
        return rendering.rendered(self, owner, kind, obj)

    def self_check(self) -> None:
        """Raise `ledger.BalancesDisagree` unless every balance adds up and money is conserved."""
        with self.lock:
            self.ledger.self_check()

    def configure(self, **settings: object) -> None:
        """Change settings: see `settings.SETTINGS` for their names and meaning."""
        self.state.settings.update(checked_settings(settings))

    def control(self, path: str, **given: Any) -> Any:
        """What `POST /_emulator/{path}` does: `emulator.control("payouts/fail", payout=..., account=...)`."""
        with self.lock:
            return control.ACTIONS["POST", path](self, given)

    # The whole state

    def dump(self) -> str:
        """Everything as JSON text."""
        with self.lock:
            return self.state.dump()

    def load(self, text: str) -> None:
        """Go on from what `dump` wrote."""
        with self.lock:
            self._assemble(State.load(text))

    def reset(self) -> None:
        """Start afresh with the same seed and settings."""
        with self.lock:
            self._assemble(State(seed=self.state.seed, settings=dict(self.state.settings)))
            accounts.open_platform(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Emulator":
        twin = copy.copy(self)
        twin.lock = threading.RLock()
        twin._assemble(self.state.copy())  # noqa: SLF001 -- its own twin
        memo[id(self)] = twin
        return twin
