"""The store in memory, for tests and the simulation. It passes the same contract tests as Firestore."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from threading import Lock
from typing import Any

from pulse.errors import Conflict, NoRoom
from pulse.ports.store import (
    DELETE_FIELD,
    Create,
    Delete,
    Direction,
    Document,
    Fields,
    Masks,
    Merge,
    Operator,
    Query,
    Totals,
    Unchanged,
    Update,
    Write,
    without_spare,
)

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda field, value: field == value,
    "<": lambda field, value: field < value,
    "<=": lambda field, value: field <= value,
    ">": lambda field, value: field > value,
    ">=": lambda field, value: field >= value,
    "in": lambda field, value: field in value,
    "array_contains": lambda field, value: isinstance(field, list) and value in field,
}


_PATH = attrgetter("path")
"""Within a collection, paths have the order of ids."""


class MemoryStore:
    """Stored fields are never changed in place, so documents that were read need no copy.

    *measures*: documents have a size, as Firestore's have. To measure them takes time.
    """

    def __init__(self, *, measures: bool = False) -> None:
        self.measures = measures
        self._documents: dict[str, dict[str, Document]] = {}
        self._version = 0
        self._lock = Lock()

    def get(self, path: str, fields: Sequence[str] | None = None) -> Document | None:
        found = self._collection(path.rpartition("/")[0]).get(path)
        return found and _in_part(found, fields)

    def get_all(self, paths: Sequence[str], masks: Masks | None = None) -> dict[str, Document]:
        masks = masks or {}
        with self._lock:
            read = ((path, self.get(path, masks.get(path.rpartition("/")[0]))) for path in paths)
            return {path: found for path, found in read if found}

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        with self._lock:
            for write in writes:
                self._check(write)
            if self.measures and any(map(self._is_too_large, writes)):
                writes = without_spare(writes) or []
                if not writes or any(map(self._is_too_large, writes)):
                    raise NoRoom
            return [self._apply(write) for write in writes]

    def _is_too_large(self, write: Write) -> bool:
        if isinstance(write, Delete | Unchanged):
            return False
        stored = self._collection(write.path.rpartition("/")[0]).get(write.path)
        return size_of(_changed(stored, write)) > DOCUMENT_BYTES_MAX

    def query(self, query: Query) -> list[Document]:
        names = self._group(query.collection) if query.group else [query.collection]
        if not any(map(self._collection, names)):
            return []
        with self._lock:
            found = [document for name in names for document in self._collection(name).values()]
        for condition in query.where:
            holds = _condition(*condition)
            found = [document for document in found if holds(document.fields)]
        for field, _ in query.order_by:
            found = [document for document in found if _present(document.fields, field)]
        if len(found) > 1:
            _sort(found, query.order_by)
        if query.after is not None:
            ids = [document.id for document in found]
            found = found[ids.index(query.after.id) + 1 :] if query.after.id in ids else found
        found = found[: query.limit] if query.limit is not None else found
        return [_in_part(document, query.fields) for document in found]

    def totals(self, query: Query, sums: Sequence[str] = ()) -> Totals:
        found = [d for d in self.query(query) if all(_present(d.fields, field) for field in sums)]
        return Totals(
            len(found),
            {field: sum(v for d in found if isinstance(v := _reach(d.fields, field), int)) for field in sums},
        )

    def peek(self, collection: str) -> Iterable[Document]:
        """The documents of a collection in no order. Do not change them."""
        return list(self._collection(collection).values())

    @property
    def version(self) -> int:
        """Grows with every write."""
        return self._version

    def _collection(self, name: str) -> dict[str, Document]:
        found = self._documents.get(name)
        return self._documents.setdefault(name, {}) if found is None else found

    def _group(self, last: str) -> list[str]:
        return [name for name in self._documents if name.rpartition("/")[2] == last]

    def _check(self, write: Write) -> None:
        stored = self._collection(write.path.rpartition("/")[0]).get(write.path)
        match write:
            case Create() if stored is not None:
                raise Conflict(f"{write.path} exists")
            case Update() if stored is None:
                raise Conflict(f"{write.path} does not exist")
            case Update(version=version) | Delete(version=version) if version is not None and (
                stored is None or stored.version != version
            ):
                raise Conflict(f"{write.path} has changed")
            case Unchanged() if stored is None or write.version not in {None, stored.version}:
                raise Conflict(f"{write.path} has changed")
            case _:
                pass

    def _apply(self, write: Write) -> Any:
        if isinstance(write, Unchanged):
            return write.version
        collection = self._collection(write.path.rpartition("/")[0])
        stored = collection.get(write.path)
        if isinstance(write, Delete):
            collection.pop(write.path, None)
            return None
        self._version += 1
        collection[write.path] = Document(write.path, _changed(stored, write), self._version)
        return self._version


DOCUMENT_BYTES_MAX = 2**20


def size_of(value: Any) -> int:
    """Bytes, about as Firestore counts them (firebase.google.com/docs/firestore/storage-size)."""
    match value:
        case None | bool():
            return 1
        case str():
            return len(value.encode(errors="replace")) + 1
        case bytes():
            return len(value)
        case dict():
            return 32 + sum(size_of(name) + size_of(inner) for name, inner in value.items())
        case list() | tuple():
            return sum(map(size_of, value))
        case _:
            return 8


def _changed(stored: Document | None, write: Create | Update | Merge) -> dict[str, Any]:
    fields: dict[str, Any] = dict(stored.fields) if stored else {}
    match write:
        case Create():
            fields = _copied(write.fields)
        case Update():
            for name, value in write.fields.items():
                _set(fields, name.split("."), _copied(value))
        case Merge():
            _merge(fields, write.fields)
    return fields


def _in_part(document: Document, fields: Sequence[str] | None) -> Document:
    if fields is None:
        return document
    kept: dict[str, Any] = {}
    for name in fields:
        if "." not in name:
            if name in document.fields:
                kept[name] = document.fields[name]
        elif _present(document.fields, name):
            _set(kept, name.split("."), _reach(document.fields, name))
    return Document(document.path, kept, document.version)


def _copied(value: Any) -> Any:
    """A copy of maps and lists; other values cannot change."""
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(inner) for inner in value]
    return value


def _set(fields: dict[str, Any], names: list[str], value: Any) -> None:
    for name in names[:-1]:
        inner = fields.get(name)
        fields[name] = dict(inner) if isinstance(inner, dict) else {}
        fields = fields[name]
    if value is DELETE_FIELD:
        fields.pop(names[-1], None)
    else:
        fields[names[-1]] = value


def _merge(fields: dict[str, Any], changes: Fields) -> None:
    for name, value in changes.items():
        if value is DELETE_FIELD:
            fields.pop(name, None)
        elif isinstance(value, dict) and value:
            inner = fields.get(name)
            fields[name] = dict(inner) if isinstance(inner, dict) else {}
            _merge(fields[name], value)
        else:
            fields[name] = _copied(value)


def _reach(fields: Fields, name: str) -> Any:
    if "." not in name:
        return fields.get(name)
    value: Any = fields
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _condition(field: str, operator: Operator, value: Any) -> Callable[[Fields], bool]:
    """Whether the field of a document is as a query asks. A range holds values of one type only."""
    holds = _OPERATORS[operator]
    if operator in {"<", "<=", ">", ">="}:
        rank = _rank(value)

        def in_range(fields: Fields) -> bool:
            present = _reach(fields, field)
            if present is None and value is not None:
                return False
            return _rank(present) == rank and holds(present, value)

        return in_range

    def fits(fields: Fields) -> bool:
        present = _reach(fields, field)
        return (present is not None or value is None) and holds(present, value)

    return fits


def _present(fields: Fields, name: str) -> bool:
    if "." not in name:
        return name in fields
    holder, _, last = name.rpartition(".")
    inner = _reach(fields, holder)
    return isinstance(inner, dict) and last in inner


_RANKS: tuple[tuple[type | tuple[type, ...], int], ...] = (
    (type(None), 0),
    (bool, 1),
    ((int, float), 2),
    (datetime, 3),
    (str, 4),
    (bytes, 5),
    ((list, tuple), 6),
)


_RANK_OF: dict[type, int] = {}


def _rank(value: Any) -> int:
    """Firestore's order of types: null, booleans, numbers, timestamps, strings, bytes, arrays, maps."""
    kind = type(value)
    if kind not in _RANK_OF:
        _RANK_OF[kind] = next((rank for kinds, rank in _RANKS if issubclass(kind, kinds)), 7)
    return _RANK_OF[kind]


def _sortable(value: Any) -> tuple[int, Any]:
    rank = _rank(value)
    if rank == 0:
        return (0, 0)
    return (rank, value if rank < 6 else str(value))


def _sort(found: list[Document], order_by: Sequence[tuple[str, Direction]]) -> None:
    """Equal documents are in order of their id, in the direction of the last ordered field."""
    found.sort(key=_PATH, reverse=bool(order_by) and order_by[-1][1] == "desc")
    for field, direction in reversed(order_by):
        found.sort(
            key=lambda document: _sortable(_reach(document.fields, field)), reverse=direction == "desc"
        )
