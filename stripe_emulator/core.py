"""The emulator itself: a plain object that answers requests from its state and a clock, without I/O."""

import time
from collections.abc import Callable, Collection
from typing import Any

from stripe_emulator import control, tasks
from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.requests import answering
from stripe_emulator.resources.accounts import accounts, onboarding, standing
from stripe_emulator.resources.balance import balances
from stripe_emulator.resources.catalog import SHAPES
from stripe_emulator.resources.v2_accounts import agreement
from stripe_emulator.world import World
from stripe_emulator.world.settings import checked_settings
from stripe_emulator.world.state import PLATFORM, State
from stripe_emulator.world.webhooks import Delivery


class Emulator(World):
    """A world that answers requests and does what a test or a person tells it.

    `clock` returns Unix seconds; `advance` moves the emulator's time ahead of it. `seed` decides every id
    and every random choice. `settings` are those of `stripe_emulator.world.settings`.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time, seed: int = 0, **settings: object) -> None:
        state = State(seed=seed, settings=checked_settings(settings))
        super().__init__(state, clock=clock, shapes=SHAPES)
        accounts.open_platform(self)

    # Requests

    def handle(self, request: Request) -> Response:
        """Answer one request; `Response.lost` says that the caller must not see the answer."""
        with self.lock:
            try:
                tasks.run_due(self)
                return answering.handle(self, request)
            except Exception:  # noqa: BLE001 -- a caller always gets an answer
                return answering.fail(self, request)

    # Time

    def run_due(self) -> int:
        """Run every task whose time has come, each as of its due moment; returns how many ran."""
        with self.lock:
            return tasks.run_due(self)

    def advance(self, seconds: float) -> int:
        """Move the clock forward and run what became due; returns how many tasks ran."""
        with self.lock:
            return tasks.advance(self, seconds)

    # What happens outside the API

    def complete_onboarding(
        self, account_id: str, outcome: str = "active", *, after: float | None = None
    ) -> None:
        """The account holder finishes the form.

        The outcome is "active", "pending", "restricted", "rejected" or "no_bank_account".

        With `after`, a pending account becomes active that many seconds later.
        """
        with self.lock:
            onboarding.complete(self, account_id, outcome, after=after)

    def set_capability(self, account_id: str, capability: str, status: str, **details: str) -> None:
        """Stripe switches a capability of an account to "active", "inactive" or "pending".

        "restricted" and "unsupported" are v2's, with a `code` and a `resolution`; `payouts` is set too.
        """
        with self.lock:
            standing.set_capability(self, account_id, capability, status, **details)

    def require(
        self, account_id: str, fields: list[str], *, deadline: int | None = None, future: bool = False
    ) -> None:
        """Stripe asks an account for more by a deadline; its capabilities stay as they are."""
        with self.lock:
            standing.require(self, account_id, fields, deadline=deadline, future=future)

    def deauthorize(self, account_id: str) -> None:
        """The account holder disconnects from the platform."""
        with self.lock:
            standing.deauthorize(self, account_id)

    def set_balance(self, currency: str, available: int, *, account: str = PLATFORM) -> None:
        """Bring an account's available balance to an amount, by an adjustment."""
        with self.lock:
            balances.adjust_to(self, account, currency, available)

    def balance_of(self, account: str) -> Obj:
        """The balance object of an account."""
        return balances.render_balance(self, account)

    def control(self, path: str, **given: Any) -> Any:
        """What `POST /_emulator/{path}` does: `emulator.control("payouts/fail", payout=..., account=...)`."""
        with self.lock:
            return control.ACTIONS["POST", path](self, given)

    # Webhooks

    def due_deliveries(
        self,
        now: float | None = None,
        limit: int | None = None,
        skip: Collection[str] = (),
        each: int | None = None,
    ) -> list[Delivery]:
        """Webhook attempts that are due, `each` of an endpoint at most; report each with `delivered`."""
        with self.lock:
            tasks.run_due(self)
            return self.webhooks.due(now, limit, skip, each)

    def delivered(self, delivery_id: str, status: int) -> None:
        """Report the HTTP status of an attempt, 0 when there was no answer."""
        with self.lock:
            self.webhooks.record_attempt(delivery_id, status)

    # The whole state

    def self_check(self) -> None:
        """Raise unless every balance adds up, money is conserved, and both APIs tell the same of accounts.

        That is `ledger.BalancesDisagree` or `agreement.ViewsDisagree`.
        """
        with self.lock:
            self.ledger.self_check()
            agreement.check(self)

    def dump(self) -> str:
        """Everything as JSON text."""
        with self.lock:
            return self.state.dump()

    def load(self, text: str) -> None:
        """Continue from what `dump` wrote."""
        with self.lock:
            self.use(State.load(text))

    def reset(self) -> None:
        """Start again with the same seed and settings."""
        with self.lock:
            self.forget_everything()
            accounts.open_platform(self)
