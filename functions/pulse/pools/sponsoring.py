"""A pool gets money of our own: two administrators agree, and nothing moves at Stripe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pulse.attempts import POOL_FUNDING, POOL_RETURN, first_attempt
from pulse.documents import DocumentMisfit
from pulse.errors import InvalidRequest
from pulse.ledger import Change, audited_create, audited_update, entry_writes
from pulse.money import chargeable
from pulse.pools import postings
from pulse.pools.asked import (
    FundPrizePool,
    decide_currency,
    decide_split,
    refuse_paid_entry,
    refuse_too_early,
    require_open,
)
from pulse.pools.limits import fetch_history, refuse_above_limits
from pulse.pools.pool_writes import pool_writes
from pulse.pools.prize_money import PrizeMoney
from pulse.pools.records import (
    SPONSOR_ID,
    Funding,
    PoolReturn,
    Taking,
    return_path,
    sponsoring_of,
)
from pulse.pools.refusals import PoolClosed, PrizesNotApproved
from pulse.pools.reserve_funding import pool_as_asked
from pulse.pools.scene import Scene
from pulse.pools.states import FundingKind, FundingStatus, ReturnKind, ReturnStatus, TakingKind
from pulse.ports import Ports
from pulse.ports.store import Unchanged, Write
from pulse.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsoring:
    """What a sponsoring of *amount* would be: the pool's currency, its end and its split with it."""

    challenge_id: str
    amount: int
    currency: str
    ends_at: datetime
    split: PrizeMoney


def quote_sponsoring(challenge_id: str, amount: int | None, scene: Scene, *, ports: Ports) -> Sponsoring:
    """Raises *InvalidRequest* for the amount, *NotFound*, and what forbids it whatever our own money is:

    *PrizesNotApproved*, *PaidEntryRefused*, *PoolClosed*, *CurrencyNotPaid* and *LimitReached*.
    """
    settings, now = ports.settings, ports.clock.now()
    if not settings.has_prize_approval(livemode=ports.stripe.livemode):
        raise PrizesNotApproved("no pool is sponsored yet: Stripe has not approved prizes in writing")
    if amount is None:
        raise InvalidRequest("a sponsoring needs an amount", field="amount")
    asked = FundPrizePool(challenge_id=challenge_id, payer_id=SPONSOR_ID, amount=amount)
    try:
        challenge, ends_at = require_open(scene.challenge, scene.pool, now)
        refuse_paid_entry(challenge, settings)
        promise = challenge.promise.value
    except DocumentMisfit as misfit:
        raise PoolClosed(f"this challenge cannot be read: {misfit.message}", field=misfit.field) from misfit
    if scene.pool is None and promise.distribution_type:
        custom = [share / 100 for share in promise.custom_shares] or None
        asked = replace(asked, distribution_type=promise.distribution_type, custom_distribution=custom)
    currency = decide_currency(asked, scene.pool)
    if problem := chargeable(amount, currency):
        raise InvalidRequest(problem, field="amount")
    held = sum(one.left for one in scene.fundings if one.status is FundingStatus.SUCCEEDED)
    total = held + amount
    split = decide_split(asked, scene.pool, currency, total=total, is_frozen=True, settings=settings)
    refuse_too_early(ends_at, now, settings)
    refuse_above_limits(
        amount,
        currency,
        pool=scene.pool,
        fundings=scene.fundings,
        history=fetch_history(SPONSOR_ID, currency, ports=ports),
        settings=settings,
        of_sponsors=True,
    )
    return Sponsoring(
        challenge_id=challenge_id, amount=amount, currency=currency, ends_at=ends_at, split=split
    )


def opening_writes(quoted: Sponsoring, scene: Scene, now: datetime, settings: Settings) -> list[Write]:
    """The pool as it must be before money of ours is in it; none where it is so."""
    asked = FundPrizePool(challenge_id=quoted.challenge_id, payer_id=SPONSOR_ID, amount=quoted.amount)
    writes = pool_as_asked(asked, scene, quoted.ends_at, quoted.split, now, settings=settings)
    return [] if all(isinstance(one, Unchanged) for one in writes) else writes


def sponsoring_writes(
    quoted: Sponsoring, number: int, scene: Scene, change: Change, *, ports: Ports
) -> tuple[Funding, list[Write]]:
    """The sponsoring that request *number* makes, its entry, and the pool with the challenge's prize money.

    It is clean at once: own money has no payer who could take it back. Raises *IdTaken*.
    """
    ids, now = sponsoring_of(quoted.challenge_id, number), change.at
    place = ids.place(ports.store.get_all(ids.paths))
    funding = Funding(
        funding_id=place.id,
        challenge_id=quoted.challenge_id,
        payer_id=SPONSOR_ID,
        kind=FundingKind.SPONSOR,
        amount=quoted.amount,
        processing_fee=0,
        total=quoted.amount,
        currency=quoted.currency,
        challenge_title=scene.challenge.title if scene.challenge else "",
        status=FundingStatus.SUCCEEDED,
        attempt=first_attempt(POOL_FUNDING, place.id, now),
        charged_at=now,
        mature_at=now,
        is_payers_first=False,
        recorded_at=now,
        created_at=now,
        updated_at=now,
    )
    posted = postings.sponsored(funding)
    return funding, [
        *audited_create(funding.path, funding, change),
        *entry_writes(place.id, "sponsored", posted, subject=funding.path, at=now),
        *pool_writes(scene, scene.but(funding), change.actor, now, binds=True),
    ]


def sponsoring_return(
    scene: Scene, funding: Funding, return_id: str, amount: int, kind: ReturnKind, change: Change
) -> tuple[Funding, Sequence[Write]]:
    """What no prize takes is our own money again, in the commit that decides it: nothing is refunded."""
    now = change.at
    taking = Taking(reference=return_id, kind=TakingKind.SPONSOR_RETURN, amount=amount, pool_amount=amount)
    lowered = funding.but(takings=(*funding.takings, taking), version=funding.version + 1, updated_at=now)
    attempt = first_attempt(POOL_RETURN, return_id, now)
    made = PoolReturn(
        return_id=return_id,
        funding_id=funding.funding_id,
        challenge_id=funding.challenge_id,
        payer_id=funding.payer_id,
        kind=kind,
        amount=amount,
        pool_amount=amount,
        currency=funding.currency,
        charge_id=None,
        status=ReturnStatus.DONE,
        owed=False,
        attempt=attempt.but(closed=True, closed_reason="own_money", sends=0),
        created_at=now,
        updated_at=now,
    )
    posted = postings.sponsoring_returned(funding, amount)
    return lowered, [
        *audited_update(scene.documents[funding.funding_id], lowered, change),
        *audited_create(return_path(return_id), made, change),
        *entry_writes(return_id, "sponsoring_returned", posted, subject=made.path, at=now),
    ]
