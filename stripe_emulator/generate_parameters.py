"""Writes the tables of parameters, one for v1 and one for v2, from the installed `stripe` package.

Stripe generates the types in `stripe.params` from its specification. The tables are written ahead of
time so that the emulator starts fast and needs no SDK. Run
`python -m stripe_emulator.generate_parameters` after an upgrade of `stripe`.
"""

import json
import typing
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import stripe.params
import stripe.params.radar
from stripe._request_options import RequestOptions
from stripe._stripe_context import StripeContext
from stripe._stripe_object import UntypedStripeObject
from stripe.events._event_classes import (
    _V2_EVENT_NOTIFICATION_CLASS_LOOKUP,
    get_v2_event_notification_class,
)
from typing_extensions import get_type_hints, is_typeddict

from stripe_emulator.requests.routes import ROUTES

TABLE = Path(__file__).parent / "requests" / "parameters.json"
TABLE_V2 = Path(__file__).parent / "requests" / "v2" / "parameters.json"
SHAPES_V2 = Path(__file__).parent / "resources" / "accounts" / "v2_view" / "shapes.json"
THIN_TYPES = Path(__file__).parent / "world" / "thin_types.json"
V2 = "v2."
"""How the names of v2 parameters begin: `v2.core.AccountCreateParams` is of `stripe.params.v2.core`."""

SCALARS = {str: "str", int: "int", float: "float", bool: "bool"}
Types = dict[str, Any]


def generate() -> str:
    """The table of v1 as JSON text, one class on each line."""
    types: Types = {}
    for name in _names(v2=False):
        _add_class(params_class(name), types)
    _add_what_only_browsers_send(types)
    return _as_text(types)


def generate_v2() -> str:
    """The table of v2 as JSON text, one class on each line."""
    types: Types = {}
    for name in _names(v2=True):
        _add_class(params_class(name), types)
    return _as_text(types)


def generate_thin_types() -> str:
    """The types of thin events as JSON text, and what kind of thing each is about."""
    types = {one: _about(get_v2_event_notification_class(one)) for one in _V2_EVENT_NOTIFICATION_CLASS_LOOKUP}
    lines = [f"{json.dumps(name)}: {json.dumps(types[name])}" for name in sorted(types)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def generate_shapes() -> str:
    """The fields of the parts of a v2 account that a platform fills in, as JSON text."""
    core = import_module("stripe.v2.core")
    account = core.Account
    shapes: Types = {}
    roots = {
        "customer": account.Configuration.Customer,
        "identity": account.Identity,
        "merchant": account.Configuration.Merchant,
        "person": core.AccountPerson,
    }
    for name, root in roots.items():
        _add_shape(name, root, shapes)
    return _as_text(shapes)


def _add_shape(name: str, cls: type, shapes: Types) -> None:
    """Each field with its value when nothing is known, or with the shape that it has."""
    inner: dict[str, type] = getattr(cls, "_inner_class_types", {})
    fields: Types = {}
    for field, hint in cls.__annotations__.items():
        if field.isupper() or field == "_inner_class_types":
            continue
        is_list = str(hint).startswith("typing.List") or str(hint).startswith("ForwardRef('List")
        fields[field] = {"empty": [] if is_list else None}
        if field in inner and field != "capabilities":
            fields[field]["shape"] = f"{name}.{field}"
            _add_shape(f"{name}.{field}", inner[field], shapes)
    shapes[name] = fields


def _about(notification: type) -> str:
    related = str(notification.__annotations__.get("related_object", "nothing"))
    return "singleton" if "Singleton" in related else "nothing" if related == "nothing" else "object"


def _names(*, v2: bool) -> list[str]:
    return sorted({one.params for one in ROUTES if one.params and one.params.startswith(V2) == v2})


def _as_text(types: Types) -> str:
    lines = [f"{json.dumps(name)}: {json.dumps(types[name])}" for name in sorted(types)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def params_class(name: str) -> type:
    """The class of an endpoint's parameters in the SDK."""
    found: type
    if name.startswith(V2):
        module, _, short = name.rpartition(".")
        found = getattr(import_module(f"stripe.params.{module}"), short)
        return found
    found = getattr(stripe.params, name, None) or getattr(stripe.params.radar, name)
    return found


def _add_what_only_browsers_send(types: Types) -> None:
    """`payment_method_data[card]` comes from Stripe.js, so that the SDK of a server has no type for it."""
    for verb in ("Confirm", "Create", "Update"):
        fields = types[f"PaymentIntent{verb}ParamsPaymentMethodData"]["fields"]
        fields["card"] = {"ref": "PaymentMethodCreateParamsCard"}
        fields["type"] = types["PaymentMethodCreateParams"]["fields"]["type"]


def _add_class(cls: type, types: Types) -> None:
    if cls.__name__ in types:
        return
    entry: Types = {"required": [], "fields": {}}
    types[cls.__name__] = entry
    module = import_module(cls.__module__)
    names = {
        **vars(module),
        "Mapping": Mapping,
        "StripeContext": StripeContext,
        "UntypedStripeObject": UntypedStripeObject,
    }
    ours = cls.__annotations__.keys() - RequestOptions.__annotations__.keys()
    hints = get_type_hints(cls, globalns=names)
    required: frozenset[str] = getattr(cls, "__required_keys__", frozenset())
    for name in sorted(ours):
        wire_name = name.removesuffix("_") if name == "from_" else name
        entry["fields"][wire_name] = _describe(hints[name], types)
        if name in required:
            entry["required"].append(wire_name)


def _describe(hint: Any, types: Types) -> Any:  # noqa: PLR0911 -- a table of kinds
    if hint in SCALARS:
        return SCALARS[hint]
    if is_typeddict(hint):
        _add_class(hint, types)
        return {"ref": hint.__name__}
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return "empty" if arguments == ("",) else {"enum": list(arguments)}
    if origin is list:
        return {"list": _describe(arguments[0], types)}
    if origin is dict or getattr(origin, "__name__", "") == "UntypedStripeObject":
        return "map"
    if hint is type(None):
        return "empty"
    if arguments:
        return _describe_union(arguments, types)
    return "str"


def _describe_union(arguments: tuple[Any, ...], types: Types) -> Any:
    described = [_describe(one, types) for one in arguments]
    unique = [one for place, one in enumerate(described) if one not in described[:place]]
    has_enum = any(isinstance(one, dict) and "enum" in one for one in unique)
    kept = [one for one in unique if not (has_enum and one == "str")]
    return kept[0] if len(kept) == 1 else {"any": kept}


if __name__ == "__main__":
    TABLE.write_text(generate())
    TABLE_V2.write_text(generate_v2())
    SHAPES_V2.write_text(generate_shapes())
    THIN_TYPES.write_text(generate_thin_types())
