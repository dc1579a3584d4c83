"""What a mutant is: the system with one mistake, and where the mistake shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pulse.ports import Document
from pulse.ports.store import Masks, Query
from tests.simulation.faults import Profile
from tests.simulation.world import Design

MONEY = frozenset({"double", "lost", "stuck", "books"})


@dataclass(frozen=True)
class Mutant:
    design: Design
    profile: Profile
    """Where its harm shows soonest."""
    shows: frozenset[str] = MONEY
    """Which harm counts, by the names of the verdict's fields."""
    calm: bool = False
    """Whether it does harm without any fault. The others must need one: they show that the faults work."""
    baseline: Design = Design()  # noqa: RUF009 - frozen
    """The same design without the mutation. A seed counts only if this design does no harm in it."""


class Passing:
    """A port of which a subclass breaks a part."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class Misreading(Passing):
    """A store whose documents a subclass reads otherwise, or not at all."""

    def read(self, document: Document) -> Document | None:
        raise NotImplementedError

    def get(self, path: str, fields: Sequence[str] | None = None) -> Document | None:
        found = self._inner.get(path, fields)
        return found and self.read(found)

    def get_all(self, paths: Sequence[str], masks: Masks | None = None) -> dict[str, Document]:
        found = self._inner.get_all(paths, masks)
        return {path: other for path, document in found.items() if (other := self.read(document))}

    def query(self, query: Query) -> list[Document]:
        return [other for document in self._inner.query(query) if (other := self.read(document))]
