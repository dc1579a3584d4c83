"""`users/{uid}` as a frozen value: what names a person, and what the backend projected there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulse.documents.readers import cleaned
from pulse.ports.store import Document

COLLECTION = "users"
NAME = ("username",)
FIELDS = ("username", "email", "creator", "winner")


@dataclass(frozen=True, slots=True)
class Projected:
    """A part of the user document that the backend writes, and that clients write back as they read it.

    Nothing here decides anything: it is compared with what should be there.
    """

    exists: bool
    _fields: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, value: Any) -> Projected:
        """`winner` may be null in documents of the first system."""
        return cls(True, value) if isinstance(value, Mapping) else cls(False, {})

    def differing(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Those of *wanted* that the document does not show already."""
        return {name: value for name, value in wanted.items() if self._fields.get(name) != value}

    def shown(self, *names: str) -> dict[str, Any]:
        return {name: self._fields.get(name) for name in names}

    def maps(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """The maps of a list, in order; empty for anything else."""
        listed = self._fields.get(name)
        return tuple(one for one in listed if isinstance(one, Mapping)) if isinstance(listed, list) else ()


@dataclass(frozen=True, slots=True)
class User:
    id: str
    path: str
    version: Any
    username: str | None
    email: str | None
    language: str | None
    """As the app says it, such as `de-AT`."""
    opted_out: frozenset[str]
    """By which of `email` and `push` the person wants no notices."""
    creator: Projected
    winner: Projected

    @classmethod
    def of(cls, document: Document) -> User:
        fields = document.fields
        return cls(
            id=document.id,
            path=document.path,
            version=document.version,
            username=cleaned(fields.get("username")) or None,
            email=cleaned(fields.get("email")) or None,
            language=cleaned(fields.get("language")) or None,
            opted_out=_opted_out(fields.get("notify")),
            creator=Projected.of(fields.get("creator")),
            winner=Projected.of(fields.get("winner")),
        )


def _opted_out(chosen: Any) -> frozenset[str]:
    """Of `{"email": false}`. Whatever else an app wrote there switches nothing off."""
    if not isinstance(chosen, Mapping):
        return frozenset()
    return frozenset(name for name, wanted in chosen.items() if isinstance(name, str) and wanted is False)
