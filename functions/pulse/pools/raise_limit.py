"""Two administrators let more be paid into one pool than the settings allow."""

from __future__ import annotations

from pulse.errors import Conflict
from pulse.ledger import Change, audited_update, existing
from pulse.money import chargeable
from pulse.pools.records import Pool, pool_path
from pulse.pools.refusals import LimitNotRaised, PoolChanged
from pulse.ports import Ports
from pulse.ports.store import Write


def read_pool(challenge_id: str, *, ports: Ports) -> Pool:
    """Raises *NotFound*: a pool exists from the first payment on that somebody began."""
    return Pool.of(existing(ports.store.get(pool_path(challenge_id)), "prize pool", code="pool_not_found"))


def require_raise(pool: Pool, amount: int | None) -> int:
    """The new limit. Raises *LimitNotRaised* for none, one that is no amount, and one that raises nothing."""
    if amount is None:
        raise LimitNotRaised("a new limit needs an amount", field="amount")
    if problem := chargeable(amount, pool.currency):
        raise LimitNotRaised(problem, field="amount")
    if amount <= pool.limit_raised_to:
        raise LimitNotRaised("the limit of this pool is as high already", limit=pool.limit_raised_to)
    return amount


def raise_limit(
    challenge_id: str,
    amount: int,
    *,
    actor: str,
    reason: str,
    ports: Ports,
    others: tuple[Write, ...] = (),
) -> Pool:
    """Raises *NotFound*, *LimitNotRaised* and *PoolChanged*."""
    document = existing(ports.store.get(pool_path(challenge_id)), "prize pool", code="pool_not_found")
    pool, now = Pool.of(document), ports.clock.now()
    raised = pool.but(limit_raised_to=require_raise(pool, amount), version=pool.version + 1, updated_at=now)
    changes = audited_update(document, raised, Change("pool.raised", actor, now, reason))
    try:
        ports.store.commit([*changes, *others])
    except Conflict as error:
        raise PoolChanged("the prize pool was changed by another request just now") from error
    return raised
