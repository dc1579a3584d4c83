"""Parameters checked by name and type against Stripe's own tables (`parameters.json`).

Messages and codes: docs.stripe.com/error-codes (parameter-unknown, parameter-missing,
parameter-invalid-integer, parameter-invalid-empty).
"""

import json
import re
from functools import cache
from math import isfinite, nan
from pathlib import Path
from typing import Any

from stripe_emulator.errors import StripeError, invalid, parameter_missing
from stripe_emulator.messages import Obj
from stripe_emulator.requests import versions
from stripe_emulator.requests.forms import as_list
from stripe_emulator.resources.call import UNSET

METADATA_KEYS_MAX = 50
METADATA_KEY_LENGTH_MAX = 40
METADATA_VALUE_LENGTH_MAX = 500
LIST_LIMIT_MAX = 100
INTEGER = re.compile("-?[0-9]{1,100}")
BOOLEANS = {"true": True, "True": True, "false": False, "False": False}
"""stripe-python up to 12.0.0 sends Python's own words."""


@cache
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = json.loads(Path(__file__).with_name("parameters.json").read_text())
    return tables


@cache
def _tables_of(era: str) -> dict[str, Any]:
    """The tables of an era of older versions; each `ref` in them leads to the table of that era."""
    tables: dict[str, Any] = json.loads(
        Path(__file__).with_name("parameters.json").read_text(),
        object_hook=lambda one: {**one, "in": era} if "ref" in one else one,
    )
    for name, table in tables.items():
        table["fields"].update(versions.fields_of(name, era))
    return tables


def choices(class_name: str, name: str) -> list[str]:
    """The words that each value of a list may be."""
    allowed: list[str] = _tables()[class_name]["fields"][name]["list"]["enum"]
    return allowed


def checked(class_name: str, given: Obj, version: str = versions.API_VERSION) -> Obj:
    """Typed values, or Stripe's error; the class name "" allows only `expand`."""
    era = versions.era_of(version)
    tables = _tables_of(era) if era else _tables()
    table = tables[class_name] if class_name else {"required": [], "fields": {"expand": {"list": "str"}}}
    if "payment_method_types" in given and class_name.startswith("PaymentIntent"):
        if not era:
            raise _payment_method_types_refused()
        given = dict(given)
        given["allowed_payment_method_types"] = given.pop("payment_method_types")
    values = _fields(table, given, "")
    if "limit" in values and not 1 <= values["limit"] <= LIST_LIMIT_MAX:
        raise _invalid_limit(values["limit"])
    return values


def _fields(table: dict[str, Any], given: Obj, path: str) -> Obj:
    known = table["fields"]
    unknown = [_join(path, name) for name in given if name not in known]
    if unknown:
        plural = "s" if len(unknown) > 1 else ""
        message = f"Received unknown parameter{plural}: {', '.join(unknown)}"
        raise invalid(message, code="parameter_unknown", param=unknown[0])
    for name in table["required"]:
        if name not in given:
            raise parameter_missing(_join(path, name))
    return {name: _value(known[name], value, _join(path, name)) for name, value in given.items()}


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _value(kind: Any, value: Any, path: str) -> Any:
    if isinstance(kind, dict):
        return _composite(kind, value, path)
    if kind == "map":
        return _map(value, path)
    if not isinstance(value, str):
        raise invalid(f"Invalid {'string' if kind == 'str' else kind}: {path}", param=path)
    if kind == "str":
        if value == "":
            raise _empty(path)
        return value
    return _scalar(kind, value, path)


def _scalar(kind: str, value: str, path: str) -> Any:
    if kind == "empty":
        if value == "":
            return UNSET
        raise invalid(f"Invalid value for {path}", param=path)
    if value == "":
        raise _empty(path)
    if kind == "int":
        if not INTEGER.fullmatch(value):
            raise invalid(f"Invalid integer: {value}", code="parameter_invalid_integer", param=path)
        return int(value)
    if kind == "bool":
        if value not in BOOLEANS:
            raise invalid(f"Invalid boolean: {value}", param=path)
        return BOOLEANS[value]
    return _number(value, path)


def _number(value: str, path: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise invalid(f"Invalid number: {value}", param=path)
    return number


def _composite(kind: dict[str, Any], value: Any, path: str) -> Any:
    if "any" in kind:
        return _first_that_fits(kind["any"], value, path)
    if "enum" in kind:
        if value in kind["enum"]:
            return value
        allowed = kind["enum"]
        choices = ", ".join(allowed[:-1]) + f", or {allowed[-1]}" if len(allowed) > 1 else allowed[0]
        raise invalid(f"Invalid {path}: must be one of {choices}", param=path)
    if "list" in kind:
        items = as_list(value) if isinstance(value, dict) else None
        if items is None:
            raise invalid(f"Invalid array: {path}", param=path)
        return [_value(kind["list"], one, f"{path}[{place}]") for place, one in enumerate(items)]
    if not isinstance(value, dict):
        raise invalid(f"Invalid object: {path}", param=path)
    tables = _tables_of(kind["in"]) if "in" in kind else _tables()
    return _fields(tables[kind["ref"]], value, path)


def _first_that_fits(kinds: list[Any], value: Any, path: str) -> Any:
    errors: list[StripeError] = []
    for kind in sorted(kinds, key=lambda one: one == "empty"):
        try:
            return _value(kind, value, path)
        except StripeError as error:
            errors.append(error)
    raise errors[0]


def _map(value: Any, path: str) -> dict[str, str]:
    """Metadata rules: docs.stripe.com/api/metadata."""
    if not isinstance(value, dict):
        raise invalid(f"Invalid object: {path}", param=path)
    if len(value) > METADATA_KEYS_MAX:
        raise invalid(f"You cannot have more than {METADATA_KEYS_MAX} metadata keys.", param=path)
    for name, one in value.items():
        if not isinstance(one, str):
            raise invalid(f"Invalid string: {path}[{name}]", param=f"{path}[{name}]")
        if len(name) > METADATA_KEY_LENGTH_MAX or len(one) > METADATA_VALUE_LENGTH_MAX:
            message = (
                f"Metadata keys must be under {METADATA_KEY_LENGTH_MAX} and values under "
                f"{METADATA_VALUE_LENGTH_MAX} characters long. Found: {path}[{name}]"
            )
            raise invalid(message, param=f"{path}[{name}]")
    return value


def _empty(path: str) -> StripeError:
    message = (
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a "
        f"parameter; however '{path}' cannot be unset. You should remove '{path}' from your request "
        "or supply a non-empty value."
    )
    return invalid(message, code="parameter_invalid_empty", param=path)


def _invalid_limit(limit: int) -> StripeError:
    bound = f"less than or equal to {LIST_LIMIT_MAX}" if limit > 0 else "greater than or equal to 1"
    return invalid(
        f"Invalid integer: limit must be {bound}.", code="parameter_invalid_integer", param="limit"
    )


def _payment_method_types_refused() -> StripeError:
    """docs.stripe.com/changelog/endive/2026-09-30 removes the parameter."""
    message = (
        "The `payment_method_types` parameter is no longer supported. Use `automatic_payment_methods`, "
        "`allowed_payment_method_types` or a payment method configuration instead."
    )
    code = "payment_method_types_no_longer_supported"
    return invalid(message, code=code, param="payment_method_types")
