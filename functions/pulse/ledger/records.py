"""Documents as frozen, validated values: snake_case in the code, camelCase in Firestore."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from pulse.errors import FieldUnfit, RecordDamaged
from pulse.ports import Document
from pulse.ports.paths import is_segment
from pulse.ports.store import Fields


def _known_id(text: str) -> str:
    if not is_segment(text):
        raise ValueError("this is no id of a document")
    return text


HEAD = "audit"
"""The record's field that holds `{number, hash}` of its last row."""
DocumentId = Annotated[str, AfterValidator(_known_id)]
"""The id of a person, a challenge or a record: a record with any other text in its place is damaged."""


class Record(BaseModel):
    """Base of every stored record. Unknown fields of a document stay: only changes are written."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        populate_by_name=True,
        use_enum_values=False,
        hide_input_in_errors=True,  # errors are logged, and a document may contain anything
        defer_build=True,  # a process uses few of these (decision 2001)
    )

    @classmethod
    def of(cls, document: Document) -> Self:
        """Raises *RecordDamaged* with the document's path where it holds no such record."""
        try:
            return cls.model_validate(cls.completed(document.fields))
        except (ValueError, TypeError, KeyError) as error:
            raise RecordDamaged(document.path, _why(error)) from error

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names in a document that are read of it: a query for many asks for no others."""
        return _names(cls)

    @classmethod
    def completed(cls, fields: Fields) -> dict[str, Any]:
        """*fields* with what documents of the first system lack, where a record has such."""
        return dict(fields)

    def fields(self) -> dict[str, Any]:
        """The stored form: camelCase names, enums as their words."""
        stored: dict[str, Any] = _plain(self.model_dump(by_alias=True))
        return stored

    def but(self, **changes: Any) -> Self:
        """This record with *changes*, validated."""
        return type(self)(**{**vars(self), **changes})


@cache
def _names(record: type[Record]) -> tuple[str, ...]:
    """Worked out once a class: a sweep asks for some twenty classes, again and again."""
    return (*map(to_camel, record.model_fields), HEAD)


def _why(error: Exception) -> str:
    """Which fields do not fit, never what they hold."""
    if isinstance(error, ValidationError):
        found = error.errors(include_input=False, include_url=False, include_context=False)
        return ", ".join(f"{'.'.join(map(str, one['loc']))} ({one['type']})" for one in found[:5])
    return str(error) if isinstance(error, FieldUnfit) else type(error).__name__


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.value if isinstance(value, Enum) else value
