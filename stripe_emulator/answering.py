"""How a request is answered: fault, key, account, idempotency, validation, endpoint, error."""

import re
from typing import TYPE_CHECKING

from stripe_emulator import errors, expansion, faults, forms, idempotency, parameters, routes
from stripe_emulator.call import Call
from stripe_emulator.errors import StripeError
from stripe_emulator.events import encode
from stripe_emulator.limits import check_rate
from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.resources import accounts
from stripe_emulator.state import PLATFORM

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator

API_VERSION = "2026-10-28.endive"
VERSION_FORM = re.compile(r"\d{4}-\d\d-\d\d(\.[a-z]+)?")


class Answering:
    """Answers requests for one emulator; its lock is held."""

    def __init__(self, emulator: "Emulator") -> None:
        self._emulator = emulator
        self._keys = idempotency.Keys(emulator.state)

    def handle(self, request: Request) -> Response:
        """Answer one request, unless a fault strikes the connection."""
        fault = self._emulator.faults.draw(faults.CONNECTION_KINDS, request)
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
        occupied = self._occupy(request, key) if key and fault["keeps_key"] else ""
        arguments = [request.method, request.path, request.query, dict(request.headers), request.body]
        self._emulator.schedule.add(
            self._emulator.clock.now() + fault["delay"], "late_request", *arguments, occupied
        )

    def _occupy(self, request: Request, key: str) -> str:
        """Whose key is now in use, or "" when it was already, or cannot be."""
        now = self._emulator.clock.now()
        try:
            owner, params = self._owner(request), forms.decode(request.body)
            known = self._keys.replay(owner, key, request.path, params, now)
        except StripeError:
            return ""
        if known is not None:
            return ""
        mark = idempotency.fingerprint(params)
        executing = idempotency.Record(now, mark, request.path, idempotency.EXECUTING, "", "")
        self._keys.keep(owner, key, executing)
        return owner

    def execute_late(self, request: Request, occupied: str) -> None:
        """A request whose caller gave up long ago, and the owner of the key that it kept in use."""
        if occupied:
            self._keys.forget(occupied, request.headers["idempotency-key"])
        self._answer(request)

    def _answer(self, request: Request) -> Response:
        request_id = self._emulator.state.new_id("req", 14)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        self._emulator.request_under_way = [request_id, key]
        try:
            check_rate(self._emulator.state, self._emulator.clock.now())
            _authorize(request)
            status, body, more = self._once(request, key, request_id)
        except StripeError as error:
            return self._refusal(error, request, request_id)
        finally:
            self._emulator.request_under_way = None
        return Response(status, {**_headers(request, request_id), **more}, body)

    def _once(self, request: Request, key: str | None, request_id: str) -> tuple[int, str, dict[str, str]]:
        route, path = routes.find(request.method, request.path)
        owner = self._owner(request)
        given = forms.decode(request.body if request.method == "POST" else request.query)
        now = self._emulator.clock.now()
        if key:
            record = self._keys.replay(owner, key, request.path, given, now)
            if record:
                replayed = {"Idempotent-Replayed": "true", "Original-Request": record.request_id}
                return record.status, record.body, replayed
        _check_version(request)
        checked = parameters.checked(route.params, given)
        expansion.check(checked.get("expand", []))
        call = Call(self._emulator, owner, checked, path, version_given="stripe-version" in request.headers)
        status, body = self._execute(route, call, request)
        if key:
            mark = idempotency.fingerprint(given)
            kept = idempotency.Record(now, mark, request.path, status, body, request_id)
            self._keys.keep(owner, key, kept)
        return status, body, {}

    def _execute(self, route: routes.Route, call: Call, request: Request) -> tuple[int, str]:
        """The endpoint's status and body; an error that a key must not keep is raised."""
        try:
            self._strike(request, ("lock_timeout", "error"))
            body = expansion.expanded(
                self._emulator, call.owner, route.handler(call), call.params.get("expand", [])
            )
            self._strike(request, ("error_after_effect",))
            return 200, self._emulator.events.shared(encode(body))
        except StripeError as error:
            if not error.kept:
                raise
            return error.status, encode({"error": error.error})

    def _strike(self, request: Request, kinds: tuple[str, ...]) -> None:
        fault = self._emulator.faults.draw(kinds, request)
        if fault is None:
            return
        if fault["kind"] == "lock_timeout":
            raise errors.lock_timeout()
        error = errors.api_fault(fault["status"])
        error.kept = fault["keeps_key"]
        raise error

    def _owner(self, request: Request) -> str:
        account = request.headers.get("stripe-account", PLATFORM)
        if account != PLATFORM and not accounts.is_connected(self._emulator, account):
            raise errors.account_invalid(account)
        return account

    def _refusal(self, error: StripeError, request: Request, request_id: str = "") -> Response:
        headers = {**_headers(request, request_id or self._emulator.state.new_id("req", 14)), **error.headers}
        return Response(error.status, headers, encode({"error": error.error}))


def _authorize(request: Request) -> None:
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


def _check_version(request: Request) -> None:
    version = request.headers.get("stripe-version", API_VERSION)
    if not VERSION_FORM.fullmatch(version):
        raise errors.invalid(f"Invalid Stripe API version: {version}")


def _headers(request: Request, request_id: str) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "Request-Id": request_id,
        "Stripe-Version": request.headers.get("stripe-version", API_VERSION),
    }
    for name, title in (("idempotency-key", "Idempotency-Key"), ("stripe-account", "Stripe-Account")):
        if name in request.headers:
            headers[title] = request.headers[name]
    return headers
