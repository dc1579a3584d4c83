"""One request and its answer: its id, its log line, its headers. Every error becomes a failure."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import Request, Response

from pulse import log
from pulse.doors.wire.cors import cors_headers
from pulse.doors.wire.failures import Failure, failure_of
from pulse.doors.wire.tracing import trace_of
from pulse.settings import Settings

Answering = Callable[[], Response]
Refusing = Callable[[Failure, str], Response]
"""Writes the failure and the request's id in the form of one door."""


def exchange(
    request: Request,
    name: str,
    *,
    settings: Callable[[], Settings],
    answer: Answering,
    refuse: Refusing,
    count: Callable[[int], None] | None = None,
) -> Response:
    """Never raises. *name* is the operation or function, for the log; *settings* may raise like *answer*.

    *count* hears the status of each answer that is not about CORS; it may raise as well.
    """
    request_id = uuid.uuid4().hex
    with log.context(request_id=request_id, operation=name):
        headers: dict[str, str] = {}
        try:
            valid = settings()
            log.note(**trace_of(request, valid))
            headers = cors_headers(request, valid)
            response = answer()
        except Exception as error:  # noqa: BLE001 - the guard: nothing of ours may reach the caller
            failure = failure_of(error)
            headers |= failure.headers
            response = refuse(failure, request_id)
        response.headers.update({**headers, "X-Request-Id": request_id, "Cache-Control": "no-store"})
        log.write("door.answered", status=response.status_code, method=request.method)
        if count is not None and request.method != "OPTIONS":
            _count(count, response.status_code)
    return response


def _count(count: Callable[[int], None], status: int) -> None:
    try:
        count(status)
    except Exception as error:  # noqa: BLE001 - the answer stands, whatever its counting meets
        log.write_exception("calls.not_counted", error)


def json_response(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status, mimetype="application/json")
