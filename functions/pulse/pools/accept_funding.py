"""Two administrators accept a funding that was held: from then on it counts."""

from __future__ import annotations

from pulse.errors import Conflict
from pulse.ledger import Change, audited_update, existing
from pulse.pools.pool_writes import pool_writes
from pulse.pools.records import Funding, funding_path
from pulse.pools.refusals import FundingNotHeld, PoolChanged
from pulse.pools.scene import read_scene
from pulse.pools.states import FundingStatus
from pulse.ports import Ports
from pulse.ports.store import Write


def read_funding(funding_id: str, *, ports: Ports) -> Funding:
    """Raises *NotFound*."""
    found = ports.store.get(funding_path(funding_id))
    return Funding.of(existing(found, "payment into a pool", code="funding_not_found"))


def require_held(funding: Funding) -> None:
    """Raises *FundingNotHeld*."""
    if funding.status is not FundingStatus.SUCCEEDED or not funding.is_held:
        raise FundingNotHeld("this payment does not wait to be accepted")


def accept_funding(
    funding_id: str,
    *,
    actor: str,
    reason: str,
    approval_id: str,
    ports: Ports,
    others: tuple[Write, ...] = (),
) -> Funding:
    """Count it, with all that it was held for by now. *others* use the approval up in the same commit.

    Raises *NotFound*, *FundingNotHeld*, *PoolUnreadable* and *PoolChanged*.
    """
    challenge_id = read_funding(funding_id, ports=ports).challenge_id
    scene, now = read_scene(challenge_id, ports=ports), ports.clock.now()
    document = scene.documents[funding_id]
    funding = Funding.of(document)
    require_held(funding)
    accepted = funding.but(accepted_by=approval_id, version=funding.version + 1, updated_at=now)
    changes = audited_update(document, accepted, Change("funding.accepted", actor, now, reason))
    beside = pool_writes(scene, scene.but(accepted), actor, now)
    try:
        ports.store.commit([*changes, *beside, *others])
    except Conflict as error:
        raise PoolChanged("the prize pool was changed by another request just now") from error
    return accepted
