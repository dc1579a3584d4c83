"""After the review the rest of a pool goes back to those who paid in; with nothing left it is settled."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from pulse import log
from pulse.alerts import causes
from pulse.errors import Conflict, NotFound
from pulse.ledger import Change, commit_update
from pulse.money import written
from pulse.pools import (
    SYSTEM_ACTOR,
    FundingStatus,
    PoolPhase,
    excess_shares,
    reserve_returns,
    uncover_writes,
)
from pulse.ports import Ports
from pulse.ports.store import Update
from pulse.prizes.pool_look import PoolLook, nobody_won, read_look, why_not_final
from pulse.prizes.pool_prizes import FINAL, assigned, paid_out

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


def finish_pool(challenge_id: str, *, ports: Ports) -> Finish:
    """Reserve the return of what is unassigned, or settle the pool, as far as its award allows it.

    Nothing before the review is over, while a place is contested, or while a prize is of another award.
    Raises *PoolUnreadable* and *PrizesDamaged*, and what asking Stripe raises: then nothing goes back.
    """
    look = _look(challenge_id, ports=ports)
    if look is None:
        return Finish.UNCOVERED
    _alert_loss(look, ports=ports)
    try:
        if _give_back_cover(look, ports=ports) or _reserve_rest(look, ports=ports):
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


def _look(challenge_id: str, *, ports: Ports) -> PoolLook | None:
    try:
        look = read_look(challenge_id, ports=ports)
    except NotFound:
        return None
    if why_not_final(look, ports.clock.now(), ports.settings) is not None:
        return None
    if not look.prizes and not nobody_won(challenge_id, ports=ports):
        return None
    return look


def _reserve_rest(look: PoolLook, *, ports: Ports) -> bool:
    return reserve_returns(look.scene, assigned(look.prizes), ports=ports) > 0


def _give_back_cover(look: PoolLook, *, ports: Ports) -> bool:
    """What our own money stands in for, and no prize needs any more, is ours again."""
    now = ports.clock.now()
    shares = excess_shares(look.scene.fundings, assigned(look.prizes), now)
    if shares:
        ports.store.commit(uncover_writes(look.scene, shares, Change("cover.returned", SYSTEM_ACTOR, now)))
    return bool(shares)


def _alert_loss(look: PoolLook, *, ports: Ports) -> None:
    loss = look.loss(ports.clock.now())
    if not loss.for_paid:
        return
    currency = look.pool.currency
    ports.alerts.raise_alert(
        causes.POOL_LOST.alert(
            f"A prize pool has paid {written(loss.for_paid, currency)} that were taken back from it since. "
            "Two administrators decide: resolve_pool_loss.",
            subject=look.pool.path,
            amount_cents=loss.for_paid,
            currency=currency,
        )
    )


def _is_over(look: PoolLook) -> bool:
    """Nothing is held, nothing is in flight, and every prize is final."""
    fundings = [one for one in look.scene.fundings if one.status is FundingStatus.SUCCEEDED]
    held = sum(one.in_pool for one in fundings) - paid_out(look.prizes)
    in_flight = any(one.returning_amount for one in fundings)
    decided = all(one.status in FINAL and not one.unclaimed_amount for one in look.prizes)
    return held == 0 and not in_flight and decided


def _settle(look: PoolLook, *, ports: Ports) -> None:
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


def _proven(look: PoolLook) -> tuple[str, ...]:
    """Whose money stayed to the end: it paid the prizes. What went back proves nothing about its payer."""
    stayed = [one for one in look.scene.fundings if one.status is FundingStatus.SUCCEEDED and one.left]
    return tuple(sorted({one.payer_id for one in stayed}))


def _look_later(look: PoolLook, *, ports: Ports) -> None:
    assert look.scene.document is not None  # noqa: S101 - it was read with the pool
    moving = any(one.returning_amount for one in look.scene.fundings)
    at = ports.clock.now() + (_AGAIN if moving else _DAILY)
    ports.store.commit([Update(look.pool.path, {"nextCheckAt": at}, look.scene.document.version)])
