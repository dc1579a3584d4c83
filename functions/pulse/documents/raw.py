"""A document as another program wrote it. Only the modules of this room look into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pulse.documents.misfit import DocumentMisfit
from pulse.documents.readers import PERSON, Reader, Unfit
from pulse.ports.store import Document

T = TypeVar("T")

OWNERS_MAX = 100
"""People who own one challenge. Each of them is compared with each winner."""
_OWNERS = f"the id of a person, or a list of at most {OWNERS_MAX} of them"


@dataclass(frozen=True, slots=True)
class Raw:
    where: str
    """The path of the document."""
    _fields: Mapping[str, Any] = field(repr=False)
    _within: str = ""
    """The map that these fields are in, with a dot; empty for the document itself."""

    @classmethod
    def of(cls, document: Document) -> Raw:
        return cls(document.path, document.fields)

    def has(self, name: str) -> bool:
        """Null is absent: some clients write it for what they do not set."""
        return self._fields.get(name) is not None

    def optional(
        self, name: str, reader: Reader[T], misfit: type[DocumentMisfit] = DocumentMisfit
    ) -> T | None:
        """None where the field is absent. Raises *misfit* for a value that does not fit."""
        if not self.has(name):
            return None
        try:
            return reader.read(self._fields[name])
        except Unfit as error:
            raise self.misfit(name, reader.allowed, misfit) from error

    def required(self, name: str, reader: Reader[T], misfit: type[DocumentMisfit] = DocumentMisfit) -> T:
        """Raises *misfit* for an absent field too."""
        value = self.optional(name, reader, misfit)
        if value is None:
            raise self.misfit(name, reader.allowed, misfit)
        return value

    def inner(self, name: str) -> Raw:
        """The map in a field; one without fields where it is absent."""
        value = self._fields.get(name)
        if value is None:
            return Raw(self.where, {}, f"{self._within}{name}.")
        if not isinstance(value, Mapping):
            raise self.misfit(name, "a map")
        return Raw(self.where, value, f"{self._within}{name}.")

    def people(self, name: str) -> tuple[str, ...]:
        """One person or a list of them, in order; empty where the field is absent."""
        value = self._fields.get(name)
        ids = value if isinstance(value, list | tuple) else [] if value is None or value == "" else [value]
        if len(ids) > OWNERS_MAX:
            raise self.misfit(name, _OWNERS)
        try:
            return tuple(dict.fromkeys(PERSON.read(one) for one in ids))
        except Unfit as error:
            raise self.misfit(name, _OWNERS) from error

    def any(self, name: str) -> Any:
        """The value as it is, for a reader of this room."""
        return self._fields.get(name)

    def misfit(self, name: str, allowed: str, kind: type[DocumentMisfit] = DocumentMisfit) -> DocumentMisfit:
        return kind(f"{self._within}{name}", allowed, where=self.where)
