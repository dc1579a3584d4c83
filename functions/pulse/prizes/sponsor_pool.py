"""Two administrators put our own money into a pool, as far as our own prizes and pools leave it."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.errors import Conflict
from pulse.ledger import Change
from pulse.pools import (
    Funding,
    PoolChanged,
    PoolCurrency,
    Scene,
    Sponsoring,
    opening_writes,
    quote_sponsoring,
    read_scene,
    sponsoring_writes,
)
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes.spend_own_money import require_own_money, spend_own_money


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorPool:
    """*number*: which request for this pool it is; *others* use the approval up in the same commit."""

    challenge_id: str
    amount: int
    currency: str
    actor: str
    reason: str
    number: int
    others: tuple[Write, ...] = ()


def require_sponsoring(challenge_id: str, amount: int | None, *, ports: Ports) -> Sponsoring:
    """For a request: what is refused already (`require_own_money`).

    Raises what `quote_sponsoring` and `require_own_money` raise, and *PoolUnreadable*.
    """
    scene = read_scene(challenge_id, ports=ports)
    quoted = quote_sponsoring(challenge_id, amount, scene, ports=ports)
    require_own_money(quoted.amount, quoted.currency, ports=ports)
    return quoted


def sponsor_pool(command: SponsorPool, *, ports: Ports) -> Funding:
    """The pool's money from our own, in one commit with the pool, the books and our own money's lock.

    Raises what `require_sponsoring` raises, by the balance as Stripe has it now, *PoolChanged* and *IdTaken*.
    Nothing was written then.
    """
    try:
        return _sponsor(command, ports=ports)
    except Conflict as error:
        raise PoolChanged("the pool or our own money was changed by another request just now") from error


def _sponsor(command: SponsorPool, *, ports: Ports) -> Funding:
    scene = read_scene(command.challenge_id, ports=ports)
    quoted = quote_sponsoring(command.challenge_id, command.amount, scene, ports=ports)
    if quoted.currency != command.currency:
        raise PoolCurrency("the pool is in another currency now", currency=quoted.currency)
    spent = spend_own_money(quoted.amount, quoted.currency, ports=ports)
    scene = _opened(quoted, scene, ports=ports)
    change = Change("funding.sponsored", command.actor, ports.clock.now(), command.reason)
    funding, writes = sponsoring_writes(quoted, command.number, scene, change, ports=ports)
    ports.store.commit([*writes, spent, *command.others])
    return funding


def _opened(quoted: Sponsoring, scene: Scene, *, ports: Ports) -> Scene:
    """The scene with a pool that can take the money. One that stays open without any harms nobody."""
    if writes := opening_writes(quoted, scene, ports.clock.now(), ports.settings):
        ports.store.commit(writes)
        return read_scene(quoted.challenge_id, ports=ports)
    return scene
