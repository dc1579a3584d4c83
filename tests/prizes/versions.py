"""A second version of the award of a funded pool, as two administrators decide it."""

from __future__ import annotations

from pulse.ledger import Change
from pulse.prizes import award_path
from pulse.prizes.award_versions import NewVersion, prepare_version
from pulse.prizes.ranking import moved_up
from pulse.prizes.records import Award
from pulse.prizes.standings import fetch_standings
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE


def award_of(world) -> Award:
    return Award.of(world.store.get(award_path(CHALLENGE)))


def taken_out(world, *people, **options) -> Award:
    """The award without *people*, decided and not followed by its records yet."""
    award_document = world.store.get(award_path(CHALLENGE))
    pool_document = world.store.get(f"prizePools/{CHALLENGE}")
    before = Award.of(award_document)
    standings = moved_up(fetch_standings(before, ports=world.ports), people, before.wins_nothing)
    new = NewVersion(
        standings=standings, pool=before.pool, approval_id="approvals/x", disqualified=people, **options
    )
    change = Change("award.revised", "admin_user_2", world.clock.now())
    award, writes = prepare_version(
        award_document, pool_document, pools.pool_of(world), new, change, ports=world.ports
    )
    world.store.commit(writes)
    return award
