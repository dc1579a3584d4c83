"""How a request is answered: fault, key, account, idempotency, validation, endpoint, error."""

from stripe_emulator import errors
from stripe_emulator.errors import StripeError
from stripe_emulator.messages import Obj, Request, Response, encode
from stripe_emulator.requests import access, expansion, forms, idempotency, key_rights, parameters, routes
from stripe_emulator.requests.limits import check_rate
from stripe_emulator.requests.strikes import strike
from stripe_emulator.requests.v2 import answering as v2
from stripe_emulator.resources.call import Call
from stripe_emulator.world import World
from stripe_emulator.world.faults import CONNECTION_KINDS

SERVER_ERROR = 500


def handle(world: World, request: Request) -> Response:
    """Answer one request, unless a fault strikes the connection."""
    fault = world.faults.draw(CONNECTION_KINDS, request)
    return _answer(world, request) if fault is None else _fail(world, fault, request)


def fail(world: World, request: Request) -> Response:
    """Answer 500 for the exception that is being handled, and print its traceback."""
    return _refuse(world, errors.report_unforeseen(), request)


def _fail(world: World, fault: Obj, request: Request) -> Response:
    kind = fault["kind"]
    if kind == "conflict":
        return _refuse(world, errors.key_in_use(request.headers.get("idempotency-key", "")), request)
    if kind == "rate_limit":
        return _refuse(world, errors.rate_limited(), request)
    if kind in ("reset_after", "timeout_after"):
        _answer(world, request)
    if kind == "late":
        _postpone(world, request, fault)
    return Response(0, {}, "", lost="reset" if kind.startswith("reset") else "timeout")


def _postpone(world: World, request: Request, fault: Obj) -> None:
    """Execute later; until then the key is in use, as for any request that is executing."""
    key = request.headers.get("idempotency-key", "")
    occupied = _occupy(world, request, key) if key and fault["keeps_key"] else ""
    arguments = [request.method, request.path, request.query, dict(request.headers), request.body]
    world.schedule.add(world.clock.now() + fault["delay"], "late_request", *arguments, occupied)


def _occupy(world: World, request: Request, key: str) -> str:
    """Mark a key as in use and return its owner; "" when the key is known or the request is invalid."""
    if v2.serves(request.path):
        return v2.occupy(world, request)
    now = world.clock.now()
    try:
        owner, params = access.find_owner(world, request), forms.read(request)
        known = idempotency.find(world, owner, key, request.path, params)
    except StripeError:
        return ""
    if known is not None:
        return ""
    executing = idempotency.Record(
        now, idempotency.fingerprint(params), request.path, idempotency.EXECUTING, "", ""
    )
    idempotency.keep(world, owner, key, executing)
    return owner


def execute_late(world: World, request: Request, occupied: str) -> None:
    """Execute a postponed request; `occupied` is the owner of the key that it kept in use, or ""."""
    if occupied and v2.serves(request.path):
        v2.free(world, request, occupied)
    elif occupied:
        idempotency.forget(world, occupied, request.headers["idempotency-key"])
    _answer(world, request)


def _answer(world: World, request: Request) -> Response:
    if v2.serves(request.path):
        return v2.answer(world, request)
    request_id = world.state.new_id("req", 14)
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    world.events.request_under_way = [request_id, key]
    try:
        check_rate(world.state, world.clock.now())
        caller = access.read_key(request)
        status, body, more = _answer_once(world, request, caller, key, request_id)
    except StripeError as error:
        return _refuse(world, error, request, request_id)
    finally:
        world.events.request_under_way = None
    return Response(status, {**access.response_headers(request, request_id), **more}, body)


def _answer_once(
    world: World, request: Request, caller: str, key: str | None, request_id: str
) -> tuple[int, str, dict[str, str]]:
    """Status, body and further headers: the kept result of the key, or that of executing now."""
    route, path = routes.find(request.method, request.path)
    owner = access.find_owner(world, request)
    given = forms.read(request)
    key_rights.check(world, caller, owner, route, path, given)
    now = world.clock.now()
    if key:
        record = idempotency.find(world, owner, key, request.path, given)
        if record:
            replayed = {"Idempotent-Replayed": "true", "Original-Request": record.request_id}
            return record.status, record.body, replayed
    version = access.read_version(request)
    checked = parameters.checked(route.params, given, version)
    expansion.check(checked.get("expand", []))
    call = Call(world, owner, checked, path, version_given="stripe-version" in request.headers)
    status, body = _execute(route, call, request, caller)
    if key:
        fingerprint = idempotency.fingerprint(given)
        kept = idempotency.Record(now, fingerprint, request.path, status, body, request_id)
        idempotency.keep(world, owner, key, kept)
    return status, body, {}


def _execute(route: routes.Route, call: Call, request: Request, caller: str) -> tuple[int, str]:
    """The endpoint's status and body; raises an error that a key must not keep."""
    world = call.world
    try:
        strike(world, request, ("lock_timeout", "error"))
        body, paths = route.handler(call), call.params.get("expand", [])
        expansion.expand(world, call.owner, body, paths)
        strike(world, request, ("error_after_effect",))
        shown = key_rights.shown_to(caller, body)
        return 200, encode(shown) if paths else world.events.text_of(shown)
    except StripeError as error:
        error.error = key_rights.shown_to(caller, error.error)
        if not error.kept or _leaves_key_free(world, error, request):
            raise
        return error.status, encode({"error": error.error})
    except Exception:  # noqa: BLE001 -- a caller always gets an answer, and a key keeps it
        fault = errors.report_unforeseen()
        return fault.status, encode({"error": fault.error})


def _leaves_key_free(world: World, error: StripeError, request: Request) -> bool:
    """Whether the fault strikes that lets a refusal go without being stored under its key."""
    return error.status < SERVER_ERROR and world.faults.draw(("refusal_not_kept",), request) is not None


def _refuse(world: World, error: StripeError, request: Request, request_id: str = "") -> Response:
    request_id = request_id or world.state.new_id("req", 14)
    if v2.serves(request.path):
        return v2.refuse(error, request, request_id)
    headers = access.response_headers(request, request_id)
    return Response(error.status, {**headers, **error.headers}, encode({"error": error.error}))
