"""A pool with its fundings and prizes as they are now, read so that a commit on the pool is one on all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse.batches import partition
from pulse.errors import NotFound
from pulse.pools import Loss, Pool, Scene, loss_of, read_scene
from pulse.ports import Ports
from pulse.prizes.pool_conditions import payable_from
from pulse.prizes.pool_prizes import Stored, assigned, may_move, paid_out, read_pool_prizes
from pulse.prizes.records import Award, PrizeRecord, award_path
from pulse.settings import Settings


@dataclass(frozen=True, slots=True)
class PoolLook:
    scene: Scene
    pool: Pool
    stored: Sequence[Stored]

    @property
    def prizes(self) -> list[PrizeRecord]:
        return [record for _, record in self.stored]

    def loss(self, now: datetime) -> Loss:
        return loss_of(self.scene.fundings, paid_out(self.prizes), assigned(self.prizes), now)


def read_look(challenge_id: str, *, ports: Ports) -> PoolLook:
    """The pool, then its fundings, then its prizes: what changes one of them later changes the pool.

    Raises *NotFound* for no pool, *PoolUnreadable* and *PrizesDamaged*.
    """
    scene = read_scene(challenge_id, ports=ports)
    if scene.pool is None:
        raise NotFound("there is no such prize pool", code="pool_not_found")
    return PoolLook(scene, scene.pool, read_pool_prizes(challenge_id, ports=ports))


def why_not_final(look: PoolLook, now: datetime, settings: Settings) -> str | None:
    """Why its award may still change; None once its money may move."""
    if not may_move(look.pool):
        contested = look.pool.contested_place is not None
        return "a place of this award is contested" if contested else f"this pool is {look.pool.phase.value}"
    payable_at = payable_from(look.pool, settings)
    if payable_at is None or payable_at > now:
        return "this award is in review"
    if any(one.award_version != look.pool.award_version for one in look.prizes):
        return "this award is being changed"
    return None


def nobody_won(challenge_id: str, *, ports: Ports) -> bool:
    """Whether the award itself says that it has no winners: then no prize is missing."""
    awards, damaged = partition(Award, [one for one in [ports.store.get(award_path(challenge_id))] if one])
    return not damaged and [one.winner_count for one in awards] == [0]


def listed(shares: Mapping[str, int]) -> list[dict[str, Any]]:
    """Amounts by funding, as the terms of an approval hold them."""
    return [{"fundingId": name, "amount": amount} for name, amount in sorted(shares.items())]
