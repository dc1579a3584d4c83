"""The schemas of inputs, answers, their parts and their enums, with every field described."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.alias_generators import to_camel
from typing_extensions import get_type_hints, is_typeddict

from local.openapi import values
from local.openapi.docstrings import field_docs, one_line
from local.openapi.glossary import FIELDS
from pulse.doors.access.roles import Access
from pulse.doors.operation import Operation

Schema = dict[str, Any]
PLACE = "#/components/schemas/"
_OWN = "Your own uid, or nothing."


def name_of(operation: Operation, role: str) -> str:
    """`CreatePaymentIntentInput`, `CreatePaymentIntentAnswer`."""
    return operation.callable_name[0].upper() + operation.callable_name[1:] + role


def add_input(operation: Operation, schemas: dict[str, Schema]) -> Schema:
    """The fields of *operation*, which are added to *schemas*; returns them, not the reference."""
    kind = operation.input
    schema = _untitled(kind.model_json_schema())
    docs = field_docs(kind)
    for name, field in schema["properties"].items():
        rule = _take_rule(field)
        text = _OWN if _is_own(operation, name) else _told(kind, name, docs)
        field["description"] = f"{text} It must be {rule}." if rule else text
        unused = name == "accountType" and operation.name not in values.TAKES_ACCOUNT_TYPE
        if name in values.DEPRECATED_INPUTS or unused:
            field["deprecated"] = True
    schema["description"] = f"What `{operation.name}` takes."
    return _add(name_of(operation, "Input"), schema, schemas)


def _is_own(operation: Operation, name: str) -> bool:
    return name == "userId" and operation.access is Access.ONESELF


def _take_rule(field: Schema) -> str:
    """The rule of the field's form, which error sentences repeat, out of where pydantic has it."""
    for place in (field, *field.get("anyOf", [])):
        if "description" in place:
            return str(place.pop("description"))
    return ""


def add_answer(operation: Operation, schemas: dict[str, Schema]) -> None:
    """The answer of *operation*, its parts and their enums. Raises *ValueError* for two parts of one name."""
    adapter: TypeAdapter[Any] = TypeAdapter(operation.answer)
    schema = _untitled(adapter.json_schema(mode="serialization", ref_template=PLACE + "{model}"))
    kinds = dict(_parts(operation.answer))
    for name, part in schema.pop("$defs", {}).items():
        _add(name, _described(part, kinds[name], schemas), schemas)
    answer = _described(schema, operation.answer, schemas)
    answer["description"] = f"What `{operation.name}` answers."
    answer["properties"] = {
        "success": {"const": True, "description": FIELDS["success"]},
        **answer["properties"],
    }
    answer["required"] = ["success", *answer.get("required", [])]
    _add(name_of(operation, "Answer"), answer, schemas)


def _described(schema: Schema, kind: type, schemas: dict[str, Schema]) -> Schema:
    docs = {to_camel(name) if issubclass(kind, BaseModel) else name: doc for name, doc in _docs(kind)}
    for name, field in schema["properties"].items():
        text = _told(kind, name, docs)
        if enum := values.of(values.ENUMS, kind.__name__, name):
            _add(enum.__name__, enum_schema(enum), schemas)
            _restrict(field, {"$ref": PLACE + enum.__name__})
        elif form := values.of(values.FORMS, kind.__name__, name):
            _restrict(field, {"type": "string", **form})
        if instead := values.of(values.DEPRECATED_ANSWERS, kind.__name__, name):
            field["deprecated"], text = True, f"{text} {instead}"
        field["description"] = text
    if "description" in schema:
        schema["description"] = one_line(schema["description"])
    return schema


def _told(kind: type, name: str, docs: Mapping[str, str]) -> str:
    text = docs.get(name) or FIELDS.get(name)
    if text is None:
        raise ValueError(f"{kind.__name__}.{name} is not in local/openapi/glossary.py and has no docstring")
    return text


def _docs(kind: type) -> Iterator[tuple[str, str]]:
    yield from field_docs(kind).items()


def _restrict(field: Schema, to: Mapping[str, Any]) -> None:
    """What holds a text, in the field, in one of its options or in its items, may be *to* alone."""
    if field.get("type") == "string":
        del field["type"]
        field.update(to)
    for inner in (*field.get("anyOf", []), *([field["items"]] if "items" in field else [])):
        _restrict(inner, to)


def enum_schema(enum: type[StrEnum]) -> Schema:
    """The values with what each says, and a description that a reader can use."""
    docs = field_docs(enum)
    told = [f"`{one.value}`: {docs[one.name]}" for one in enum if one.name in docs]
    about = one_line(enum.__doc__ or "")
    return {
        "type": "string",
        "enum": [one.value for one in enum],
        "description": "\n- ".join([about or f"One of {len(enum)} words.", *told]),
    }


def _parts(kind: Any) -> Iterator[tuple[str, type]]:
    """The answer's class and the classes of its parts, by name."""
    for inner in get_args(kind):
        yield from _parts(inner)
    is_model = isinstance(kind, type) and get_origin(kind) is None and issubclass(kind, BaseModel)
    if is_typeddict(kind) or is_model:
        yield kind.__name__, kind
        for hint in get_type_hints(kind).values():
            yield from _parts(hint)


def _add(name: str, schema: Schema, schemas: dict[str, Schema]) -> Schema:
    if schemas.setdefault(name, schema) != schema:
        raise ValueError(f"two parts are named {name}: one of them needs another name")
    return schema


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
