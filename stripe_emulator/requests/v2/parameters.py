"""Parameters of `/v2` checked by name and type against Stripe's own tables (`parameters.json`).

A field that is unknown or of the wrong type is refused with `invalid_fields`. `null` unsets a field.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from stripe_emulator.errors_v2 import V2Error, invalid_fields
from stripe_emulator.messages import Obj
from stripe_emulator.requests.parameters import (
    BOOLEANS,
    INTEGER,
    METADATA_KEY_LENGTH_MAX,
    METADATA_KEYS_MAX,
    METADATA_VALUE_LENGTH_MAX,
)
from stripe_emulator.requests.v2.bodies import as_list
from stripe_emulator.requests.versions import API_VERSION, ENDIVE

LIMIT_MAX = 100
INTEGER_MAX = 2**63 - 1
_CONFIGURATIONS = {"list": {"enum": ["customer", "merchant", "recipient"]}}
ONLY_OLDER: dict[str, dict[str, Any]] = {
    f"AccountLinkCreateParamsUseCase{case}": {"configurations": _CONFIGURATIONS}
    for case in ("AccountOnboarding", "AccountUpdate")
}
"""What versions before 2026-09-30 took: docs.stripe.com/changelog/endive/2026-09-30
(removes-configurations-parameter-from-v2-core-account-links-api)."""


@cache
def tables() -> dict[str, Any]:
    """Names and types of the parameters, by class."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("parameters.json").read_text())
    return found


def checked(class_name: str, given: Obj, *, version: str = API_VERSION, in_query: bool = False) -> Obj:
    """Typed values, or `invalid_fields`; texts of a query stand for numbers and lists too."""
    values: Obj = _Check(version, in_query=in_query).fields(class_name.rpartition(".")[2], given, "")
    limit = values.get("limit")
    if limit is not None and not 1 <= limit <= LIMIT_MAX:
        raise invalid_fields(f"Field 'limit' must be from 1 to {LIMIT_MAX}.")
    return values


class _Check:
    """One request, in one version."""

    def __init__(self, version: str, *, in_query: bool) -> None:
        self.older = version < ENDIVE
        self.in_query = in_query

    def fields(self, class_name: str, given: Any, path: str) -> Obj:
        if not isinstance(given, dict):
            raise _wrong(path, "an object")
        table = tables()[class_name]
        known = table["fields"]
        if self.older and class_name in ONLY_OLDER:
            known = {**known, **ONLY_OLDER[class_name]}
        for name in given:
            if name not in known:
                raise invalid_fields(f"Unknown field '{_join(path, _printable(name))}'.")
        for name in table["required"]:
            if given.get(name) is None:
                raise invalid_fields(f"Field '{_join(path, name)}' is required.")
        return {name: self.value(known[name], value, _join(path, name)) for name, value in given.items()}

    def value(self, kind: Any, value: Any, path: str) -> Any:
        if value is None:
            return None
        if isinstance(kind, dict):
            return self.composite(kind, value, path)
        if kind == "map":
            return _metadata(value, path)
        return self.scalar(kind, value, path)

    def scalar(self, kind: str, value: Any, path: str) -> Any:
        if self.in_query and isinstance(value, str) and kind in ("int", "bool"):
            value = _from_text(kind, value)
        fits, what = SCALARS[kind]
        if not fits(value):
            raise _wrong(path, what)
        return value

    def composite(self, kind: dict[str, Any], value: Any, path: str) -> Any:
        if "any" in kind:
            return self.first_that_fits([one for one in kind["any"] if one != "empty"], value, path)
        if "enum" in kind:
            if value not in kind["enum"]:
                raise _wrong(path, f"one of {', '.join(kind['enum'])}")
            return value
        if "list" in kind:
            items = as_list(value) if self.in_query else value
            if not isinstance(items, list):
                raise _wrong(path, "an array")
            return [self.item(kind["list"], one, f"{path}[{place}]") for place, one in enumerate(items)]
        return self.fields(kind["ref"], value, path)

    def item(self, kind: Any, value: Any, path: str) -> Any:
        if value is None:
            raise _wrong(path, "not null")
        return self.value(kind, value, path)

    def first_that_fits(self, kinds: list[Any], value: Any, path: str) -> Any:
        errors: list[V2Error] = []
        for kind in kinds:
            try:
                return self.value(kind, value, path)
            except V2Error as error:
                errors.append(error)
        raise errors[0]


def _from_text(kind: str, value: str) -> Any:
    if kind == "bool":
        return BOOLEANS.get(value, value)
    return int(value) if INTEGER.fullmatch(value) else value


def _is_text(value: object) -> bool:
    """A text that UTF-8 can hold: JSON can name halves of characters."""
    return isinstance(value, str) and _printable(value) == value


def _printable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= INTEGER_MAX


SCALARS: dict[str, tuple[Callable[[object], bool], str]] = {
    "str": (_is_text, "a string"),
    "bool": (lambda value: isinstance(value, bool), "true or false"),
    "int": (_is_integer, "an integer"),
    "float": (lambda value: isinstance(value, int | float) and not isinstance(value, bool), "a number"),
    "empty": (lambda _: False, "null"),
}


def _metadata(value: Any, path: str) -> Obj:
    """Texts by name; `null` removes a name (docs.stripe.com/api-v2-overview)."""
    if not isinstance(value, dict):
        raise _wrong(path, "an object")
    if len(value) > METADATA_KEYS_MAX:
        raise _wrong(path, f"an object with at most {METADATA_KEYS_MAX} keys")
    for name, one in value.items():
        if not _is_text(name) or len(name) > METADATA_KEY_LENGTH_MAX:
            raise _wrong(path, f"an object whose keys have at most {METADATA_KEY_LENGTH_MAX} characters")
        if one is not None and not (_is_text(one) and len(one) <= METADATA_VALUE_LENGTH_MAX):
            what = f"a string of at most {METADATA_VALUE_LENGTH_MAX} characters"
            raise _wrong(f"{path}.{name}", what)
    return value


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _wrong(path: str, what: str) -> V2Error:
    return invalid_fields(f"Field '{path}' must be {what}.")
