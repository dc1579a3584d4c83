"""What two administrators take of our own money, for a pool: only what our own prizes leave of it."""

from __future__ import annotations

from pulse.money import written
from pulse.pools import OwnFigures, OwnMoney, OwnMoneyShort, own_money_path
from pulse.ports import Ports
from pulse.ports.store import Update, Write
from pulse.prizes.allot_own_money import begin_pass, purse_of
from pulse.prizes.own_contenders import read_contenders
from pulse.prizes.own_plan import left_for_sponsoring
from pulse.prizes.read_own_money import read_own_money


def require_own_money(amount: int, currency: str, *, ports: Ports) -> None:
    """For a request: by the figures that were stored last; if they fall short, by the balance as it is now.

    Raises *OwnMoneyShort*, and what `read_own_money` raises.
    """
    document = ports.store.get(own_money_path(currency))
    figures = OwnMoney.of(document).figures if document else None
    if figures is not None and amount > figures.spendable:
        now = read_own_money([currency], ports=ports).figures[currency]
        _refuse_short(amount, now.spendable, currency)


def spend_own_money(amount: int, currency: str, *, ports: Ports) -> Write:
    """The lock without *amount*, for the commit that takes it: whoever has read it before commits nothing.

    Raises *OwnMoneyShort* by the balance as Stripe has it now, *Conflict* when a pass begins at the same
    moment, and what `read_own_money` raises.
    """
    lock, own = begin_pass(currency, ports=ports)
    found = read_contenders(own, (), ports=ports)
    reading = read_own_money([currency], ports=ports)
    now, purse = ports.clock.now(), purse_of(own, reading)
    left = left_for_sponsoring(found.marked, found.waiting, purse, now, ports.settings)
    _refuse_short(amount, left, currency)
    figures = _without(reading.figures[currency], amount)
    spent = own.but(figures=figures, read_at=now, version=own.version + 1)
    return Update(lock.path, spent.fields(), lock.version)


def _without(figures: OwnFigures, amount: int) -> OwnFigures:
    return figures.but(
        held=figures.held + amount,
        lower=figures.lower - amount,
        upper=figures.upper - amount,
        spendable=figures.spendable - amount,
    )


def _refuse_short(amount: int, left: int, currency: str) -> None:
    if amount > left:
        missing = amount - max(0, left)
        raise OwnMoneyShort(
            f"the platform's own money does not cover this: {written(missing, currency)} is missing",
            missing=missing,
            currency=currency,
        )
