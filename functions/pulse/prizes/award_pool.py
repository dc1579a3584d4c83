"""The pool of an award: what there is to divide, and the phase that the award's own commit begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse.alerts import causes
from pulse.batches import partition
from pulse.documents import Challenge
from pulse.ledger import Change, audited, audited_create
from pulse.money import step
from pulse.pools import (
    Funding,
    FundingStatus,
    Pool,
    PoolPhase,
    PrizeMoney,
    pool_path,
    prize_money,
    sums_of,
)
from pulse.ports import Document, Ports
from pulse.ports.store import Query, Write
from pulse.prizes.records import Award
from pulse.prizes.refusals import MoneyReturned, PoolDamaged


@dataclass(frozen=True, slots=True)
class AwardPool:
    document: Document | None
    pool: Pool | None
    fundings: tuple[Funding, ...] = ()

    @property
    def funded(self) -> bool:
        """Whether anybody paid in. A pool that nobody paid into holds no promise either."""
        return any(one.status is FundingStatus.SUCCEEDED for one in self.fundings)


def read_award_pool(challenge_id: str, *, ports: Ports) -> AwardPool:
    """The pool is read before its fundings: whoever changes their sums writes it.

    Raises *PoolDamaged*, with an alert, if one of them cannot be read, and *MoneyReturned*.
    """
    document = ports.store.get(pool_path(challenge_id))
    if document is None:
        return AwardPool(None, None)
    stored = ports.store.query(Query("poolFundings", where=[("challengeId", "==", challenge_id)]))
    pools, damaged = partition(Pool, [document])
    fundings, others = partition(Funding, stored)
    for one in [*damaged, *others]:
        ports.alerts.raise_alert(
            causes.RECORD_DAMAGED.alert(
                "A record of a prize pool cannot be read. Nothing happens to the pool's money.",
                subject=one.path,
            )
        )
    if damaged or others:
        raise PoolDamaged("this challenge's prize pool cannot be read; we have been told")
    if pools[0].phase is not PoolPhase.OPEN:
        raise MoneyReturned("this challenge's prize money is being returned; nothing is awarded")
    return AwardPool(document, pools[0], tuple(fundings))


def money_to_divide(found: AwardPool, challenge: Challenge, now: datetime) -> PrizeMoney:
    """What counts of the money paid in, or, where nobody paid in, what the challenge promises.

    Raises what `prize_money` raises.
    """
    if found.pool is None or not found.funded:
        return prize_money(challenge.promise.value)
    pool, smallest = found.pool, step(found.pool.currency)
    funded = sums_of(found.fundings, now).funded // smallest * smallest
    return PrizeMoney(funded, pool.currency, pool.distribution_type, pool.places)


def award_writes(found: AwardPool, award: Award, ends_at: datetime, actor: str) -> list[Write]:
    """The pool in the phase `awarded`, beside the award: nothing is paid in from then on."""
    now = award.created_at
    changes = {
        "phase": PoolPhase.AWARDED,
        "funded": found.funded,
        "award_version": award.award_version,
        "cover_epoch": (found.pool.cover_epoch if found.pool else 0) + 1,
        "frozen_at": (found.pool and found.pool.frozen_at) or now,
        "next_check_at": None,
        "updated_at": now,
    }
    before = found.pool or new_pool(award, ends_at)
    version = before.version + 1 if found.pool else 1
    after = before.but(**changes, version=version)
    return audited(found.document, after.path, after, Change("pool.awarded", actor, now))


def adoption_writes(award: Award, actor: str, now: datetime) -> list[Write]:
    """The pool of an award that was made before pools were: its review begins now."""
    ends_at = datetime.fromtimestamp(award.ended_at, now.tzinfo)
    pool = new_pool(award, ends_at).but(
        phase=PoolPhase.AWARDED, award_version=1, cover_epoch=1, frozen_at=now, created_at=now, updated_at=now
    )
    return [*audited_create(pool.path, pool, Change("pool.awarded", actor, now))]


def new_pool(award: Award, ends_at: datetime) -> Pool:
    return Pool(
        challenge_id=award.challenge_id,
        currency=award.currency,
        distribution_type=award.distribution_type,
        places=award.places or (1,),
        phase=PoolPhase.OPEN,
        ends_at=ends_at,
        created_at=award.created_at,
        updated_at=award.created_at,
    )
