"""Reserve the refunds of what no prize takes: read Stripe and the records, decide, and commit on the pool."""

from __future__ import annotations

from collections.abc import Mapping

from pulse.ledger import Change, audited_create, audited_update, entry_writes
from pulse.notices import Said
from pulse.pools import postings
from pulse.pools.fetch_funding import fetch_seen
from pulse.pools.own_money import read_overdrawn
from pulse.pools.pool_writes import pool_writes
from pulse.pools.records import Funding, Pool
from pulse.pools.return_split import Returnable, split_return
from pulse.pools.returnable import Basis, basis, counts
from pulse.pools.returns import new_return, read_returns, return_notice
from pulse.pools.scene import Scene
from pulse.pools.sponsoring import sponsoring_return
from pulse.pools.states import SYSTEM_ACTOR, FundingKind, FundingStatus, PoolPhase, ReturnKind
from pulse.ports import Ports
from pulse.ports.store import Write


def reserve_returns(scene: Scene, assigned: int, *, ports: Ports) -> int:
    """Set aside what is left beyond *assigned*, with one return for each funding; the sum, in pool parts.

    The refunds are sent by the sweep's next look at these fundings. *scene* was read before *assigned*, and
    its pool stands in the commit: whatever changes what the pool has, or what its prizes take, ends this.
    None while our balance lacks money of pools (`own_money`).
    Raises *Conflict* then, *PoolUnreadable*, and what asking Stripe raises.
    """
    assert scene.pool is not None  # noqa: S101 - money was paid into it
    if read_overdrawn([scene.pool.currency], ports=ports):
        return 0
    counted = [one for one in scene.fundings if counts(one)]
    assigned -= sum(one.covered_amount for one in scene.fundings)
    if sum(one.left for one in counted) <= assigned:
        return 0
    found = {one.funding_id: read_basis(one, ports=ports) for one in counted}
    amount = sum(one.left - one.waits for one in found.values()) - assigned
    shares = split_return(
        max(0, amount),
        [returnable(one, found[one.funding_id].returnable) for one in counted],
        scene.pool.currency,
    )
    if shares:
        change = Change("return.reserved", SYSTEM_ACTOR, ports.clock.now())
        ports.store.commit(return_writes(scene, shares, ReturnKind.UNASSIGNED, change, ports=ports))
    return sum(shares.values())


def read_basis(funding: Funding, *, ports: Ports) -> Basis:
    """How much of it may go back, by what Stripe says in this step. Raises what asking Stripe raises."""
    if funding.kind is FundingKind.SPONSOR:
        return Basis(funding.left)  # Stripe has no charge of it
    if funding.charge_id is None:
        return Basis(funding.left, funding.left)
    returns = [one for _, one in read_returns(funding.funding_id, ports=ports)]
    return basis(funding, fetch_seen(funding, thorough=True, ports=ports), returns)


def returnable(funding: Funding, amount: int) -> Returnable:
    charged_at = funding.charged_at or funding.created_at
    return Returnable(funding.funding_id, funding.payer_id, amount, charged_at)


def return_writes(
    scene: Scene,
    shares: Mapping[str, int],
    kind: ReturnKind,
    change: Change,
    *,
    approval_id: str | None = None,
    ports: Ports,
) -> list[Write]:
    """Fundings, returns, entries, notices and the pool. Its epoch is in the ids: no pass reserves twice."""
    assert scene.pool is not None  # noqa: S101 - money was paid into it
    pool, now = scene.pool, change.at
    after: list[Funding] = []
    writes: list[Write] = []
    for funding in scene.fundings:
        amount = shares.get(funding.funding_id, 0)
        if not amount:
            after.append(funding)
            continue
        is_late = funding.status is FundingStatus.LATE
        return_id = f"{funding.funding_id}_r{pool.cover_epoch + 1}"
        if funding.kind is FundingKind.SPONSOR:
            given_back, made_writes = sponsoring_return(scene, funding, return_id, amount, kind, change)
            after.append(given_back)
            writes += made_writes
            continue
        lowered, made = new_return(funding, return_id, amount, ReturnKind.LATE if is_late else kind, now)
        made = made.but(approval_id=approval_id)
        lowered = lowered.but(next_check_at=now, version=funding.version + 1, updated_at=now)
        after.append(lowered)
        writes += audited_update(scene.documents[funding.funding_id], lowered, change)
        writes += audited_create(made.path, made, change)
        if not is_late:  # that is set aside from the first moment
            posted = postings.set_aside(funding, amount)
            writes += entry_writes(return_id, "set_aside", posted, subject=made.path, at=now)
        writes.append(_notice(pool, funding, return_id, amount, ports=ports))
    return [*pool_writes(scene, after, change.actor, now), *writes]


def _notice(pool: Pool, funding: Funding, return_id: str, amount: int, *, ports: Ports) -> Write:
    said = Said.POOL_CLOSED if pool.phase is PoolPhase.CLOSED else Said.POOL_TOO_LARGE
    return return_notice(
        funding,
        return_id,
        said,
        amount,
        reason="pool_returned",
        settings=ports.settings,
        now=ports.clock.now(),
    )
