"""The documents that are about two things at once: their ids are joined, and may be claimed twice.

A purchase is `{challengeId}_{buyerId}`. Ids may contain `_`, so the round `a_b` bought by `c` has the same
id as the round `a` bought by `b_c`. A document that is found is therefore believed only if its own fields
match. If it belongs to others, the id is `{challengeId}_{buyerId}~{hash}` (decision 0032).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pulse.errors import Refusal
from pulse.ports.paths import is_segment, path
from pulse.ports.store import Document

_HASH_LENGTH = 32


class IdTaken(Refusal):
    """Both ids that a document may have belong to others. Nothing was written and no money moved."""

    code = "id_taken"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the document is, or where it is to be created if it is None."""

    id: str
    path: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class JoinedId:
    """*parts* are joined to the documented id; the document is ours if it has the fields *own*.

    *known* is an id that was chosen before; it comes first.
    """

    collection: str
    parts: tuple[str, ...]
    own: Mapping[str, str]
    known: str | None = None

    @property
    def documented(self) -> str:
        return "_".join(self.parts)

    @property
    def paths(self) -> list[str]:
        """All places where the document may be, to be read in one round trip."""
        return [path(self.collection, one) for one in self._ids]

    def place(self, found: Mapping[str, Document]) -> Place:
        """The place among *found*, which were read from `paths`. Raises *IdTaken*."""
        free: Place | None = None
        for one in self._ids:
            where = path(self.collection, one)
            document = found.get(where)
            if document is not None and self._is_ours(document):
                return Place(one, where, document)
            if document is None and free is None:
                free = Place(one, where, None)
        if free is None:
            raise IdTaken(f"the ids for this entry of {self.collection} are taken by others")
        return free

    @property
    def _ids(self) -> list[str]:
        digest = hashlib.sha256(json.dumps(self.parts).encode()).hexdigest()[:_HASH_LENGTH]
        wanted = dict.fromkeys([self.known, self.documented, f"{self.documented}~{digest}"])
        # `__a` and `b__` make an id of the form that Firestore reserves.
        return [one for one in wanted if one is not None and is_segment(one)]

    def _is_ours(self, document: Document) -> bool:
        return all(document.fields.get(name) == value for name, value in self.own.items())
