"""Prizes that were not sent share what a pool has left for them: the amounts of a new award version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulse.errors import Conflict
from pulse.ledger import Change, commit_update, existing
from pulse.money import split, step
from pulse.pools import FundingStatus, Pool, pool_path
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes.award_versions import NewVersion, prepare_version
from pulse.prizes.pool_look import PoolLook
from pulse.prizes.pool_prizes import assigned, revised_pool
from pulse.prizes.records import Award, PrizeRecord, Winner, award_path
from pulse.prizes.refusals import ChangedMeanwhile
from pulse.prizes.standings import fetch_standings


def stop_claims(challenge_id: str, actor: str, *, ports: Ports) -> None:
    """Take back every mark: what is not claimed before this commit is not claimed before the next pass.

    So the prizes that are read afterwards stay unsent until the pool changes. Raises *ChangedMeanwhile*.
    """
    stored = existing(ports.store.get(pool_path(challenge_id)), "prize pool", code="pool_not_found")
    now = ports.clock.now()
    pool = revised_pool(Pool.of(stored), now)
    try:
        commit_update(ports.store, stored, pool, Change("pool.changed", actor, now))
    except Conflict as error:
        raise ChangedMeanwhile("the pool was changed by another request just now") from error


def reduced_amounts(look: PoolLook, unsent: Sequence[PrizeRecord]) -> Mapping[str, int]:
    """By user id, in proportion to what each was to win; all together what the pool has for them."""
    paid = [one for one in look.scene.fundings if one.status is FundingStatus.SUCCEEDED]
    wanted = sum(one.prize_amount for one in unsent)
    has = sum(one.in_pool for one in paid) - (assigned(look.prizes) - wanted)
    smallest = step(look.pool.currency)
    left = max(0, min(has, wanted)) // smallest * smallest
    shares = split(left, [one.prize_amount for one in unsent], step=smallest)
    return dict(zip((one.user_id for one in unsent), shares, strict=True))


def reduction_writes(
    look: PoolLook, amounts: Mapping[str, int], change: Change, approval_id: str, *, ports: Ports
) -> list[Write]:
    """The award and the pool in a version that is payable after its last record, without another review.

    Raises *AwardGoesOn*.
    """
    assert look.scene.document is not None  # noqa: S101 - it was read with the pool
    found = existing(ports.store.get(award_path(look.pool.challenge_id)), "award", code="award_not_found")
    award = Award.of(found)
    before = fetch_standings(award, ports=ports)
    standings = [_reduced(one, amounts) for one in before]
    less = sum(one.prize_amount for one in before) - sum(one.prize_amount for one in standings)
    new = NewVersion(standings=standings, pool=award.pool - less, approval_id=approval_id, reviewed=False)
    _, writes = prepare_version(found, look.scene.document, look.pool, new, change, ports=ports)
    return writes


def _reduced(one: Winner, amounts: Mapping[str, int]) -> Winner:
    return one.but(prize_amount=amounts[one.user_id]) if one.user_id in amounts else one
