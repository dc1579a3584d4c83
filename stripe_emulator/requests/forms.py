"""Form encoding as Stripe's SDKs send it: nested keys `a[b]=1`, arrays `a[]=1` and `a[0]=1`."""

import re
from typing import Any
from urllib.parse import unquote_plus

from stripe_emulator.errors import invalid
from stripe_emulator.messages import Obj, Request

DEPTH_MAX = 16
PARAMETERS_MAX = 10_000
OTHER_TYPES = ("application/json", "multipart/")
PLACE = re.compile("[0-9]{1,20}")


def read(request: Request) -> Obj:
    """The parameters of a request: in its query, and of a POST in its body too."""
    if request.method != "POST" or not request.body:
        return decode(request.query)
    if request.headers.get("content-type", "").startswith(OTHER_TYPES):
        message = (
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded). "
            "If you have any questions, we can help at https://support.stripe.com/."
        )
        raise invalid(message)
    return decode(f"{request.query}&{request.body}" if request.query else request.body)


def decode(text: str) -> Obj:
    """Nested dictionaries of strings; an array is a dictionary whose keys are digits."""
    decoded: Obj = {}
    if not text:
        return decoded
    if text.count("&") >= PARAMETERS_MAX:
        raise invalid(f"A request has at most {PARAMETERS_MAX} parameters.")
    for pair in text.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            _place(decoded, _unquoted(name), _unquoted(value))
    return decoded


def _unquoted(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def _place(target: Obj, name: str, value: str) -> None:
    head, bracket, rest = name.partition("[")
    parts = [head, *rest.removesuffix("]").split("][")] if bracket else [head]
    if len(parts) > DEPTH_MAX:
        raise invalid(f"Invalid parameter name: {name}", param=name)
    for part in parts[:-1]:
        inner = target.setdefault(part or str(len(target)), {})
        if not isinstance(inner, dict):
            raise invalid(f"Invalid hash: {name}", param=name)
        target = inner
    last = parts[-1] or str(len(target))
    target[last] = value


def as_list(value: Obj) -> list[Any] | None:
    """The array that a dictionary of digit keys stands for, or None if it is not an array."""
    if not all(PLACE.fullmatch(key) for key in value):
        return None
    return [value[key] for key in sorted(value, key=int)]
