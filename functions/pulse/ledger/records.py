"""Documents as frozen, validated values: snake_case in the code, camelCase in Firestore."""

from __future__ import annotations

from enum import Enum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from pulse.ports import Document


class Record(BaseModel):
    """Base of every stored record. Unknown fields of a document stay: only changes are written."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        populate_by_name=True,
        use_enum_values=False,
        hide_input_in_errors=True,  # errors are logged, and a document may contain anything
    )

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls.model_validate(dict(document.fields))

    def fields(self) -> dict[str, Any]:
        """The stored form: camelCase names, enums as their words."""
        stored: dict[str, Any] = _plain(self.model_dump(by_alias=True))
        return stored

    def but(self, **changes: Any) -> Self:
        """This record with *changes*, validated."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**{**values, **changes})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.value if isinstance(value, Enum) else value
