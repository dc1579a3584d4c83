"""The operations over HTTP: `/.netlify/functions/<name>` and `/api/<name>`, JSON in and out."""

from __future__ import annotations

import re

from flask import Request, Response

from pulse.doors.body import http_fields
from pulse.doors.cors import preflight_headers
from pulse.doors.exchange import exchange, json_response
from pulse.doors.failures import Failure, MethodNotAllowed
from pulse.doors.gate import Gate, Gates
from pulse.doors.guard import perform
from pulse.doors.operation import Operation
from pulse.doors.operations import BY_NAME
from pulse.errors import NotFound

_PATH = re.compile(r"(?:/\.netlify/functions|/api)?/([a-z-]{1,64})/?")
"""Without a prefix too: at its own URL a function sees only what follows its name."""


def serve(request: Request, gates: Gates) -> Response:
    operation = operation_of(request.path)
    name = operation.name if operation else "unknown"
    return exchange(
        request, gates, name, answer=lambda gate: _answer(operation, request, gate), refuse=refusal
    )


def operation_of(path: str) -> Operation | None:
    match = _PATH.fullmatch(path)
    return BY_NAME.get(match[1]) if match else None


def _answer(operation: Operation | None, request: Request, gate: Gate) -> Response:
    if operation is None:
        raise NotFound("There is no such operation", code="unknown_operation")
    if request.method == "OPTIONS":
        return Response(
            status=204, headers=preflight_headers(request, gate.ports.settings, operation.methods)
        )
    if request.method not in operation.methods:
        raise MethodNotAllowed(operation.methods)
    answer = perform(operation, request, gate, http_fields)
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
