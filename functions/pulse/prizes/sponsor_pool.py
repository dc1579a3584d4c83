"""Two administrators put our own money into a pool, as far as our own prizes and pools leave it."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.errors import Conflict
from pulse.ledger import Change
from pulse.money import written
from pulse.pools import (
    Funding,
    OwnFigures,
    OwnMoney,
    OwnMoneyShort,
    PoolChanged,
    PoolCurrency,
    Scene,
    Sponsoring,
    opening_writes,
    own_money_path,
    quote_sponsoring,
    read_scene,
    sponsoring_writes,
)
from pulse.ports import Ports
from pulse.ports.store import Update, Write
from pulse.prizes.allot_own_money import begin_pass, purse_of
from pulse.prizes.own_contenders import read_contenders
from pulse.prizes.own_plan import left_for_sponsoring
from pulse.prizes.read_own_money import read_own_money


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
    """For a request: what is refused already, by the figures of our own money that were stored last.

    Raises what `quote_sponsoring` raises, *PoolUnreadable* and *OwnMoneyShort*.
    """
    scene = read_scene(challenge_id, ports=ports)
    quoted = quote_sponsoring(challenge_id, amount, scene, ports=ports)
    document = ports.store.get(own_money_path(quoted.currency))
    figures = OwnMoney.of(document).figures if document else None
    if figures is not None:
        _refuse_short(quoted, figures.spendable)
    return quoted


def sponsor_pool(command: SponsorPool, *, ports: Ports) -> Funding:
    """The pool's money from our own, in one commit with the pool, the books and our own money's lock.

    Raises what `require_sponsoring` raises, by the balance as Stripe has it now, *PoolChanged*, *IdTaken*,
    *StripeUnavailable* and *StripeRefused*. Nothing was written then.
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
    lock, own = begin_pass(quoted.currency, ports=ports)
    reading = read_own_money([quoted.currency], ports=ports)
    found = read_contenders(own, (), ports=ports)
    now = ports.clock.now()
    left = left_for_sponsoring(found.marked, found.waiting, purse_of(own, reading), now, ports.settings)
    _refuse_short(quoted, left)
    scene = _opened(quoted, scene, ports=ports)
    change = Change("funding.sponsored", command.actor, now, command.reason)
    funding, writes = sponsoring_writes(quoted, command.number, scene, change, ports=ports)
    own = own.but(
        figures=_without(reading.figures[quoted.currency], quoted.amount),
        read_at=now,
        version=own.version + 1,
    )
    spent = Update(lock.path, own.fields(), lock.version)  # whoever has read it before commits nothing
    ports.store.commit([*writes, spent, *command.others])
    return funding


def _opened(quoted: Sponsoring, scene: Scene, *, ports: Ports) -> Scene:
    """The scene with a pool that can take the money. One that stays open without any harms nobody."""
    if writes := opening_writes(quoted, scene, ports.clock.now(), ports.settings):
        ports.store.commit(writes)
        return read_scene(quoted.challenge_id, ports=ports)
    return scene


def _without(figures: OwnFigures, amount: int) -> OwnFigures:
    return figures.but(
        held=figures.held + amount,
        lower=figures.lower - amount,
        upper=figures.upper - amount,
        spendable=figures.spendable - amount,
    )


def _refuse_short(quoted: Sponsoring, left: int) -> None:
    if quoted.amount > left:
        missing = quoted.amount - max(0, left)
        raise OwnMoneyShort(
            f"the platform's own money does not cover this: {written(missing, quoted.currency)} is missing",
            missing=missing,
            currency=quoted.currency,
        )
