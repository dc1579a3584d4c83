"""Who took part, and the frozen standings: pages beside the award, whose names follow from the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulse import documents
from pulse.batches import chunks, readable
from pulse.documents import Participant
from pulse.ports import Document, Ports
from pulse.ports.store import Merge
from pulse.prizes.records import Award, Winner, standings_path

PAGE = 400
"""Standings in one document: far below Firestore's 1 MiB, however long the names are."""


def fetch_participants(challenge_id: str, *, ports: Ports) -> list[Participant]:
    """Raises *DocumentMisfit* at an entry that may win and cannot be read."""
    entries = documents.fetch_participants(challenge_id, ports.store)
    return [entry for entry in entries if entry is not None]


def fetch_standings(award: Award, *, ports: Ports) -> list[Winner]:
    """The standings as they are frozen, best place first.

    Raises *RecordDamaged* where a page is gone or unreadable.
    """
    return _fetch(award.challenge_id, award.pages_name, award.page_count, ports=ports)


def fetch_first_standings(award: Award, *, ports: Ports) -> list[Winner]:
    """Those of the first version, whatever two administrators changed since."""
    if not award.former:
        return fetch_standings(award, ports=ports)
    first = award.former[0]
    return _fetch(award.challenge_id, first.standings_hash, first.page_count, ports=ports)


def _fetch(challenge_id: str, name: str, count: int, *, ports: Ports) -> list[Winner]:
    pages = [standings_path(challenge_id, name, page) for page in range(count)]
    found = ports.store.get_all(pages)
    return [winner for page in pages for winner in readable(_Page, found.get(page) or _no_page(page)).winners]


@dataclass(frozen=True, slots=True)
class _Page:
    winners: Sequence[Winner]

    @classmethod
    def of(cls, document: Document) -> _Page:
        return cls([Winner.model_validate(entry) for entry in document.fields["entries"]])


def _no_page(where: str) -> Document:
    return Document(where, {}, None)


def write_standings(challenge_id: str, pages_name: str, places: Sequence[Winner], *, ports: Ports) -> int:
    """How many pages were written. All of them exist before the award that names them."""
    pages = list(chunks(places, PAGE))
    for number, page in enumerate(pages):
        entries = [winner.fields() for winner in page]
        ports.store.commit([Merge(standings_path(challenge_id, pages_name, number), {"entries": entries})])
    return len(pages)
