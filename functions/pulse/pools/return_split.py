"""Who gets how much of what a pool returns: pro rata between payers, newest first within one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.money import split, step


@dataclass(frozen=True, slots=True)
class Returnable:
    """A funding of which something may be returned."""

    funding_id: str
    payer: str
    left: int
    """The smaller of what Stripe says is left of the charge and what is left of its pool part."""
    charged_at: datetime


def split_return(amount: int, fundings: Iterable[Returnable], currency: str) -> dict[str, int]:
    """How much of each funding goes back, by its id, so that *amount* does; no funding gets 0.

    Between payers in proportion to what is left of theirs, by largest remainder. Within one payer the newest
    funding first: the oldest money is farthest from a dispute. Less than *amount* where less is left.
    """
    by_payer: dict[str, list[Returnable]] = {}
    for funding in sorted(fundings, key=lambda one: (one.charged_at, one.funding_id), reverse=True):
        by_payer.setdefault(funding.payer, []).append(funding)
    payers = sorted(by_payer)
    left = [_whole(by_payer[payer], currency) for payer in payers]
    smallest = step(currency)
    wanted = min(amount // smallest * smallest, sum(left))
    shares = split(wanted, left, step=smallest)
    returned: dict[str, int] = {}
    for payer, part in zip(payers, shares, strict=True):
        returned |= _newest_first(part, by_payer[payer], smallest)
    return returned


def _whole(fundings: Sequence[Returnable], currency: str) -> int:
    return sum(one.left // step(currency) * step(currency) for one in fundings)


def _newest_first(part: int, fundings: Sequence[Returnable], smallest: int) -> Mapping[str, int]:
    taken: dict[str, int] = {}
    for funding in fundings:
        piece = min(part, funding.left // smallest * smallest)
        if piece > 0:
            taken[funding.funding_id] = piece
            part -= piece
    return taken
