"""How much of each funding may go back by itself: by what Stripe says now, and by our record. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pulse.charges import DisputeOutcome, undone
from pulse.pools.fetch_funding import Seen
from pulse.pools.funding_entries import RETURN_ID, is_disputed
from pulse.pools.records import Funding, PoolReturn
from pulse.pools.states import FundingStatus, ReturnKind, ReturnStatus

_CAME_BACK = frozenset({ReturnStatus.REFUSED, ReturnStatus.FAILED})


@dataclass(frozen=True, slots=True)
class Basis:
    """Of one funding, in pool parts."""

    left: int = 0
    """The smaller of what Stripe says is left of the charge and what is left of its pool part."""
    waits: int = 0
    """Of it: waits for people, because its return failed or its bank decides. No other funding's payer
    gets it instead."""
    at_bank: bool = False
    """Its bank decides: not even two administrators return it."""

    @property
    def returnable(self) -> int:
        return self.left - self.waits


def counts(funding: Funding) -> bool:
    """Whether prizes may be paid from it. What waits to be accepted waits for people, also to go back."""
    return funding.status is FundingStatus.SUCCEEDED and not funding.is_held and funding.left > 0


def basis(funding: Funding, seen: Seen, returns: Iterable[PoolReturn]) -> Basis:
    """*seen* and *returns* were read in the step that reserves.

    A refund, dispute or warning that Stripe shows and we have not recorded counts already.
    """
    if seen.charge is None or not seen.thorough:
        return Basis()
    if any(one.id not in funding.warning_ids for one in seen.warnings):
        return Basis()
    returns = list(returns)
    left = max(0, min(funding.left, funding.base - _gone(seen, returns)))
    if is_disputed(seen):
        at_bank = any(story.outcome is DisputeOutcome.OPEN for story in seen.disputes)
        return Basis(left, left, at_bank=at_bank)
    return Basis(left, min(left, _came_back(returns)))


def _came_back(returns: Iterable[PoolReturn]) -> int:
    """Of refunds that were refused or failed; what two people returned after all does not wait any more."""
    own = [one for one in returns if one.kind is not ReturnKind.LATE]
    came_back = sum(one.pool_amount for one in own if one.status in _CAME_BACK)
    decided = [one for one in own if one.kind is ReturnKind.DECIDED and one.status not in _CAME_BACK]
    return max(0, came_back - sum(one.pool_amount for one in decided))


def _gone(seen: Seen, returns: Iterable[PoolReturn]) -> int:
    """Refunded and disputed at Stripe, and what may be refunded at any moment by a return of ours."""
    assert seen.charge is not None  # noqa: S101 - the caller has looked
    refunds = [one for one in seen.refunds if not undone(one)]
    at_stripe = {one.metadata.get(RETURN_ID) for one in seen.refunds}
    under_way = [one for one in returns if one.status is ReturnStatus.OPEN and one.return_id not in at_stripe]
    refunded = max(seen.charge.amount_refunded, sum(one.amount for one in refunds))
    disputed = sum(story.withdrawn for story in seen.disputes)
    return refunded + disputed + sum(one.pool_amount for one in under_way)
