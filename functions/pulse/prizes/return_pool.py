"""Two administrators return what of a pool does not go back by itself. Never in review, never contested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulse.errors import Conflict
from pulse.ledger import Change
from pulse.money import written
from pulse.pools import (
    FundingStatus,
    OwnMoneyShort,
    PoolPhase,
    closing_writes,
    decided_return_writes,
    decided_shares,
    read_missing,
    why_never_awarded,
)
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes.pool_look import PoolLook, listed, read_look, why_not_final
from pulse.prizes.pool_prizes import assigned
from pulse.prizes.refusals import ChangedMeanwhile, NothingToReturn, PoolNotFinal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPool:
    """*agreed*: the terms as they were requested. *others* use the approval up in the same commit."""

    challenge_id: str
    agreed: Mapping[str, Any]
    actor: str
    reason: str
    approval_id: str
    others: tuple[Write, ...] = ()


def return_terms(challenge_id: str, *, ports: Ports) -> Mapping[str, Any]:
    """What goes back of each payment, by its id; for an open pool that it is closed, and all of it goes back.

    Raises *NotFound*, *PoolNotFinal*, *NothingToReturn*, *OwnMoneyShort*, *PoolUnreadable*, *PrizesDamaged*,
    and what asking Stripe raises.
    """
    return _terms(read_look(challenge_id, ports=ports), ports=ports)


def return_pool(command: ReturnPool, *, ports: Ports) -> PoolLook:
    """Reserve the refunds, which the sweep sends, or close the pool. The pool as it was decided on.

    Stripe is asked again in this step. Raises *ChangedMeanwhile* where the terms are not those of now, and
    what `return_terms` raises.
    """
    look = read_look(command.challenge_id, ports=ports)
    if dict(_terms(look, ports=ports)) != dict(command.agreed):
        raise ChangedMeanwhile("the pool has changed since the request; please request it again")
    try:
        ports.store.commit([*_writes(command, look, ports=ports), *command.others])
    except Conflict as error:
        raise ChangedMeanwhile("the pool was changed by another request just now") from error
    return look


def _terms(look: PoolLook, *, ports: Ports) -> Mapping[str, Any]:
    shares: Mapping[str, int] = {}
    if look.pool.phase is PoolPhase.OPEN:
        _require_never_awarded(look, ports=ports)
        paid = [one for one in look.scene.fundings if one.status is FundingStatus.SUCCEEDED]
        amount = sum(one.left for one in paid)
    else:
        _require_final(look, ports=ports)
        shares = decided_shares(look.scene, assigned(look.prizes), ports=ports)
        shares = _as_far_as_there(shares, look, ports=ports)
        amount = sum(shares.values())
    if not amount:
        raise NothingToReturn("nothing of this pool waits for people to return it")
    return {"amount": amount, "currency": look.pool.currency, "shares": listed(shares)}


def _as_far_as_there(shares: Mapping[str, int], look: PoolLook, *, ports: Ports) -> Mapping[str, int]:
    """While our balance lacks money of pools only late money goes back. Raises *OwnMoneyShort* if none is."""
    missing = read_missing(look.pool.currency, ports=ports)
    late = {one.funding_id for one in look.scene.fundings if one.status is FundingStatus.LATE}
    kept = {name: amount for name, amount in shares.items() if not missing or name in late}
    if shares and not kept:
        currency = look.pool.currency
        raise OwnMoneyShort(
            f"{written(missing, currency)} that belongs to prize pools is missing from our balance: until it"
            " is there, only late money goes back",
            missing=missing,
            currency=currency,
        )
    return kept


def _require_never_awarded(look: PoolLook, *, ports: Ports) -> None:
    if why_never_awarded(look.scene.challenge, look.pool, ports.clock.now()) is None:
        raise PoolNotFinal("this challenge takes place; cancel it first, or wait for its award")


def _require_final(look: PoolLook, *, ports: Ports) -> None:
    if look.pool.phase is not PoolPhase.AWARDED:
        return  # closed or settled: nobody wins anything of what is left
    if why := why_not_final(look, ports.clock.now(), ports.settings):
        raise PoolNotFinal(f"{why}; nothing is returned before that is over")


def _writes(command: ReturnPool, look: PoolLook, *, ports: Ports) -> list[Write]:
    now, why = ports.clock.now(), command.reason
    if look.pool.phase is PoolPhase.OPEN:
        return closing_writes(look.scene, Change("pool.closed", command.actor, now, why))
    change = Change("return.reserved", command.actor, now, why)
    shares = {one["fundingId"]: one["amount"] for one in command.agreed["shares"]}
    return decided_return_writes(look.scene, shares, change, command.approval_id, ports=ports)
