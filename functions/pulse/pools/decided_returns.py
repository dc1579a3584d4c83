"""Returns that two administrators decide: money that waits to be accepted, and refunds that came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pulse.documents import Challenge, ChallengeStatus
from pulse.ledger import Change
from pulse.pools.close_pool import why_closed
from pulse.pools.records import Funding, Pool
from pulse.pools.reserve_returns import read_basis, return_writes, returnable
from pulse.pools.return_split import split_return
from pulse.pools.returnable import Basis
from pulse.pools.scene import Scene
from pulse.pools.states import FundingStatus, ReturnKind
from pulse.ports import Ports
from pulse.ports.store import Write


def decided_shares(scene: Scene, assigned: int, *, ports: Ports) -> Mapping[str, int]:
    """What goes back of each funding, by id, if two people say so: only what does not go back by itself.

    Nothing that prizes take, and nothing whose bank still decides. Late money is not the pool's, so all of it
    goes back. Raises what asking Stripe raises.
    """
    assert scene.pool is not None  # noqa: S101 - the caller has looked
    paid = [one for one in scene.fundings if one.status in _PAID and one.left > 0]
    found = {one.funding_id: read_basis(one, ports=ports) for one in paid}
    pool_s = [one for one in paid if one.status is FundingStatus.SUCCEEDED]
    covered = sum(one.covered_amount for one in scene.fundings)
    free = sum(found[one.funding_id].left for one in pool_s) + covered - assigned
    waiting = [returnable(one, _waits(one, found[one.funding_id])) for one in pool_s]
    amount = max(0, min(free, sum(one.left for one in waiting)))
    late = {one.funding_id: _waits(one, found[one.funding_id]) for one in paid if one not in pool_s}
    shares = split_return(amount, waiting, scene.pool.currency)
    return {**shares, **{name: left for name, left in late.items() if left}}


def decided_return_writes(
    scene: Scene, shares: Mapping[str, int], change: Change, approval_id: str, *, ports: Ports
) -> list[Write]:
    return return_writes(scene, shares, ReturnKind.DECIDED, change, approval_id=approval_id, ports=ports)


_PAID = (FundingStatus.SUCCEEDED, FundingStatus.LATE)


def _waits(funding: Funding, found: Basis) -> int:
    if found.at_bank:
        return 0
    is_late = funding.status is FundingStatus.LATE and not funding.returning_amount
    return found.left if funding.is_held or is_late else found.waits


def why_never_awarded(challenge: Challenge | None, pool: Pool, now: datetime) -> str | None:
    """Why an open pool will have no award, although it is not closed by itself; None while it may.

    A script may have cancelled the challenge after its end, or nobody published it before that.
    """
    if why := why_closed(challenge, pool, now):
        return why
    status = challenge.status.value_or(ChallengeStatus.ACTIVE) if challenge else ChallengeStatus.CANCELLED
    if status is ChallengeStatus.CANCELLED:
        return "cancelled"
    return "never published" if status is ChallengeStatus.DRAFT and pool.ends_at <= now else None
