"""A payment into a pool is stored before Stripe is asked: its document, and the pool as it needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.attempts import POOL_FUNDING, first_attempt
from pulse.documents import Challenge, freeze_terms
from pulse.errors import Conflict
from pulse.ledger import Change, audited_create, audited_update
from pulse.pools.asked import FundPrizePool
from pulse.pools.limits import History, fetch_history, refuse_above_limits, refuse_too_often
from pulse.pools.prize_money import PrizeMoney
from pulse.pools.processing import FundingQuote
from pulse.pools.records import Funding, Pool, funding_of, pool_path
from pulse.pools.scene import Scene
from pulse.pools.states import FundingStatus, PoolPhase, UnclaimedRule
from pulse.ports import Document, Ports
from pulse.ports.store import Unchanged, Write
from pulse.settings import Settings

_FIRST_CHECK = timedelta(minutes=10)


def require_within_limits(
    command: FundPrizePool, scene: Scene, quoted: FundingQuote, *, ports: Ports
) -> History:
    """Raises *TooManyFundings* and *LimitReached*, before an earlier payment is canceled for this one."""
    history = fetch_history(command.payer_id, quoted.currency, ports=ports)
    refuse_too_often(history, ports.clock.now(), ports.settings)
    refuse_above_limits(
        quoted.amount,
        quoted.currency,
        pool=scene.pool,
        fundings=scene.fundings,
        history=history,
        settings=ports.settings,
    )
    return history


@dataclass(frozen=True, slots=True)
class Terms:
    challenge: Challenge
    ends_at: datetime
    split: PrizeMoney
    quoted: FundingQuote
    is_payers_first: bool


def reserve_funding(command: FundPrizePool, scene: Scene, terms: Terms, *, ports: Ports) -> Document:
    """Store the funding and, with the first one, the pool. Raises *Conflict*, *IdTaken*."""
    now, quoted, ends_at = ports.clock.now(), terms.quoted, terms.ends_at
    own = [one for one in scene.fundings if one.payer_id == command.payer_id]
    ids = funding_of(command.challenge_id, command.payer_id, len(own) + 1)
    place = ids.place(ports.store.get_all(ids.paths))
    if place.document is not None:
        raise Conflict("another call has reserved it")
    funding = Funding(
        funding_id=place.id,
        challenge_id=command.challenge_id,
        payer_id=command.payer_id,
        amount=quoted.amount,
        processing_fee=quoted.processing_fee,
        total=quoted.total,
        currency=quoted.currency,
        challenge_title=terms.challenge.title,
        status=FundingStatus.REQUIRES_PAYMENT,
        attempt=first_attempt(POOL_FUNDING, place.id, now),
        is_payers_first=terms.is_payers_first,
        next_check_at=min(now + _FIRST_CHECK, ends_at),
        created_at=now,
        updated_at=now,
    )
    change = Change("funding.reserved", command.payer_id, now)
    created, row = audited_create(place.path, funding, change)
    pool = pool_as_asked(command, scene, ends_at, terms.split, now, settings=ports.settings)
    versions = ports.store.commit([created, row, *pool, *freeze_terms(terms.challenge, now)])
    return Document(place.path, created.fields, versions[0])


def pool_as_asked(
    command: FundPrizePool,
    scene: Scene,
    ends_at: datetime,
    split: PrizeMoney,
    now: datetime,
    *,
    settings: Settings,
) -> list[Write]:
    """The pool as this payment needs it: created, divided anew before anyone relies on it, or unchanged."""
    change = Change("pool.opened", command.payer_id, now)
    if scene.pool is None or scene.document is None:
        pool = Pool(
            challenge_id=command.challenge_id,
            currency=split.currency,
            distribution_type=split.distribution_type,
            places=split.places,
            unclaimed_rule=UnclaimedRule(settings.unclaimed_prizes),
            phase=PoolPhase.OPEN,
            ends_at=ends_at,
            sponsor_of_record=settings.sponsor_of_record,
            rules_version=settings.rules_version,
            created_at=now,
            updated_at=now,
        )
        return [*audited_create(pool_path(command.challenge_id), pool, change)]
    before = scene.pool
    is_same = (split.distribution_type, split.places, ends_at) == (
        before.distribution_type,
        before.places,
        before.ends_at,
    )
    if is_same:
        return [Unchanged(scene.document.path, scene.document.version)]
    pool = before.but(
        distribution_type=split.distribution_type,
        places=split.places,
        ends_at=ends_at,
        version=before.version + 1,
        updated_at=now,
    )
    return [*audited_update(scene.document, pool, Change("pool.divided", command.payer_id, now))]
