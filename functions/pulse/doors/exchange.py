"""One request and its answer: its id, its log line, its headers, and whatever goes wrong as a failure."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Request, Response

from pulse import log
from pulse.doors.cors import cors_headers
from pulse.doors.failures import Failure, failure_of
from pulse.doors.gate import Gate, Gates
from pulse.doors.tracing import trace_of

Answering = Callable[[Gate], Response]
Refusing = Callable[[Failure, str], Response]
"""The failure and the request's id as this door's wire has them."""


def exchange(request: Request, gates: Gates, name: str, *, answer: Answering, refuse: Refusing) -> Response:
    """Never raises. *name* is the operation or function, for the log."""
    request_id = uuid.uuid4().hex
    with log.context(request_id=request_id, operation=name):
        headers: dict[str, str] = {}
        try:
            gate = gates()
            log.note(**trace_of(request, gate.ports.settings))
            headers = cors_headers(request, gate.ports.settings)
            response = answer(gate)
        except Exception as error:  # noqa: BLE001 - the guard: nothing of ours may reach the caller
            failure = failure_of(error)
            headers |= failure.headers
            response = refuse(failure, request_id)
        response.headers.update({**headers, "X-Request-Id": request_id, "Cache-Control": "no-store"})
        log.write("door.answered", status=response.status_code, method=request.method)
    return response


def json_response(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")
