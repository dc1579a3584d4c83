"""The parameters of a request to `/v2`: JSON in the body, and nested keys in the query.

docs.stripe.com/api-v2-overview. Arrays in the query come as `include[0]=x`; `include=x`, repeated too, and
`include[]=x` are also understood.
"""

import json
from typing import Any, NoReturn
from urllib.parse import unquote_plus

from stripe_emulator.errors_v2 import V2Error, invalid_fields
from stripe_emulator.messages import Obj, Request
from stripe_emulator.requests import forms

JSON_TYPE = "application/json"
PAGE = "page"
"""The token of a list; it stands in the addresses that lists themselves give."""


def read(request: Request) -> Obj:
    """The parameters of a request; those of a POST are JSON."""
    given = decode_query(request.query)
    if request.method == "POST" and request.body:
        given.update(_read_json(request))
    return given


def _read_json(request: Request) -> Obj:
    kind = request.headers.get("content-type", JSON_TYPE).partition(";")[0].strip().lower()
    if kind != JSON_TYPE:
        message = f"The content type of a request to /v2 must be {JSON_TYPE}, not '{kind}'."
        raise V2Error(415, "unsupported_content_type", message)
    try:
        found = json.loads(request.body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise invalid_fields("The request body is not valid JSON.") from error
    if not isinstance(found, dict):
        raise invalid_fields("The request body must be a JSON object.")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def decode_query(query: str) -> Obj:
    """Nested dictionaries of texts; a plain name that is repeated is an array."""
    repeated = _repeated_names(query)
    if not repeated:
        return forms.decode(query)
    return forms.decode("&".join(_with_brackets(one, repeated) for one in query.split("&")))


def _repeated_names(query: str) -> set[str]:
    names = [one.partition("=")[0] for one in query.split("&")]
    return {one for one in names if one and "[" not in unquote_plus(one) and names.count(one) > 1}


def _with_brackets(pair: str, repeated: set[str]) -> str:
    name, equals, value = pair.partition("=")
    return f"{name}[]{equals}{value}" if name in repeated else pair


def as_list(value: Any) -> list[Any] | None:
    """The array that a query means: of digit keys, or a single text; None if it is neither."""
    if isinstance(value, dict):
        return forms.as_list(value)
    return [value] if isinstance(value, str) else None
