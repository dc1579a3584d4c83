"""How a request to `/v2` is answered: key, account, version, idempotency, validation, endpoint, error."""

import json

from stripe_emulator import errors, errors_v2
from stripe_emulator.errors import StripeError
from stripe_emulator.messages import Obj, Request, Response, encode
from stripe_emulator.requests import access, key_rights, routes
from stripe_emulator.requests.limits import check_rate
from stripe_emulator.requests.strikes import strike
from stripe_emulator.requests.v2 import bodies, idempotency, parameters
from stripe_emulator.resources.call import Call
from stripe_emulator.world import World

PREFIX = "/v2/"
HAVE_KEYS = ("POST", "DELETE")
READ_AGAIN = {
    "v2.core.account": "/v2/core/accounts/{id}",
    "v2.core.account_person": "/v2/core/accounts/{account}/persons/{id}",
    "v2.core.event_destination": "/v2/core/event_destinations/{id}",
}
"""Where an object is read that a repeated request answers; of any other kind the first answer is repeated."""


def serves(path: str) -> bool:
    """Whether an address belongs to v2."""
    return path.startswith(PREFIX)


def answer(world: World, request: Request) -> Response:
    """Answer one request to v2."""
    request_id = world.state.new_id("req", 14)
    world.events.request_under_way = [request_id, _key(request)]
    try:
        check_rate(world.state, world.clock.now())
        body = encode(_answer(world, request))
    except StripeError as error:
        return refuse(error, request, request_id)
    finally:
        world.events.request_under_way = None
    return Response(200, access.response_headers(request, request_id), body)


def refuse(error: StripeError, request: Request, request_id: str) -> Response:
    """The response for an error."""
    headers = {**access.response_headers(request, request_id), **error.headers}
    return Response(error.status, headers, encode({"error": errors_v2.shown(error)}))


def occupy(world: World, request: Request) -> str:
    """Mark the key of a request that executes later as in use, and return its owner; "" if it is known."""
    if _key(request) is None:
        return ""
    try:
        owner, given = access.find_owner(world, request), bodies.read(request)
        known = idempotency.find(world, owner, request, given)
    except StripeError:
        return ""
    if known is not None and known.outcome == idempotency.SUCCEEDED:
        return ""
    idempotency.keep(world, owner, request, given, idempotency.EXECUTING)
    return owner


def free(world: World, request: Request, owner: str) -> None:
    """End what `occupy` began, before the request executes: its key is known and nothing has succeeded."""
    idempotency.keep(world, owner, request, bodies.read(request), idempotency.FAILED)


def _key(request: Request) -> str | None:
    return request.headers.get("idempotency-key") or None if request.method in HAVE_KEYS else None


def _answer(world: World, request: Request) -> Obj:
    caller = access.read_key(request)
    route, path = routes.find(request.method, request.path)
    owner = access.find_v2_owner(world, request)
    version = _version(request)
    given = bodies.read(request)
    key_rights.check(world, caller, owner, route, path, given)
    call = Call(world, owner, given, path, version_given=True, version=version)
    if _key(request) is None:
        return _execute(route, call, request)
    record = idempotency.find(world, owner, request, given)
    if record is not None and record.outcome == idempotency.SUCCEEDED:
        return _repeated(record, call)
    idempotency.keep(world, owner, request, given, idempotency.FAILED)
    return _execute(route, call, request)


def _version(request: Request) -> str:
    if "stripe-version" not in request.headers:
        message = "Requests to /v2 must name an API version in the header Stripe-Version."
        raise errors_v2.V2Error(400, "api_version_required", message)
    return access.read_version(request)


def _execute(route: routes.Route, call: Call, request: Request) -> Obj:
    """The endpoint's answer; a key remembers it as soon as there is one."""
    world, given = call.world, call.params
    call.page = given.pop(bodies.PAGE, None) if request.method == "GET" else None
    call.params = parameters.checked(
        route.params, given, version=call.version, in_query=request.method != "POST"
    )
    strike(world, request, ("lock_timeout", "error"))
    try:
        body = route.handler(call)
    except StripeError:
        raise
    except Exception as error:
        raise errors.report_unforeseen() from error
    if _key(request) is not None:
        idempotency.keep(world, call.owner, request, given, idempotency.SUCCEEDED, encode(body))
    strike(world, request, ("error_after_effect",))
    return body


def _repeated(record: idempotency.Record, call: Call) -> Obj:
    """What a request answers whose key has succeeded before: its object as it is now."""
    body: Obj = json.loads(record.body)
    address = READ_AGAIN.get(body.get("object", ""))
    if address is None or body.get("deleted"):
        return body
    route, path = routes.find("GET", address.format_map(body))
    include = call.params.get("include") or []
    params = {"include": include} if include else {}
    return route.handler(Call(call.world, call.owner, params, path, version_given=True, version=call.version))
