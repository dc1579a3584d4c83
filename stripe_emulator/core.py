"""The emulator itself: a plain object that answers requests from its state and a clock, without I/O."""

import copy
import re
import threading
import time
from collections.abc import Callable
from typing import Any

from stripe_emulator import errors, faults, forms, idempotency, parameters, rendering, routes, tasks
from stripe_emulator.call import Call
from stripe_emulator.clock import Clock
from stripe_emulator.errors import StripeError
from stripe_emulator.events import Events, encode
from stripe_emulator.expansion import expanded
from stripe_emulator.faults import Faults
from stripe_emulator.ledger import Ledger
from stripe_emulator.limits import check_rate
from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.resources import accounts, balances, onboarding
from stripe_emulator.schedule import Schedule
from stripe_emulator.settings import checked_settings
from stripe_emulator.state import PLATFORM, State
from stripe_emulator.store import Store
from stripe_emulator.webhooks import Delivery, Webhooks

API_VERSION = "2026-10-28.endive"
VERSION_FORM = re.compile(r"\d{4}-\d\d-\d\d(\.[a-z]+)?")


class Emulator:
    """One Stripe platform and its connected accounts.

    `clock` returns Unix seconds and is moved further with `advance`; `seed` decides every id and every
    random choice. `settings` are those of `stripe_emulator.settings`.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time.time, seed: int = 0, **settings: object
    ) -> None:
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
        self.keys = idempotency.Keys(state)

    # Requests

    def handle(self, request: Request) -> Response:
        """Answer one request; `Response.lost` says that the caller must not see the answer."""
        with self.lock:
            self.run_due()
            fault = self.faults.draw(faults.CONNECTION_KINDS, request)
            return self._answer(request) if fault is None else self._struck(fault, request)

    def _struck(self, fault: Obj, request: Request) -> Response:
        kind = fault["kind"]
        if kind == "conflict":
            return self._refusal(errors.key_in_use(request.headers.get("idempotency-key", "")), request)
        if kind == "rate_limit":
            return self._refusal(errors.rate_limited(), request)
        if kind in ("reset_after", "timeout_after"):
            self._answer(request)
        if kind == "late":
            self._postpone(request, fault)
        return Response(0, {}, "", lost="reset" if kind.startswith("reset") else "timeout")

    def _postpone(self, request: Request, fault: Obj) -> None:
        """Execute later; meanwhile the key is in use, as for any request that is still executing."""
        key = request.headers.get("idempotency-key", "")
        occupies = bool(key) and fault["keeps_key"] and self._occupy(request, key)
        arguments = [request.method, request.path, request.query, dict(request.headers), request.body]
        self.schedule.add(self.clock.now() + fault["delay"], "late_request", *arguments, occupies)

    def _occupy(self, request: Request, key: str) -> bool:
        now = self.clock.now()
        try:
            owner, params = self._owner(request), forms.decode(request.body)
            known = self.keys.replay(owner, key, request.path, params, now)
        except StripeError:
            return False
        if known is None:
            mark = idempotency.fingerprint(params)
            self.keys.keep(owner, key, idempotency.Record(now, mark, request.path, idempotency.EXECUTING, "", ""))
        return known is None

    def execute_late(self, request: Request, occupied: bool) -> None:
        """A request whose caller gave up long ago."""
        if occupied:
            self.keys.forget(self._owner(request), request.headers["idempotency-key"])
        self._answer(request)

    def _answer(self, request: Request) -> Response:
        request_id = self.state.new_id("req", 14)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        self.request_under_way = [request_id, key]
        try:
            check_rate(self.state, self.clock.now())
            self._authorize(request)
            status, body, more = self._once(request, key, request_id)
        except StripeError as error:
            return self._refusal(error, request, request_id)
        finally:
            self.request_under_way = None
        return Response(status, {**self._headers(request, request_id), **more}, body)

    def _once(self, request: Request, key: str | None, request_id: str) -> tuple[int, str, dict[str, str]]:
        route, path = routes.find(request.method, request.path)
        owner = self._owner(request)
        given = forms.decode(request.body if request.method == "POST" else request.query)
        now = self.clock.now()
        if key:
            record = self.keys.replay(owner, key, request.path, given, now)
            if record:
                replayed = {"Idempotent-Replayed": "true", "Original-Request": record.request_id}
                return record.status, record.body, replayed
        self._check_version(request)
        checked = parameters.checked(route.params, given)
        call = Call(self, owner, checked, path, version_given="stripe-version" in request.headers)
        status, body = self._execute(route, call, request)
        if key:
            mark = idempotency.fingerprint(given)
            kept = idempotency.Record(now, mark, request.path, status, body, request_id)
            self.keys.keep(owner, key, kept)
        return status, body, {}

    def _execute(self, route: routes.Route, call: Call, request: Request) -> tuple[int, str]:
        """The endpoint's status and body; an error that a key must not keep is raised."""
        try:
            self._strike(request, ("lock_timeout", "error"))
            body = expanded(self, call.owner, route.handler(call), call.params.get("expand", []))
            self._strike(request, ("error_after_effect",))
            return 200, encode(body)
        except StripeError as error:
            if not error.kept:
                raise
            return error.status, encode({"error": error.error})

    def _strike(self, request: Request, kinds: tuple[str, ...]) -> None:
        fault = self.faults.draw(kinds, request)
        if fault is None:
            return
        if fault["kind"] == "lock_timeout":
            raise errors.lock_timeout()
        error = errors.api_fault(fault["status"])
        error.kept = fault["keeps_key"]
        raise error

    def _authorize(self, request: Request) -> None:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            raise errors.unauthorized(
                "You did not provide an API key. You need to provide your API key in the Authorization "
                "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
            )
        if secret.startswith(("sk_live", "rk_live")):
            raise errors.unauthorized(
                "This is an emulator and it takes test keys alone: a live key must never be sent here."
            )
        if not secret.startswith(("sk_test_", "rk_test_")):
            raise errors.unauthorized(f"Invalid API Key provided: {secret[:7]}****")

    def _owner(self, request: Request) -> str:
        account = request.headers.get("stripe-account", PLATFORM)
        if account != PLATFORM and not accounts.is_connected(self, account):
            raise errors.account_invalid(account)
        return account

    def _check_version(self, request: Request) -> None:
        version = request.headers.get("stripe-version", API_VERSION)
        if not VERSION_FORM.fullmatch(version):
            raise errors.invalid(f"Invalid Stripe API version: {version}")

    def _refusal(self, error: StripeError, request: Request, request_id: str = "") -> Response:
        headers = {**self._headers(request, request_id or self.state.new_id("req", 14)), **error.headers}
        return Response(error.status, headers, encode({"error": error.error}))

    def _headers(self, request: Request, request_id: str) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Request-Id": request_id,
            "Stripe-Version": request.headers.get("stripe-version", API_VERSION),
        }
        for name, title in (("idempotency-key", "Idempotency-Key"), ("stripe-account", "Stripe-Account")):
            if name in request.headers:
                headers[title] = request.headers[name]
        return headers

    # Time

    def run_due(self) -> int:
        """Run every task whose time has come, each as of its due moment; returns how many ran."""
        ran = 0
        with self.lock:
            while (due := self.schedule.next_due()) is not None and due <= self.clock.wall():
                due, kind, arguments = self.schedule.pop()
                self.clock.read_as_of(due)
                try:
                    tasks.TASKS[kind](self, due, *arguments)
                finally:
                    self.clock.read_as_of(None)
                ran += 1
        return ran

    def advance(self, seconds: float) -> int:
        """Move the clock forward and run what became due."""
        self.clock.advance(seconds)
        return self.run_due()

    # Scripting

    def complete_onboarding(self, account_id: str, outcome: str = "active", *, after: float | None = None) -> None:
        """The account holder finishes the form: "active", "pending", "restricted" or "rejected".

        With `after`, a pending account becomes active that many seconds later.
        """
        with self.lock:
            onboarding.complete(self, account_id, outcome, after=after)

    def set_capability(self, account_id: str, capability: str, status: str) -> None:
        """Stripe switches a capability of an account to "active", "inactive" or "pending"."""
        with self.lock:
            accounts.set_capability(self, account_id, capability, status)

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

    def due_deliveries(self, now: float | None = None, limit: int | None = None) -> list[Delivery]:
        """Webhook attempts that are due; report each with `delivered`."""
        with self.lock:
            self.run_due()
            return self.webhooks.due(now, limit)

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
        twin._assemble(self.state.copy())
        memo[id(self)] = twin
        return twin
