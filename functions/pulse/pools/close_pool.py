"""A pool whose challenge will never be awarded: nothing is paid in any more, and everything goes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from pulse.documents import Challenge, ChallengeStatus
from pulse.ledger import Change, audited_update, commit_update
from pulse.pools.records import Pool
from pulse.pools.reserve_returns import reserve_returns
from pulse.pools.rules import PAID
from pulse.pools.scene import Scene, read_scene
from pulse.pools.states import SYSTEM_ACTOR, FundingStatus, PoolPhase
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Unchanged, Update, Write

_AGAIN, _DAILY, _BEFORE_END = timedelta(minutes=10), timedelta(days=1), timedelta(hours=1)
_AFTER_END = timedelta(days=1)
"""So long a challenge that ended is left to its award."""


class Closing(StrEnum):
    """What is true of the pool's money after a look at it."""

    KEPT = "kept"
    """Its challenge takes place or was awarded: nothing goes back from here."""
    MOVING = "moving"
    """Returns are reserved or under way."""
    WAITS = "waits"
    """What is left waits for people: it is held, or its return failed, or its bank decides."""
    EMPTY = "empty"
    """It holds nothing; or there is no pool."""


def why_closed(challenge: Challenge | None, pool: Pool, now: datetime) -> str | None:
    """Why nobody can win the pool; None while somebody may.

    A challenge that a script cancels after its end is completed instead: its winners have won (decision
    0037). So a bare status counts only before the end.
    """
    if challenge is None:
        return "gone"
    is_cancelled = challenge.status.value_or(ChallengeStatus.ACTIVE) is ChallengeStatus.CANCELLED
    if challenge.cancel_asked_at is not None or (is_cancelled and now < pool.ends_at):
        return "cancelled"
    return None


def close_pool(challenge_id: str, *, ports: Ports) -> Closing:
    """Close it if nobody can win it, then reserve the return of all that may go back by itself.

    The pool's version stands in each commit, so it is awarded or closed, and never both. Raises *Conflict*
    when it has changed meanwhile, *PoolUnreadable*, and what asking Stripe raises.
    """
    scene = read_scene(challenge_id, ports=ports)
    if scene.pool is None:
        return Closing.EMPTY
    if scene.pool.phase is PoolPhase.OPEN:
        now = ports.clock.now()
        why = why_closed(scene.challenge, scene.pool, now) or _why_never_awarded(scene, scene.pool, now)
        if why is None:
            _look_later(scene, scene.pool, ports=ports)
            return Closing.KEPT
        change = Change("pool.closed", SYSTEM_ACTOR, ports.clock.now(), why)
        ports.store.commit(closing_writes(scene, change))
        scene = read_scene(challenge_id, ports=ports)
    if scene.pool is None or scene.pool.phase is not PoolPhase.CLOSED:
        settled = scene.pool is not None and scene.pool.phase is PoolPhase.SETTLED
        return Closing.EMPTY if settled else Closing.KEPT
    return _give_back(scene, scene.pool, ports=ports)


def _why_never_awarded(scene: Scene, pool: Pool, now: datetime) -> str | None:
    """Everything went back before the end, so the challenge promises nothing, and nobody waits for its award.

    Money that comes back later, from a dispute that was won, then goes back to its payer.
    """
    challenge = scene.challenge
    if challenge is None or not challenge.promises_nothing:
        return None
    ended_at = max(pool.ends_at, challenge.ends_at.value_or(None) or pool.ends_at)
    left = any(one.left or one.returning_amount for one in scene.fundings if one.status in PAID)
    return None if left or now < ended_at + _AFTER_END else "empty"


def closing_writes(scene: Scene, change: Change) -> list[Write]:
    """The pool as closed, with the challenge as it was read: nobody completes it beside this."""
    assert scene.pool is not None and scene.document is not None  # noqa: S101, PT018 - the caller has looked
    pool = scene.pool.but(
        phase=PoolPhase.CLOSED,
        cover_epoch=scene.pool.cover_epoch + 1,
        next_check_at=change.at,
        version=scene.pool.version + 1,
        updated_at=change.at,
    )
    challenge = scene.challenge
    same = [] if challenge is None else [Unchanged(path("challenges", challenge.id), challenge.version)]
    return [*audited_update(scene.document, pool, change), *same]


def _give_back(scene: Scene, pool: Pool, *, ports: Ports) -> Closing:
    if reserve_returns(scene, 0, ports=ports):
        return Closing.MOVING
    paid = [one for one in scene.fundings if one.status is FundingStatus.SUCCEEDED]
    if any(one.returning_amount for one in paid):
        _check_at(scene, pool, ports.clock.now() + _AGAIN, ports=ports)
        return Closing.MOVING
    if any(one.left for one in paid):
        _check_at(scene, pool, ports.clock.now() + _DAILY, ports=ports)
        return Closing.WAITS
    _settle(scene, pool, ports=ports)
    return Closing.EMPTY


def _settle(scene: Scene, pool: Pool, *, ports: Ports) -> None:
    assert scene.document is not None  # noqa: S101 - it was read with the pool
    now = ports.clock.now()
    settled = pool.but(
        phase=PoolPhase.SETTLED,
        cover_epoch=pool.cover_epoch + 1,
        next_check_at=None,
        version=pool.version + 1,
        updated_at=now,
    )
    commit_update(ports.store, scene.document, settled, Change("pool.settled", SYSTEM_ACTOR, now))


def _look_later(scene: Scene, pool: Pool, *, ports: Ports) -> None:
    """Once a day, and an hour before the end: a cancellation is seen before it."""
    now, last = ports.clock.now(), pool.ends_at - _BEFORE_END
    _check_at(scene, pool, min(now + _DAILY, last) if last > now else now + _DAILY, ports=ports)


def _check_at(scene: Scene, pool: Pool, at: datetime, *, ports: Ports) -> None:
    assert scene.document is not None  # noqa: S101 - it was read with the pool
    ports.store.commit([Update(pool.path, {"nextCheckAt": at}, scene.document.version)])
