"""Schemathesis over the OpenAPI document: no server error, and no undocumented status or shape."""

from __future__ import annotations

from typing import Any

import flask
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.openapi.document import document
from pulse.doors import api
from tests.doors.story import TRAINER, Story

pytestmark = pytest.mark.thorough

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 8
CALLERS = ["anonymous", "user", "admin"]

STORY = Story()


def application() -> Any:
    app = flask.Flask("fuzzed")
    app.add_url_rule("/openapi.json", view_func=document)

    @app.route("/<path:_>", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD"])
    def served(_: str) -> Any:
        return api.serve(flask.request, lambda: STORY.clients)

    return app


schema = schemathesis.openapi.from_wsgi("/openapi.json", application())


def token(caller: str) -> dict[str, str]:
    """For a call in a new minute, so that no limit is used up."""
    STORY.restarted()
    STORY.world.clock.advance(minutes=2)
    tokens = {"user": lambda: STORY.token(TRAINER), "admin": STORY.admin_token}
    return {"Authorization": f"Bearer {tokens[caller]()}"} if caller in tokens else {}


@pytest.mark.parametrize("caller", CALLERS)
@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_no_call_finds_a_fault_or_an_undocumented_answer(case, caller):
    headers = {name: value for name, value in (case.headers or {}).items() if name != "Authorization"}
    case.headers = headers

    response = case.call(headers=token(caller))

    case.validate_response(response, checks=CHECKS)
    if caller == "anonymous" and case.method != "OPTIONS":
        assert response.status_code in {401, 405}
