"""Our own money stands in for what was taken from a pool, and is given back: fundings, entries, the pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pulse.ledger import Change, Posting, audited_update, entry_writes
from pulse.pools import postings
from pulse.pools.pool_writes import pool_writes
from pulse.pools.records import Funding
from pulse.pools.scene import Scene
from pulse.ports.store import Write


def cover_writes(scene: Scene, shares: Mapping[str, int], change: Change) -> list[Write]:
    """*shares* of our own money, by funding. The pool stands in the commit in the version that was read."""
    return _writes(scene, shares, change, sign=1)


def uncover_writes(scene: Scene, shares: Mapping[str, int], change: Change) -> list[Write]:
    """*shares* of it are ours again, by funding."""
    return _writes(scene, shares, change, sign=-1)


def _writes(scene: Scene, shares: Mapping[str, int], change: Change, *, sign: int) -> list[Write]:
    after: list[Funding] = []
    writes: list[Write] = []
    for funding in scene.fundings:
        share = shares.get(funding.funding_id, 0)
        if not share:
            after.append(funding)
            continue
        changed = funding.but(
            covered_amount=funding.covered_amount + sign * share,
            version=funding.version + 1,
            updated_at=change.at,
        )
        after.append(changed)
        writes += audited_update(scene.documents[funding.funding_id], changed, change)
        kind, posted = (
            ("cover", postings.covered) if sign > 0 else ("cover_returned", postings.cover_returned)
        )
        writes += _entry(changed, kind, posted(funding, share), change.at)
    return [*pool_writes(scene, after, change.actor, change.at), *writes]


def _entry(funding: Funding, kind: str, posted: Sequence[Posting], at: datetime) -> Sequence[Write]:
    """Keyed by the funding's new version: no commit decides it twice."""
    reference = f"{funding.funding_id}_v{funding.version}"
    return entry_writes(reference, kind, posted, subject=funding.path, at=at)
