"""The OpenAPI 3.1 document, made from the table of operations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.openapi import errors, schemas
from local.openapi.codes import COMMON
from local.openapi.glossary import FIELDS
from local.openapi.schemas import PLACE, Schema
from local.openapi.tags import TAGS, tag_of
from local.places import ROOT
from pulse.doors.access.roles import Access
from pulse.doors.operation import Operation
from pulse.doors.operations import every_operation
from pulse.settings import Settings

DOCUMENT = ROOT / "docs" / "openapi.json"
Examples = Mapping[str, Mapping[str, Any]]
"""Operation -> `input`, and by status the answers by name; see `tests/doors/examples.py`."""

_ABOUT = """The same operations are available under `/api/<name>` and as Firebase callables.

Amounts are integers in minor units (cents) with a three-letter `currency`; times are ISO 8601 in UTC. The
caller is
the person of the Firebase ID token. Where App Check is enforced, send its token as `X-Firebase-AppCheck`.
Branch on
`code`, and show `error` and `nextAction`. A call that was answered with 503, or not at all, may be repeated
as it
is: nothing happens twice. Fields and codes may be added; none is taken away."""
_WHO = {
    Access.PERSON: "A signed-in person, for themselves; an administrator for anyone.",
    Access.ONESELF: "A signed-in person, only for themselves.",
    Access.CHALLENGE_OWNER: "The challenge's owner or an administrator.",
    Access.ADMIN: "An administrator.",
    Access.OWN_OR_STAFF: "A signed-in person, for themselves; support or an administrator for anyone.",
    Access.STAFF: "Support or an administrator, signed in with a second factor within the last 12 hours.",
}
_STATUSES = {
    400: "A field is missing or malformed; the sentence names it",
    401: "No valid ID token, or the sign-in is too old for an administrator's act",
    403: "The caller may not do this",
    404: "Not found",
    405: "Wrong method; `Allow` lists the right ones",
    409: "The current state forbids it; `code` says why",
    413: "The body is too large",
    415: "The body is not JSON",
    429: "Too many calls; `Retry-After` says when to try again",
    500: "An error on our side",
    503: "The outcome is unknown, or another call is working on it; try again",
}
_UNPAID = "Not paid yet: the prize stays as it was, `reason` says why, and `nextAction` who has to do "
"what. Later it "
_UNPAID += "is paid without another call; a repeat answers what is true then"
_RETRY_AFTER = {
    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait before the next call."}
}
_HEADERS = {
    405: {"Allow": {"schema": {"type": "string"}, "description": "The methods that the operation takes."}},
    429: _RETRY_AFTER,
    503: _RETRY_AFTER,
}
_FAILURE: Schema = {
    "type": "object",
    "description": "Every failure. Its code says which further fields it may have.",
    "required": ["success", "error", "code", "requestId"],
    "properties": {
        "success": {"const": False, "description": "Always false."},
        **{name: {"type": "string", "description": FIELDS[name]} for name in ("error", "code", "requestId")},
    },
}
_COMMON = {**COMMON, 415: ("not_json",)}


@dataclass(frozen=True)
class Made:
    """The components so far."""

    schemas: dict[str, Schema]
    responses: dict[str, Schema] = field(default_factory=dict)


def document(
    operations: Iterable[Operation] | None = None, examples: Examples | None = None
) -> dict[str, Any]:
    """Raises *ValueError* if two answers have parts of one name that differ: one would describe both."""
    made = Made(schemas={"Failure": _FAILURE})
    paths = {
        f"/.netlify/functions/{name}": _path_item(
            operation, name, made, (examples or {}).get(operation.name, {})
        )
        for operation in (every_operation() if operations is None else operations)
        for name in (operation.name, *operation.aliases)
    }
    for status, codes in _COMMON.items():
        made.responses[str(status)] = _failures(status, codes, made)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pulse payments", "version": "1", "description": _ABOUT},
        "servers": [{"url": Settings.model_fields["site_url"].default}],
        "security": [{"firebaseIdToken": []}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.values()],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "firebaseIdToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The ID token of Firebase Authentication, an hour valid.",
                }
            },
            "responses": dict(sorted(made.responses.items())),
            "schemas": dict(sorted(made.schemas.items())),
        },
    }


def _path_item(operation: Operation, name: str, made: Made, shown: Mapping[str, Any]) -> Schema:
    return {method.lower(): _operation(operation, name, method, made, shown) for method in operation.methods}


def _operation(operation: Operation, name: str, method: str, made: Made, shown: Mapping[str, Any]) -> Schema:
    described: Schema = {
        "operationId": f"{method.lower()}-{name}",
        "summary": operation.summary,
        "description": _WHO[operation.access],
        "tags": [tag_of(operation)],
    }
    if name != operation.name:
        described["deprecated"] = True
        described["description"] += f" An old name of `{operation.name}`."
    fields = schemas.add_input(operation, made.schemas)
    if method == "GET":
        described["parameters"] = _parameters(fields, shown.get("input", {}))
    else:
        content = _json(schemas.name_of(operation, "Input"))
        if "input" in shown:
            content["application/json"]["example"] = shown["input"]
        described["requestBody"] = {"required": bool(fields.get("required")), "content": content}
    return {**described, "responses": _responses(operation, method, made, shown)}


def _json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": PLACE + name}}}


def _parameters(fields: Schema, shown: Mapping[str, Any]) -> list[Schema]:
    """A query's fields. Its texts are read as the numbers that they are."""
    required = fields.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": schema["description"],
            **({"deprecated": True} if schema.get("deprecated") else {}),
            **({"example": shown[name]} if name in shown else {}),
            "schema": _never_null(schema),
        }
        for name, schema in fields["properties"].items()
    ]


def _never_null(schema: Schema) -> Schema:
    options = [option for option in schema.get("anyOf", []) if option.get("type") != "null"]
    kept = {
        name: value for name, value in schema.items() if name not in {"default", "description", "deprecated"}
    }
    return options[0] if len(options) == 1 else kept


def _responses(operation: Operation, method: str, made: Made, shown: Mapping[str, Any]) -> Schema:
    schemas.add_answer(operation, made.schemas)
    responses: Schema = {"200": _success("Done", operation, shown.get("200"))}
    if 202 in operation.refusals:
        responses["202"] = _success(_UNPAID, operation, shown.get("202"))
    for status, codes in errors.by_status(operation.name, takes_body=method == "POST").items():
        own = shown.get(str(status))
        name = str(status) if codes == _COMMON.get(status) and not own else f"{operation.name}-{status}"
        if name not in made.responses:
            made.responses[name] = _failures(status, codes, made, own)
        responses[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return responses


def _success(description: str, operation: Operation, shown: Mapping[str, Any] | None) -> Schema:
    content = _json(schemas.name_of(operation, "Answer"))
    if shown:
        content["application/json"]["examples"] = {name: {"value": one} for name, one in shown.items()}
    return {"description": description, "content": content}


def _failures(
    status: int, codes: tuple[str, ...], made: Made, shown: Mapping[str, Any] | None = None
) -> Schema:
    """One of *codes*, each with its meaning and its facts."""
    for code in codes:
        made.schemas[errors.schema_name(code)] = errors.failure_schema(code)
    content: Schema = {
        "schema": {
            "oneOf": [{"$ref": PLACE + errors.schema_name(code)} for code in codes],
        }
    }
    if shown:
        content["examples"] = {name: {"value": one} for name, one in shown.items()}
    told = "\n".join(f"- `{code}`: {errors.meaning(code)}" for code in codes)
    return {
        "description": f"{_STATUSES[status]}.\n\n{told}",
        **({"headers": _HEADERS[status]} if status in _HEADERS else {}),
        "content": {"application/json": content},
    }


def written(examples: Examples) -> str:
    return json.dumps(document(examples=examples), indent=2, ensure_ascii=False) + "\n"
