"""What a pool has, for whoever may read its challenge: sums for all, payers for themselves and for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse.batches import concurrently
from pulse.documents import Challenge, ChallengeStatus
from pulse.errors import NotFound
from pulse.pools.records import Funding, Pool
from pulse.pools.scene import Scene, read_scene
from pulse.pools.states import PoolPhase, PoolStatus, ReturnKind, ReturnStatus
from pulse.pools.status import Standing, available, pool_status
from pulse.pools.sums import Sums, sums_of
from pulse.ports import Ports
from pulse.ports.store import Query

_CURRENCY_DEFAULT = "usd"
_STANDING = ("pending", "processing", "paid", "failed", "reversed")
"""Statuses of a prize that is awarded; a canceled one is not any more."""


@dataclass(frozen=True, slots=True)
class PrizePool:
    """Minor units of *currency*."""

    challenge_id: str
    currency: str
    sums: Sums
    standing: Standing
    status: PoolStatus
    available: int
    review_until: datetime | None
    own_fundings: tuple[Funding, ...]
    """Those of the reader; of everybody for staff."""


def read_prize_pool(challenge_id: str, reader_id: str, *, as_staff: bool = False, ports: Ports) -> PrizePool:
    """Raises *NotFound* for a challenge that the reader may not see, and *PoolUnreadable*.

    A challenge into whose pool nobody paid has an open one with nothing in it.
    """
    scene = read_scene(challenge_id, ports=ports)
    _refuse_hidden(scene.challenge, reader_id, as_staff=as_staff)
    now = ports.clock.now()
    sums, standing = sums_of(scene.fundings, now), _standing(scene, ports=ports)
    pool = scene.pool or _nothing(challenge_id, now)
    own = [one for one in scene.fundings if as_staff or one.payer_id == reader_id]
    return PrizePool(
        challenge_id=challenge_id,
        currency=pool.currency,
        sums=sums,
        standing=standing,
        status=pool_status(pool, sums, standing),
        available=available(sums, standing),
        review_until=pool.review_until,
        own_fundings=tuple(sorted(own, key=lambda one: one.created_at)),
    )


def _refuse_hidden(challenge: Challenge | None, reader_id: str, *, as_staff: bool) -> None:
    """As the rules for documents do: a draft is its owner's."""
    is_draft = challenge is not None and challenge.status.value_or(ChallengeStatus.DRAFT) is (
        ChallengeStatus.DRAFT
    )
    is_own = challenge is not None and reader_id in challenge.owner_ids.value_or(())
    if challenge is None or (is_draft and not is_own and not as_staff):
        raise NotFound("there is no such challenge", code="challenge_not_found")


def _standing(scene: Scene, *, ports: Ports) -> Standing:
    """What is awarded, paid and returned. Nothing is, before the pool is closed or awarded."""
    if scene.pool is None:
        return Standing()
    challenge_id = scene.pool.challenge_id
    if scene.pool.phase is PoolPhase.OPEN:
        return Standing()
    awarded, paid, returns = concurrently(
        lambda: _prizes(challenge_id, _STANDING, ports=ports),
        lambda: _prizes(challenge_id, ("paid",), ports=ports),
        lambda: ports.store.query(Query("poolReturns", where=[("challengeId", "==", challenge_id)])),
    )
    shown = [one.fields for one in returns if one.fields.get("kind") != ReturnKind.LATE]
    return Standing(
        awarded=awarded,
        paid=paid,
        returned=sum(
            int(one["poolAmount"])
            for one in shown
            if one.get("status") in {ReturnStatus.OPEN, ReturnStatus.DONE}
        ),
        returns_open=any(one.get("status") == ReturnStatus.OPEN for one in shown),
    )


def _prizes(challenge_id: str, statuses: tuple[str, ...], *, ports: Ports) -> int:
    where = [("challengeId", "==", challenge_id), ("status", "in", list(statuses))]
    return ports.store.totals(Query("prizeRecords", where), ["prizeAmount"]).sums["prizeAmount"]  # type: ignore[arg-type]


def _nothing(challenge_id: str, now: datetime) -> Pool:
    return Pool(
        challenge_id=challenge_id,
        currency=_CURRENCY_DEFAULT,
        distribution_type="winner_takes_all",
        places=(10_000,),
        phase=PoolPhase.OPEN,
        ends_at=now,
        created_at=now,
        updated_at=now,
    )
