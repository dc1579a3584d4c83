"""The store: documents with versions, and one way to change them: a commit of writes with preconditions.

There are no transaction bodies to be re-run: a use case reads, decides purely, and commits what it decided
on condition that what it read still stands. Losing that race is `Conflict`; no answer is
`StoreUnavailable`, after which the commit may or may not have happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal, Protocol, TypeAlias

Fields: TypeAlias = Mapping[str, Any]
Operator: TypeAlias = Literal["==", "<", "<=", ">", ">=", "in", "array_contains"]
Direction: TypeAlias = Literal["asc", "desc"]


class _Sentinel(Enum):
    DELETE_FIELD = "DELETE_FIELD"


DELETE_FIELD: Final = _Sentinel.DELETE_FIELD
"""As a value in `Update` or `Merge`: the field is removed."""

WRITES_PER_COMMIT_MAX: Final = 400
"""Firestore's requests end at 10 MiB; 400 small documents stay far below."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read. `version` is opaque, and changes with every write."""

    path: str
    fields: Fields
    version: Any

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Create:
    """Fails with *Conflict* if the document exists: the claim by id."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Update:
    """Changes the named fields (dots reach into maps); *Conflict* unless the document still has *version*.

    Without a version it must merely exist.
    """

    path: str
    fields: Fields
    version: Any = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Creates the document or deep-merges the fields into it. For projections and settings, never money."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Delete:
    path: str
    version: Any = None


Write: TypeAlias = Create | Update | Merge | Delete


@dataclass(frozen=True, slots=True)
class Query:
    """Documents of one collection, in order; ties are in order of document id."""

    collection: str
    where: Sequence[tuple[str, Operator, Any]] = ()
    order_by: Sequence[tuple[str, Direction]] = ()
    limit: int | None = None
    after: Document | None = None
    """Start behind this document, which must have the `order_by` fields."""


@dataclass(frozen=True, slots=True)
class Totals:
    count: int
    sums: Mapping[str, int] = field(default_factory=dict)


class Store(Protocol):
    """Raises *StoreUnavailable* from every call when there is no clear answer."""

    def get(self, path: str) -> Document | None: ...

    def get_all(self, paths: Sequence[str]) -> dict[str, Document]:
        """Those of the documents that exist, by path, in one round trip."""
        ...

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        """All writes or none; the documents' new versions, in the writes' order.

        Raises *Conflict* when a precondition does not hold.
        """
        ...

    def query(self, query: Query) -> list[Document]: ...

    def totals(self, query: Query, sums: Sequence[str] = ()) -> Totals:
        """Count and sums of the matching documents; the cost does not grow with their number as reads do.

        Counts only documents that have every summed field: Firestore aggregates over its indexes.
        """
        ...
