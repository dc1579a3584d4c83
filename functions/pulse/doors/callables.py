"""The operations as Firebase callables, for the mobile apps: same fields in `data`, same fields in `result`.

The protocol is firebase.google.com/docs/functions/callable-reference. We implement it here because
`https_fn.on_call` answers 500 to malformed JSON, verifies no revocation and unwraps no 64-bit integers. The
manifest entry is the one that `on_call` makes, so that the function is deployed as a callable.
"""

from __future__ import annotations

from flask import Request, Response

from pulse.doors.clients import Clients, Connect, connect
from pulse.doors.deployment import Function, options, served_as_callable
from pulse.doors.guard import perform
from pulse.doors.operation import Operation
from pulse.doors.operations import BY_NAME
from pulse.doors.wire.body import callable_fields
from pulse.doors.wire.cors import preflight_headers
from pulse.doors.wire.exchange import exchange, json_response
from pulse.doors.wire.failures import Failure, MethodNotAllowed

_STATUSES = {
    400: ("INVALID_ARGUMENT", 400),
    401: ("UNAUTHENTICATED", 401),
    403: ("PERMISSION_DENIED", 403),
    404: ("NOT_FOUND", 404),
    409: ("FAILED_PRECONDITION", 400),
    413: ("INVALID_ARGUMENT", 400),
    415: ("INVALID_ARGUMENT", 400),
    405: ("INVALID_ARGUMENT", 400),
    429: ("RESOURCE_EXHAUSTED", 429),
    503: ("UNAVAILABLE", 503),
}
"""Our HTTP status: the protocol's status and its HTTP status."""


def callable_function(name: str, connect: Connect = connect) -> Function:
    """The Cloud Function of the operation *name*, to be deployed under the operation's `callable_name`."""
    operation = BY_NAME[name]

    def function(request: Request) -> Response:
        return serve(operation, request, connect)

    function.__name__ = function.__qualname__ = operation.callable_name
    return served_as_callable(**options(*operation.secrets, instances=10))(function)


def serve(operation: Operation, request: Request, connect: Connect) -> Response:
    return exchange(
        request,
        operation.callable_name,
        settings=lambda: connect().ports.settings,
        answer=lambda: _answer(operation, request, connect()),
        refuse=refusal,
        count=lambda status: connect().calls.note(status),
    )


def _answer(operation: Operation, request: Request, clients: Clients) -> Response:
    if request.method == "OPTIONS":
        return Response(status=204, headers=preflight_headers(request, clients.ports.settings, ("POST",)))
    if request.method != "POST":
        raise MethodNotAllowed(("POST",))
    answer = perform(operation, request, clients, callable_fields)
    return json_response({"result": answer.fields})


def refusal(failure: Failure, request_id: str) -> Response:
    status, http_status = _STATUSES.get(failure.status, ("INTERNAL", 500))
    details = {**failure.facts, "code": failure.code, "requestId": request_id}
    return json_response(
        {"error": {"status": status, "message": failure.message, "details": details}}, http_status
    )
