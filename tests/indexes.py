"""Which composite indexes production needs: the Firestore emulator answers without them, Firestore does not.

The rule (firebase.google.com/docs/firestore/query-data/index-overview): equalities alone need none; an order,
a range or a sum beside a filter needs the equalities first, then what is ordered, then what is summed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pulse.ports.store import Query

_FILE = Path(__file__).parent.parent / "firestore.indexes.json"
_EQUALITIES = {"==", "in", "array_contains"}


def missing_index(query: Query, sums: Sequence[str] = ()) -> str | None:
    """None when Firestore would answer *query*, else what `firestore.indexes.json` lacks."""
    equal = sorted({name for name, operator, _ in query.where if operator in _EQUALITIES})
    ordered = _ordered(query)
    if len(equal) + len(ordered) + len(sums) <= 1 or not (ordered or sums):
        return None
    if not equal and len(ordered) == 1 and not sums:
        return None
    wanted = (equal, ordered, sorted(sums))
    has = any(_fits(index, wanted) for index in _indexes(query.collection))
    return None if has else f"{query.collection}: equal {equal}, then {ordered}, then {sorted(sums)}"


class IndexedStore:
    """A store that refuses what Firestore would refuse for want of an index."""

    def __init__(self, inner: Any) -> None:
        object.__setattr__(self, "_inner", inner)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._inner, name, value)

    def query(self, query: Query) -> Any:
        self._check(query)
        return self._inner.query(query)

    def totals(self, query: Query, sums: Sequence[str] = ()) -> Any:
        self._check(query, sums)
        return self._inner.totals(query, sums)

    def _check(self, query: Query, sums: Sequence[str] = ()) -> None:
        lacking = missing_index(query, sums)
        assert lacking is None, f"no index for {lacking}"


def _ordered(query: Query) -> list[tuple[str, str]]:
    explicit = [(name, "DESCENDING" if way == "desc" else "ASCENDING") for name, way in query.order_by]
    ranges = [name for name, operator, _ in query.where if operator not in _EQUALITIES]
    implicit = [(name, "ASCENDING") for name in dict.fromkeys(ranges) if name not in dict(explicit)]
    return [*explicit, *implicit]


@cache
def _indexes(collection: str) -> list[list[tuple[str, str]]]:
    listed = json.loads(_FILE.read_text())["indexes"]
    return [
        [(field["fieldPath"], field.get("order") or "CONTAINS") for field in index["fields"]]
        for index in listed
        if index["collectionGroup"] == collection
    ]


def _fits(index: list[tuple[str, str]], wanted: tuple[list[str], list[tuple[str, str]], list[str]]) -> bool:
    equal, ordered, sums = wanted
    first, rest = index[: len(equal)], index[len(equal) :]
    middle, last = rest[: len(ordered)], rest[len(ordered) :]
    return (
        sorted(name for name, _ in first) == equal
        and middle == ordered
        and sorted(name for name, _ in last) == sums
    )
