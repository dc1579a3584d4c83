"""The operations over HTTP: `/.netlify/functions/<name>` and `/api/<name>`, JSON in and out.

One Cloud Function behind Hosting's rewrites serves them all, so that its instances stay warm.
"""

from __future__ import annotations

import re

from flask import Request, Response

from pulse.doors.clients import Clients, Connect, connect
from pulse.doors.deployment import SLACK, STRIPE, options, served_over_http
from pulse.doors.guard import perform
from pulse.doors.operation import Operation
from pulse.doors.operations import BY_NAME
from pulse.doors.wire.body import http_fields
from pulse.doors.wire.cors import preflight_headers
from pulse.doors.wire.exchange import exchange, json_response
from pulse.doors.wire.failures import Failure, MethodNotAllowed
from pulse.errors import NotFound

_PATH = re.compile(r"(?:/\.netlify/functions|/api)?/([a-z-]{1,64})/?")
"""Without a prefix too: at its own URL a function sees only what follows its name."""


@served_over_http(**options(STRIPE, SLACK, instances=50))
def api(request: Request) -> Response:
    return serve(request, connect)


def serve(request: Request, connect: Connect) -> Response:
    operation = operation_of(request.path)
    return exchange(
        request,
        operation.name if operation else "unknown",
        settings=lambda: connect().ports.settings,
        answer=lambda: _answer(operation, request, connect()),
        refuse=refusal,
        count=lambda status: connect().calls.note(status),
    )


def operation_of(path: str) -> Operation | None:
    match = _PATH.fullmatch(path)
    return BY_NAME.get(match[1]) if match else None


def _answer(operation: Operation | None, request: Request, clients: Clients) -> Response:
    if operation is None:
        raise NotFound("There is no such operation", code="unknown_operation")
    if request.method == "OPTIONS":
        headers = preflight_headers(request, clients.ports.settings, operation.methods)
        return Response(status=204, headers=headers)
    if request.method not in operation.methods:
        raise MethodNotAllowed(operation.methods)
    answer = perform(operation, request, clients, http_fields)
    return json_response({"success": True, **answer.fields}, answer.status)


def refusal(failure: Failure, request_id: str) -> Response:
    body = {
        **failure.facts,
        "success": False,
        "error": failure.message,
        "code": failure.code,
        "requestId": request_id,
    }
    return json_response(body, failure.status)
