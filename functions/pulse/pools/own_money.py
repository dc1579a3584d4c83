"""The platform's own money: what of its balance at Stripe belongs to no pool, no winner and no payer.

Its sum is known only as a range: a prize that was sent and not recorded may have left the balance or not.
What is spent is decided by what is certain; what stops everything is the upper end (decision 1711).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from pulse.batches import skip_unreadable
from pulse.ledger import Record
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.stripe_objects import Balance

Count = Annotated[int, Field(strict=True, ge=0)]
Cents = Annotated[int, Field(strict=True)]
"""Minor units; a balance may be negative."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What of the balance belongs to others, in minor units of one currency."""

    held: int = 0
    """What pools hold for their winners, and what nobody has claimed of it."""
    held_settled: int = 0
    """The part of it whose money is available at Stripe: the other part is still pending there."""
    returning: int = 0
    """Returns whose refund has not left the balance yet, as far as we know."""
    returning_sent: int = 0
    """The part of it whose refund was asked for: it may have left."""
    pool_prizes: int = 0
    """Prizes of pools that were claimed and are not recorded: their pools may not hold them any more."""
    own_prizes: int = 0
    """Prizes from own money that were claimed and are not recorded: they may still leave the balance."""


class OwnFigures(Record):
    """One reading, in minor units of one currency."""

    available: Cents = 0
    pending: Cents = 0
    connect_reserved: Cents = 0
    """What Stripe keeps back for connected accounts below zero."""
    held: Cents = 0
    returning: Cents = 0
    returning_sent: Cents = 0
    pool_prizes: Cents = 0
    own_prizes: Cents = 0
    lower: Cents = 0
    """So much is certainly ours."""
    upper: Cents = 0
    """And so much at most."""
    spendable: Cents = 0
    """Of the lower end: available at Stripe beside what is available for others. It may be below 0."""


class Overtaken(Record):
    """A prize that smaller, younger ones have overtaken, and since when."""

    id: str
    since: datetime


class OwnMoney(Record):
    """`ownMoney/{currency}`: the lock of what is paid from own money, and the figures that were last read.

    Whoever decides on own money writes it with its version. A prize may be claimed only while it has *epoch*.
    """

    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]
    epoch: Annotated[int, Field(strict=True, ge=1)] = 1
    figures: OwnFigures | None = None
    """None before the first reading."""
    read_at: datetime
    overtaken: tuple[Overtaken, ...] = ()
    whole_for: str | None = None
    """The prize that was overtaken for too long: all that comes is for it."""
    version: Count = 1

    @property
    def path(self) -> str:
        return own_money_path(self.currency)

    @property
    def is_overdrawn(self) -> bool:
        """Even at best our balance lacks money that belongs to pools: nothing more leaves it."""
        return self.figures is not None and self.figures.upper < 0

    @property
    def overtaken_since(self) -> Mapping[str, datetime]:
        return {one.id: one.since for one in self.overtaken}


def own_money_path(currency: str) -> str:
    return path("ownMoney", currency)


def read_overdrawn(currencies: Iterable[str], *, ports: Ports) -> frozenset[str]:
    """Those of *currencies* in which nothing may leave our balance for pools. One that cannot be read is not
    among them: operators are told of it, and no own money moves.
    """
    documents = ports.store.get_all([own_money_path(one) for one in currencies])
    own = skip_unreadable(OwnMoney, documents.values(), ports=ports)
    return frozenset(one.currency for one in own if one.is_overdrawn)


def read_missing(currency: str, *, ports: Ports) -> int:
    """How much money of others our balance lacks even at best, by the figures that were stored last."""
    document = ports.store.get(own_money_path(currency))
    own = skip_unreadable(OwnMoney, [document] if document else [], ports=ports)
    return sum(max(0, -one.figures.upper) for one in own if one.figures is not None)


def figures_of(before: Balance, after: Balance, claims: Claims, currency: str) -> OwnFigures:
    """The figures by the balance *before* and *after* the *claims* were read.

    What moves meanwhile is in one of them: the smaller is certain, the larger possible.
    """
    least, most = sorted((_total(before, currency), _total(after, currency)))
    theirs = claims.held + claims.returning
    lower = least - theirs - claims.own_prizes
    reserved = max(one.reserved_amount(currency) for one in (before, after))
    available = min(one.available_amount(currency) for one in (before, after))
    for_others = reserved + claims.held_settled + claims.returning + claims.own_prizes
    return OwnFigures(
        available=after.available_amount(currency),
        pending=after.pending_amount(currency),
        connect_reserved=after.reserved_amount(currency),
        held=claims.held,
        returning=claims.returning,
        returning_sent=claims.returning_sent,
        pool_prizes=claims.pool_prizes,
        own_prizes=claims.own_prizes,
        lower=lower,
        upper=most - theirs + claims.pool_prizes + claims.returning_sent,
        spendable=min(lower, available - for_others),
    )


def _total(balance: Balance, currency: str) -> int:
    held = balance.available_amount(currency) + balance.pending_amount(currency)
    return held - balance.reserved_amount(currency)
