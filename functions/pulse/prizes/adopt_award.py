"""An award that was made before pools were gets a version and a pool when it is first read."""

from __future__ import annotations

from pulse.errors import Conflict
from pulse.ledger import Change, commit_update, existing
from pulse.ports import Document, Ports
from pulse.prizes.award_pool import adoption_writes
from pulse.prizes.records import Award


def adopt_award(document: Document, *, actor: str, ports: Ports) -> Document:
    """The award's document, with a version. One that had none counts as not recorded again: its participants
    are told, and its review begins.
    """
    award = Award.of(document)
    if award.award_version is not None:
        return document
    now = ports.clock.now()
    adopted = award.but(award_version=1, status="frozen", updated_at=now)
    change = Change("award.adopted", actor, now)
    try:
        return commit_update(
            ports.store, document, adopted, change, *adoption_writes(adopted, actor, now, ports.settings)
        )
    except Conflict:
        return existing(ports.store.get(document.path), "award", code="award_not_found")
