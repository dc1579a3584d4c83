"""The pool of an award: what there is to divide, and the phase that the award's own commit begins."""

from __future__ import annotations

from datetime import datetime

from pulse.documents import Challenge
from pulse.ledger import Change, audited, audited_create
from pulse.money import step
from pulse.pools import (
    FundingStatus,
    Pool,
    PoolPhase,
    PrizeMoney,
    Scene,
    prize_money,
    read_scene,
    sums_of,
)
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes.records import Award
from pulse.prizes.refusals import MoneyReturned
from pulse.settings import Settings


def read_award_pool(challenge_id: str, *, ports: Ports) -> Scene:
    """Raises *PoolUnreadable*, with an alert, if a record of the pool cannot be read, and *MoneyReturned*."""
    found = read_scene(challenge_id, ports=ports)
    if found.pool is not None and found.pool.phase is not PoolPhase.OPEN:
        raise MoneyReturned("this challenge's prize money is being returned; nothing is awarded")
    return found


def is_funded(found: Scene) -> bool:
    """Whether anybody paid in. A pool that nobody paid into holds no promise either."""
    return any(one.status is FundingStatus.SUCCEEDED for one in found.fundings)


def money_to_divide(found: Scene, challenge: Challenge, now: datetime) -> PrizeMoney:
    """What counts of the money paid in, or, where nobody paid in, what the challenge promises.

    Raises what `prize_money` raises.
    """
    if found.pool is None or not is_funded(found):
        return prize_money(challenge.promise.value)
    pool, smallest = found.pool, step(found.pool.currency)
    funded = sums_of(found.fundings, now).funded // smallest * smallest
    return PrizeMoney(funded, pool.currency, pool.distribution_type, pool.places)


def award_writes(
    found: Scene, award: Award, ends_at: datetime, actor: str, *, settings: Settings
) -> list[Write]:
    """The pool in the phase `awarded`, beside the award: nothing is paid in from then on."""
    now = award.created_at
    changes = {
        "phase": PoolPhase.AWARDED,
        "funded": is_funded(found),
        "award_version": award.award_version,
        "cover_epoch": (found.pool.cover_epoch if found.pool else 0) + 1,
        "frozen_at": (found.pool and found.pool.frozen_at) or now,
        "next_check_at": None,
        "updated_at": now,
    }
    before = found.pool or new_pool(award, ends_at, settings)
    version = before.version + 1 if found.pool else 1
    after = before.but(**changes, version=version)
    return audited(found.document, after.path, after, Change("pool.awarded", actor, now))


def adoption_writes(award: Award, actor: str, now: datetime, settings: Settings) -> list[Write]:
    """The pool of an award that was made before pools were: its review begins now."""
    ends_at = datetime.fromtimestamp(award.ended_at, now.tzinfo)
    pool = new_pool(award, ends_at, settings).but(
        phase=PoolPhase.AWARDED, award_version=1, cover_epoch=1, frozen_at=now, created_at=now, updated_at=now
    )
    return [*audited_create(pool.path, pool, Change("pool.awarded", actor, now))]


def new_pool(award: Award, ends_at: datetime, settings: Settings) -> Pool:
    return Pool(
        challenge_id=award.challenge_id,
        currency=award.currency,
        distribution_type=award.distribution_type,
        places=award.places or (1,),
        phase=PoolPhase.OPEN,
        ends_at=ends_at,
        sponsor_of_record=settings.sponsor_of_record,
        rules_version=settings.rules_version,
        created_at=award.created_at,
        updated_at=award.created_at,
    )
