"""Holds every answer that a test gets to the OpenAPI document: its status, its code, its facts, its form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from local.openapi.document import document
from local.openapi.errors import by_status
from local.openapi.facts import FACTS
from local.openapi.schemas import PLACE, name_of
from pulse.doors.operation import Operation
from pulse.doors.operations import BY_NAME

OF_EVERY_FAILURE = {"success", "error", "code", "requestId"}


def hold_to_document(name: str, status: int, body: Mapping[str, Any] | None) -> None:
    """*body* as over HTTP. Fails if the document says nothing of such an answer of the operation *name*."""
    operation = BY_NAME.get(name)
    if operation is None or body is None:
        return
    if status in {200, 202}:
        assert status == 200 or status in operation.refusals, f"{name} answers {status}"
        fault = next(_answers(operation).iter_errors(body), None)
        assert fault is None, f"{name} answers what is not documented: {fault.json_path}: {fault.message}"
    else:
        _hold_failure(operation, status, body)


def hold_callable_to_document(name: str, body: Mapping[str, Any]) -> None:
    """*body* as of a callable. A failure's status there is the protocol's, so the code alone is compared."""
    if "result" in body:
        hold_to_document(name, 200, {"success": True, **body["result"]})
        return
    details = body.get("error", {}).get("details", {})
    codes = {code for codes in _codes(BY_NAME[name]).values() for code in codes}
    assert details.get("code") in codes, f"{name} answers the code {details.get('code')}"


def _hold_failure(operation: Operation, status: int, body: Mapping[str, Any]) -> None:
    code = body["code"]
    assert code in _codes(operation).get(status, ()), f"{operation.name} answers {status} {code}"
    undocumented = body.keys() - OF_EVERY_FAILURE - FACTS.get(code, {}).keys()
    assert not undocumented, f"{operation.name} answers {code} with {undocumented}"


@cache
def _codes(operation: Operation) -> dict[int, tuple[str, ...]]:
    return by_status(operation.name, takes_body=True)


@cache
def _document() -> dict[str, Any]:
    return document()


@cache
def _answers(operation: Operation) -> Draft202012Validator:
    components = _document()["components"]
    return Draft202012Validator({"$ref": PLACE + name_of(operation, "Answer"), "components": components})
