"""The fields of a call: query and JSON body as one set, within limits of size, depth and form."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from flask import Request
from werkzeug.exceptions import ClientDisconnected

from pulse.errors import InvalidRequest, PulseError
from pulse.settings import Settings

_INT64_TYPES = ("google.protobuf.Int64Value", "google.protobuf.UInt64Value")
_INTEGER = re.compile(r"-?[0-9]{1,20}")
_NAME = re.compile(r"[A-Za-z0-9_@.-]{1,64}")


class BodyTooLarge(PulseError):
    status, code = 413, "body_too_large"


class NotJson(PulseError):
    status, code = 415, "not_json"


def http_fields(request: Request, settings: Settings) -> dict[str, Any]:
    """Query and body of a request. A field in both must have the same value."""
    query = _query(request)
    body = _object(_json_body(request, settings), "the body") if request.method == "POST" else {}
    for name in query.keys() & body.keys():
        if query[name] != body[name]:
            raise InvalidRequest(f"{shown(name)} differs between the query and the body")
    return {**query, **body}


def callable_fields(request: Request, settings: Settings) -> dict[str, Any]:
    """The `data` of a callable (firebase.google.com/docs/functions/callable-reference)."""
    body = _json_body(request, settings)
    if not isinstance(body, dict) or set(body) != {"data"}:
        raise InvalidRequest('the body must be {"data": {...}} and nothing else')
    return _object(body["data"], "data")


def raw_body(request: Request, bytes_max: int) -> bytes:
    """The bytes as sent. Raises *BodyTooLarge* without reading past the limit."""
    if (request.content_length or 0) > bytes_max:
        raise BodyTooLarge(f"the body must have at most {bytes_max} bytes")
    try:
        raw = request.stream.read(bytes_max + 1)
    except ClientDisconnected as error:
        raise InvalidRequest("the body ended early") from error
    if len(raw) > bytes_max:
        raise BodyTooLarge(f"the body must have at most {bytes_max} bytes")
    return raw


def shown(name: str) -> str:
    """A field's name, if it is safe to repeat it in an answer."""
    return name if _NAME.fullmatch(name) else "a field with an unusual name"


def _query(request: Request) -> dict[str, str]:
    fields = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise InvalidRequest(f"{shown(name)} is in the query more than once")
        fields[name] = values[0]
    return fields


def _json_body(request: Request, settings: Settings) -> Any:
    raw = raw_body(request, settings.body_bytes_max)
    if not raw:
        return {}
    if request.mimetype != "application/json":
        raise NotJson("the Content-Type must be application/json")
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("the body is not valid JSON", code="invalid_json") from error
    return _unwrapped(value, settings.body_depth_max)


def _object(value: Any, what: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidRequest(f"{what} must be a JSON object")
    return value


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise InvalidRequest("the body names a field twice", code="invalid_json")
    return fields


def _unwrapped(value: Any, depth_left: int) -> Any:
    """Plain integers for the 64-bit ones that iOS, Android and Flutter wrap (flutterfire issue 17587).

    A whole number is an integer in every form: Dart and Gson write 10000 as `10000.0`.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, dict | list):
        return value
    if depth_left == 0:
        raise InvalidRequest("the body is nested too deeply")
    if isinstance(value, list):
        return [_unwrapped(inner, depth_left - 1) for inner in value]
    if "@type" in value:
        return _integer(value)
    return {name: _unwrapped(inner, depth_left - 1) for name, inner in value.items()}


def _integer(wrapped: dict[str, Any]) -> int:
    kind, digits = wrapped["@type"], wrapped.get("value")
    known = isinstance(kind, str) and kind.endswith(_INT64_TYPES) and set(wrapped) == {"@type", "value"}
    if not known or not isinstance(digits, str) or not _INTEGER.fullmatch(digits):
        raise InvalidRequest("a value with @type must be a wrapped 64-bit integer with a value of digits")
    return int(digits)
