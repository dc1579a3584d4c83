"""After the review the rest of a pool goes back to those who paid in; with nothing left it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from pulse import log
from pulse.batches import partition
from pulse.errors import Conflict
from pulse.ledger import Change, commit_update
from pulse.pools import SYSTEM_ACTOR, FundingStatus, Pool, PoolPhase, Scene, read_scene, reserve_returns
from pulse.ports import Ports
from pulse.ports.store import Update
from pulse.prizes.pool_conditions import payable_from
from pulse.prizes.pool_prizes import FINAL, assigned, may_move, paid_out, read_pool_prizes
from pulse.prizes.records import Award, PrizeRecord, award_path

_AGAIN, _DAILY = timedelta(minutes=10), timedelta(days=1)


class Finish(StrEnum):
    """What is true of a pool after a look at it."""

    CHANGED = "changed"
    """Something of it changed meanwhile, or a return was reserved: look again."""
    UNCOVERED = "uncovered"
    """A prize waits that was not allotted since the pool changed: a pass follows."""
    WAITS = "waits"
    """Every prize that waits may be sent, and nothing is left to return by itself."""
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class _Look:
    scene: Scene
    pool: Pool
    prizes: Sequence[PrizeRecord]


def finish_pool(challenge_id: str, *, ports: Ports) -> Finish:
    """Reserve the return of what is unassigned, or settle the pool, as far as its award allows it.

    Nothing before the review is over, while a place is contested, or while a prize is of another award.
    Raises *PoolUnreadable* and *PrizesDamaged*, and what asking Stripe raises: then nothing goes back.
    """
    look = _look(challenge_id, ports=ports)
    if look is None:
        return Finish.UNCOVERED
    try:
        if reserve_returns(look.scene, assigned(look.prizes), ports=ports):
            return Finish.CHANGED
        if _is_over(look):
            _settle(look, ports=ports)
            return Finish.SETTLED
        waiting = [one for one in look.prizes if not one.settled]
        if any(one.cover_epoch != look.pool.cover_epoch for one in waiting):
            return Finish.UNCOVERED
        _look_later(look, ports=ports)
    except Conflict:
        log.write("pool.not_finished", pool=look.pool.path)
        return Finish.CHANGED
    return Finish.WAITS


def _look(challenge_id: str, *, ports: Ports) -> _Look | None:
    """The pool, then its fundings, then its prizes: what changes one of them later changes the pool."""
    scene = read_scene(challenge_id, ports=ports)
    pool = scene.pool
    if pool is None or not may_move(pool):
        return None
    payable_at = payable_from(pool, ports.settings)
    if payable_at is None or payable_at > ports.clock.now():
        return None
    prizes = [record for _, record in read_pool_prizes(challenge_id, ports=ports)]
    if any(one.award_version != pool.award_version for one in prizes):
        return None
    if not prizes and not _nobody_won(challenge_id, ports=ports):
        return None
    return _Look(scene, pool, prizes)


def _nobody_won(challenge_id: str, *, ports: Ports) -> bool:
    """Whether the award itself says that it has no winners: then no prize is missing."""
    awards, damaged = partition(Award, [one for one in [ports.store.get(award_path(challenge_id))] if one])
    return not damaged and [one.winner_count for one in awards] == [0]


def _is_over(look: _Look) -> bool:
    """Nothing is held, nothing is in flight, and every prize is final."""
    fundings = [one for one in look.scene.fundings if one.status is FundingStatus.SUCCEEDED]
    held = sum(one.left for one in fundings) - paid_out(look.prizes)
    in_flight = any(one.returning_amount for one in fundings)
    decided = all(one.status in FINAL and not one.unclaimed_amount for one in look.prizes)
    return held == 0 and not in_flight and decided


def _settle(look: _Look, *, ports: Ports) -> None:
    assert look.scene.document is not None  # noqa: S101 - it was read with the pool
    now = ports.clock.now()
    settled = look.pool.but(
        phase=PoolPhase.SETTLED,
        proven_payer_ids=_proven(look),
        next_check_at=None,
        version=look.pool.version + 1,
        updated_at=now,
    )
    commit_update(ports.store, look.scene.document, settled, Change("pool.settled", SYSTEM_ACTOR, now))


def _proven(look: _Look) -> tuple[str, ...]:
    """Whose money stayed to the end: it paid the prizes. What went back proves nothing about its payer."""
    stayed = [one for one in look.scene.fundings if one.status is FundingStatus.SUCCEEDED and one.left]
    return tuple(sorted({one.payer_id for one in stayed}))


def _look_later(look: _Look, *, ports: Ports) -> None:
    assert look.scene.document is not None  # noqa: S101 - it was read with the pool
    moving = any(one.returning_amount for one in look.scene.fundings)
    at = ports.clock.now() + (_AGAIN if moving else _DAILY)
    ports.store.commit([Update(look.pool.path, {"nextCheckAt": at}, look.scene.document.version)])
