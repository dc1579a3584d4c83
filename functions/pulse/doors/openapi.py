"""The OpenAPI 3.1 document, made from the table of operations: `python -m pulse.doors.openapi`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from pulse.doors.access.roles import Access
from pulse.doors.operation import Operation
from pulse.doors.operations import every_operation
from pulse.settings import Settings

DOCUMENT = Path(__file__).parents[3] / "docs" / "openapi.json"

_WHO = {
    Access.PERSON: "A signed-in person, for themselves; an administrator for anyone.",
    Access.ONESELF: "A signed-in person, only for themselves.",
    Access.CHALLENGE_OWNER: "The challenge's owner or an administrator.",
    Access.ADMIN: "An administrator.",
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
_ALWAYS = (400, 401, 403, 405, 413, 429, 500, 503)
_FAILURE = {
    "type": "object",
    "description": "Further fields may hold facts about the refusal, such as `accountLink`.",
    "required": ["success", "error", "code", "requestId"],
    "properties": {
        "success": {"const": False},
        "error": {"type": "string", "description": "A sentence for a person"},
        "code": {"type": "string", "description": "A word for a program"},
        "requestId": {"type": "string"},
    },
}
_REFUSED = {"$ref": "#/components/schemas/Failure"}


def document(operations: Iterable[Operation] | None = None) -> dict[str, Any]:
    """Raises *ValueError* if two answers have parts of one name that differ: one would describe both."""
    schemas: dict[str, Any] = {"Failure": _FAILURE}
    paths = {
        f"/.netlify/functions/{name}": _path_item(operation, name, schemas)
        for operation in (every_operation() if operations is None else operations)
        for name in (operation.name, *operation.aliases)
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pulse payments",
            "version": "1",
            "description": "The same operations are available under `/api/<name>` and as Firebase callables.",
        },
        "servers": [{"url": Settings.model_fields["site_url"].default}],
        "security": [{"firebaseIdToken": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "firebaseIdToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
            "responses": {str(status): _response(text, _REFUSED) for status, text in _STATUSES.items()},
            "schemas": dict(sorted(schemas.items())),
        },
    }


def _path_item(operation: Operation, name: str, schemas: dict[str, Any]) -> dict[str, Any]:
    return {method.lower(): _described(operation, name, method, schemas) for method in operation.methods}


def _described(operation: Operation, name: str, method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": f"{method.lower()}-{name}",
        "summary": operation.summary,
        "description": _WHO[operation.access],
    }
    fields = _untitled(operation.input.model_json_schema())
    if method == "GET":
        described["parameters"] = _parameters(fields)
    else:
        content = {"application/json": {"schema": fields}}
        described["requestBody"] = {"required": bool(fields.get("required")), "content": content}
    return {**described, "responses": _responses(operation, method, schemas)}


def _parameters(fields: dict[str, Any]) -> list[dict[str, Any]]:
    required = fields.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _never_null(schema)}
        for name, schema in fields["properties"].items()
    ]


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    options = [option for option in schema.get("anyOf", []) if option.get("type") != "null"]
    return options[0] if len(options) == 1 else {k: v for k, v in schema.items() if k != "default"}


def _responses(operation: Operation, method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    success = {"200": _response("Done", _success(operation, schemas))}
    if 202 in operation.refusals:
        success["202"] = _response(
            "Not paid yet; `reason` and `nextAction` say why and who must act", _success(operation, schemas)
        )
    statuses = {*_ALWAYS, *operation.refusals, *([415] if method == "POST" else [])} - {202}
    refused = {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}
    return {**success, **refused}


def _success(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(operation.answer)
    schema = _untitled(adapter.json_schema(mode="serialization", ref_template="#/components/schemas/{model}"))
    for name, model in schema.pop("$defs", {}).items():
        if schemas.setdefault(name, model) != model:
            raise ValueError(f"two answers have a part named {name}: one of them needs another name")
    properties = {"success": {"const": True}, **schema["properties"]}
    return {**schema, "properties": properties, "required": ["success", *schema.get("required", [])]}


def _response(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _untitled(value: Any, *, names_fields: bool = False) -> Any:
    """Without pydantic's titles, which only repeat the names."""
    if isinstance(value, list):
        return [_untitled(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _untitled(inner, names_fields=name in {"properties", "$defs"})
        for name, inner in value.items()
        if names_fields or name != "title"
    }


def written() -> str:
    return json.dumps(document(), indent=2, sort_keys=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(written())
    sys.stdout.write(f"{DOCUMENT}\n")
