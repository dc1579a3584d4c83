"""What the commit that changes a funding writes beside it: the pool, and the challenge's prize money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pulse.documents import CUSTOM, Challenge, bind_terms
from pulse.ledger import Change, audited_update
from pulse.pools.records import Funding, Pool
from pulse.pools.scene import Scene
from pulse.pools.states import FundingKind, FundingStatus, PoolPhase
from pulse.pools.sums import sums_of
from pulse.ports.paths import path
from pulse.ports.store import Update, Write


def pool_writes(
    scene: Scene, fundings: Iterable[Funding], actor: str, now: datetime, *, binds: bool = False
) -> list[Write]:
    """The pool in its next version, so that nobody else's decision on its money stands beside this one.

    A new epoch takes back what earlier passes allotted: they counted on other sums. In review nothing moves,
    so the sweep looks at it once that is over. *binds*: the funding is first recorded as paid in time, so
    currency, split and the challenge's terms stand from now on.
    """
    assert scene.pool is not None and scene.document is not None  # noqa: S101, PT018 - a funding has a pool
    fundings = list(fundings)
    paid = [
        one
        for one in fundings
        if one.status is FundingStatus.SUCCEEDED and one.kind is not FundingKind.SPONSOR
    ]
    before = scene.pool
    after = before.but(
        phase=reopened_phase(before),
        proven_payer_ids=(),
        payer_ids=tuple(sorted({*before.payer_ids, *(one.payer_id for one in paid)})),
        frozen_at=before.frozen_at or (now if binds else None),
        cover_epoch=before.cover_epoch + 1,
        next_check_at=max(now, before.review_until or now),
        version=before.version + 1,
        updated_at=now,
    )
    pool = audited_update(scene.document, after, Change("pool.changed", actor, now))
    return [*pool, *_challenge_writes(scene.challenge, after, fundings, now, binds=binds)]


def reopened_phase(pool: Pool) -> PoolPhase:
    """The phase of a pool whose money changes: a settled one holds some again, or lacks it."""
    if pool.phase is not PoolPhase.SETTLED:
        return pool.phase
    return PoolPhase.AWARDED if pool.award_version else PoolPhase.CLOSED


def prize_money_fields(pool: Pool, funded: int) -> dict[str, Any]:
    """`challenges/{id}.prizeMoney` as clients read it: what is paid in, and how it is divided."""
    custom = {"customDistribution": [share / 100 for share in pool.places]}
    return {
        "isEnabled": funded > 0,
        "totalAmount": funded,
        "currency": pool.currency,
        "winnerCount": len(pool.places),
        "distributionType": pool.distribution_type,
        **(custom if pool.distribution_type == CUSTOM else {}),
    }


def _challenge_writes(
    challenge: Challenge | None, pool: Pool, fundings: list[Funding], now: datetime, *, binds: bool
) -> list[Write]:
    """One update. Once something is awarded, what the challenge promises stays."""
    if challenge is None or pool.phase is not PoolPhase.OPEN:
        return []
    fields: dict[str, Any] = {"prizeMoney": prize_money_fields(pool, sums_of(fundings, now).funded)}
    for write in bind_terms(challenge, now) if binds else []:
        fields |= write.fields
    return [Update(path("challenges", challenge.id), fields, challenge.version, spare=True)]
