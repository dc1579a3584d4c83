"""What clients are told about a pool, from what is stored. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.pools.records import Pool
from pulse.pools.states import PoolPhase, PoolStatus
from pulse.pools.sums import Sums


@dataclass(frozen=True, slots=True)
class Standing:
    """Minor units of the pool's currency."""

    awarded: int = 0
    """All prizes of the award that stands, the platform's fee included."""
    paid: int = 0
    """Prizes that are paid and stand, the platform's fee included."""
    returned: int = 0
    """Back with the payers, or on the way to them: what we returned, in pool parts."""
    returns_open: bool = False
    """A return has begun and Stripe has not said that the money is back."""


def pool_status(pool: Pool, sums: Sums, standing: Standing) -> PoolStatus:
    """By precedence: what keeps money from moving comes first."""
    if pool.contested_place is not None:
        return PoolStatus.CONTESTED
    if pool.phase is PoolPhase.AWARDED and sums.funded < standing.awarded:
        return PoolStatus.FROZEN
    if standing.returns_open or sums.returning or pool.phase is PoolPhase.CLOSED:
        return PoolStatus.RETURNING
    if pool.phase is PoolPhase.AWARDED:
        return PoolStatus.AWARDED
    if pool.phase is PoolPhase.SETTLED:
        return PoolStatus.RETURNED if standing.paid == 0 and standing.returned else PoolStatus.SETTLED
    return PoolStatus.FUNDED if sums.funded else PoolStatus.OPEN


def available(sums: Sums, standing: Standing) -> int:
    """What is paid in and not awarded, never below 0."""
    return max(0, sums.funded - standing.awarded)
