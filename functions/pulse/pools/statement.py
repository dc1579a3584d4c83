"""A pool's statement: what came, what left and what is held, line by line, so that it adds up. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from pulse.pools.lines import Line, Term, sums_by_term
from pulse.pools.records import Funding, PoolReturn
from pulse.pools.states import FundingStatus, TakingKind

OF_FUNDINGS = (Term.PAID_IN, Term.SPONSORED, Term.RETURNED, Term.REFUNDED, Term.DISPUTED)
"""What happens to payments; the rest happens to the pool as a whole."""


@dataclass(frozen=True, slots=True)
class FundingLine:
    """What became of one payment, in pool parts; of one that came too late, of all that was paid."""

    funding: Funding
    refunded: int
    disputed: int
    returning: int
    """Reserved to go back, and not at Stripe yet."""
    left: int
    """Counts for prizes, or waits to be accepted; of late money, what has not gone back yet."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Minor units of *currency*."""

    challenge_id: str
    currency: str
    at: datetime
    """When the pool and the books were read."""
    is_whole: bool
    """All lines of the pool; otherwise the reader's own payments alone."""
    lines: tuple[Line, ...]
    fundings: tuple[FundingLine, ...]
    pool: Mapping[Term, int]
    """The whole pool's sums, also for those who paid in."""
    held: int
    """The sum of *pool*: what the pool has now."""
    adds_up: bool
    """Payments and lines say the same, to the cent."""

    @property
    def total(self) -> int:
        """The sum of the lines."""
        return sum(line.amount for line in self.lines)


def statement_of(
    challenge_id: str,
    currency: str,
    lines: Sequence[Line],
    fundings: Iterable[Funding],
    returns: Iterable[PoolReturn],
    *,
    reader_id: str | None,
    at: datetime,
) -> Statement:
    """*lines*: all of the pool. *reader_id*: whose payments are shown; None for everything."""
    fundings = sorted(fundings, key=lambda one: (one.created_at, one.funding_id))
    own = [one for one in fundings if reader_id in (None, one.payer_id)]
    subjects = {one.path for one in own} | {one.path for one in returns if reader_id in (None, one.payer_id)}
    sums = sums_by_term(lines)
    return Statement(
        challenge_id=challenge_id,
        currency=currency,
        at=at,
        is_whole=reader_id is None,
        lines=tuple(lines) if reader_id is None else _own_lines(lines, subjects),
        fundings=tuple(map(_funding_line, own)),
        pool={term: sums[term] for term in Term},
        held=sum(line.amount for line in lines),
        adds_up=_left(fundings) == _of_fundings(sums)
        and _left(own) == _of_fundings(sums_by_term(_own_lines(lines, subjects))),
    )


def balances(lines: Iterable[Line]) -> list[tuple[Line, int]]:
    """Each line with the sum of all lines up to it."""
    held, found = 0, []
    for line in lines:
        held += line.amount
        found.append((line, held))
    return found


def _own_lines(lines: Iterable[Line], subjects: AbstractSet[str]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.term in OF_FUNDINGS and line.subject in subjects)


def _left(fundings: Iterable[Funding]) -> int:
    return sum(one.left for one in fundings if one.status is FundingStatus.SUCCEEDED)


def _of_fundings(sums: Counter[Term]) -> int:
    return sum(sums[term] for term in OF_FUNDINGS)


def _funding_line(funding: Funding) -> FundingLine:
    taken: Counter[TakingKind] = Counter()
    for taking in funding.takings:
        if not taking.undone:
            taken[taking.kind] += taking.pool_amount
    is_paid = funding.status in {FundingStatus.SUCCEEDED, FundingStatus.LATE}
    disputed = taken[TakingKind.DISPUTE]
    return FundingLine(
        funding=funding,
        refunded=funding.taken - disputed,
        disputed=disputed,
        returning=funding.returning_amount,
        left=funding.left if is_paid else 0,
    )
