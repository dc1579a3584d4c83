"""Who took part, and the frozen standings: pages beside the award, named by the inputs of the result."""

from __future__ import annotations

from collections.abc import Sequence

from pulse import documents
from pulse.batches import chunks
from pulse.documents import Participant
from pulse.ports import Ports
from pulse.ports.store import Merge
from pulse.prizes.records import Award, Winner, standings_path

PAGE = 400
"""Standings in one document: far below Firestore's 1 MiB, however long the names are."""


def fetch_participants(challenge_id: str, *, ports: Ports) -> list[Participant]:
    """Raises *DocumentMisfit* at an entry that may win and cannot be read."""
    entries = documents.fetch_participants(challenge_id, ports.store)
    return [entry for entry in entries if entry is not None]


def fetch_standings(award: Award, *, ports: Ports) -> list[Winner]:
    """The frozen standings, first place first."""
    pages = [standings_path(award.challenge_id, award.inputs_hash, page) for page in range(award.page_count)]
    found = ports.store.get_all(pages)
    return [Winner.model_validate(entry) for page in pages for entry in found[page].fields["entries"]]


def write_standings(challenge_id: str, inputs_hash: str, places: Sequence[Winner], *, ports: Ports) -> int:
    """How many pages were written. All of them exist before the award that names them."""
    pages = list(chunks(places, PAGE))
    for number, page in enumerate(pages):
        entries = [winner.fields() for winner in page]
        ports.store.commit([Merge(standings_path(challenge_id, inputs_hash, number), {"entries": entries})])
    return len(pages)
