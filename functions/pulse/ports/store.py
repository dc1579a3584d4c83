"""The store: documents with versions. The only way to change them is a commit of writes with preconditions.

There are no transactions that run again (decision 0201). A use case reads, decides purely, and commits its
decision on condition that what it read has not changed. A lost race raises `Conflict`. Without a clear answer
it raises `StoreUnavailable`, and the commit may or may not have happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal, Protocol, TypeAlias

Fields: TypeAlias = Mapping[str, Any]
Masks: TypeAlias = Mapping[str, Sequence[str]]
"""By collection, the fields to read of its documents (a dot reaches into a map). Others are read whole."""

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
    """A document as read. `version` is opaque and changes with every write."""

    path: str
    fields: Fields
    version: Any

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Create:
    """Fails with *Conflict* if the document exists, so only one writer can create it."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Update:
    """Changes the named fields (a dot reaches into a map). *Conflict* if the document has another *version*.

    Without a version the document must exist.
    """

    path: str
    fields: Fields
    version: Any = None
    spare: bool = False
    """Left out where its document has no room: another program may have filled it. What is required of the
    document is required all the same."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Creates the document or deep-merges the fields into it. For projections and settings, never money."""

    path: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Delete:
    path: str
    version: Any = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Writes nothing. *Conflict* if the document has another *version*, or does not exist (decision 1701).
    With None as the version it must exist.

    Any number of commits may require the same document at one time: only a write of it is waited for.
    """

    path: str
    version: Any


Write: TypeAlias = Create | Update | Merge | Delete | Unchanged


def without_spare(writes: Sequence[Write]) -> list[Write] | None:
    """*writes* as they are committed once a document had no room; None where none of them is spare."""
    if not any(isinstance(one, Update) and one.spare for one in writes):
        return None
    return [
        Unchanged(one.path, one.version) if isinstance(one, Update) and one.spare else one for one in writes
    ]


IN_MAX = 30
"""Values that one `in` may have in Firestore."""


@dataclass(frozen=True, slots=True)
class Query:
    """Documents of one collection, in order. Documents that are equal in it are in order of their id."""

    collection: str
    where: Sequence[tuple[str, Operator, Any]] = ()
    order_by: Sequence[tuple[str, Direction]] = ()
    limit: int | None = None
    after: Document | None = None
    """Start after this document, which must have the `order_by` fields."""
    fields: Sequence[str] | None = None
    """Read only these; None: all."""
    group: bool = False
    """Every collection whose last name is *collection*, below whichever document. *after* does not work."""


@dataclass(frozen=True, slots=True)
class Totals:
    count: int
    sums: Mapping[str, int] = field(default_factory=dict)


NO_FIELDS: Final = ("__name__",)
"""As the fields to read: none, only whether the document exists, and its version."""


class Store(Protocol):
    """Every call raises *StoreUnavailable* when there is no clear answer.

    A document that was read in part has the other fields missing. So what another program wrote into a
    document costs no memory here, however large it is.
    """

    def get(self, path: str, fields: Sequence[str] | None = None) -> Document | None: ...

    def get_all(self, paths: Sequence[str], masks: Masks | None = None) -> dict[str, Document]:
        """The documents that exist, by path, in the time of one round trip."""
        ...

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        """Apply all writes or none. Returns the versions of the documents then, in the order of the writes.

        Raises *Conflict* when a precondition does not hold, and *NoRoom* when a document would be too large.
        Then the writes that are *spare* are left out first.
        """
        ...

    def query(self, query: Query) -> list[Document]: ...

    def totals(self, query: Query, sums: Sequence[str] = ()) -> Totals:
        """Count and sums of the matching documents, at a lower cost than reading them.

        Only documents that have every summed field count: Firestore aggregates over its indexes.
        """
        ...
