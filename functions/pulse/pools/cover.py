"""Which prizes of a pool its clean money covers: one pass of the allotment. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Use(StrEnum):
    """What a prize does with the pool's money."""

    PAID = "paid"
    """It is out."""
    IN_FLIGHT = "in_flight"
    """Something of it may still happen at Stripe (decision 0033): it uses the money until that is known."""
    WAITING = "waiting"
    NONE = "none"
    """Canceled, reversed or stopped with nothing in flight: it uses nothing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A prize as the pool sees it. *amount*: the whole prize, or a part of it that is used otherwise."""

    prize_id: str
    placement: int
    amount: int
    use: Use


@dataclass(frozen=True, slots=True)
class Cover:
    allotted: tuple[str, ...]
    """The ids of the prizes that may be sent, in order of place."""
    used: int
    """What is paid and what may be in flight."""
    left: int
    """What no prize uses or is allotted; 0 if more is used than there is."""
    missing: int
    """How much more clean money would cover every prize."""


def cover(clean: int, claims: Iterable[Claim]) -> Cover:
    """Divide *clean* in order of place, skipping what does not fit.

    What may be in flight uses its money first, whatever its place. It is sent again only if all that is used
    is covered: beside another one that may still arrive, it would take what a dispute has taken.
    """
    in_order = sorted(claims, key=lambda claim: (claim.placement, claim.prize_id))
    paid = sum(claim.amount for claim in in_order if claim.use is Use.PAID)
    flying = [claim for claim in in_order if claim.use is Use.IN_FLIGHT]
    waiting = [claim for claim in in_order if claim.use is Use.WAITING]
    used = paid + sum(claim.amount for claim in flying)
    sent_again = [claim.prize_id for claim in flying] if used <= clean else []
    sent, left = _fitting(waiting, clean - used)
    places = {claim.prize_id: index for index, claim in enumerate(in_order)}
    wanted = used + sum(claim.amount for claim in waiting)
    return Cover(
        allotted=tuple(sorted((*sent_again, *sent), key=places.__getitem__)),
        used=used,
        left=max(0, left),
        missing=max(0, wanted - clean),
    )


def _fitting(claims: Iterable[Claim], left: int) -> tuple[list[str], int]:
    fitting: list[str] = []
    for claim in claims:
        if claim.amount <= left:
            left -= claim.amount
            fitting.append(claim.prize_id)
    return fitting, left
