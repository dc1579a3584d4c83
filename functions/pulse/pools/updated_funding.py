"""The funding's record as it must be, given what Stripe says about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pulse.charges import DisputeOutcome, is_on_its_way
from pulse.documents import Challenge, ChallengeStatus
from pulse.pools import rules
from pulse.pools.fetch_funding import Seen
from pulse.pools.funding_entries import PoolEntry, book
from pulse.pools.records import Funding, Pool, PoolReturn
from pulse.pools.states import FundingStatus, HeldFor, PoolPhase
from pulse.pools.sums import Maturity, mature_at
from pulse.settings import DAY, Settings

_RISKY = frozenset({"elevated", "highest"})
_SOON, _DAILY, _FORGET = timedelta(minutes=10), timedelta(days=1), timedelta(days=30)
_WATCHED = timedelta(days=120)
"""A cardholder may dispute a payment for so long; warnings move no money, so nothing else finds them."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is true around the funding when it is recorded."""

    pool: Pool
    challenge: Challenge | None
    payer_is_erased: bool
    passes_a_limit: bool = False
    """Asked only when it is first recorded as paid."""


def is_first_paid(funding: Funding, seen: Seen) -> bool:
    return seen.charge is not None and funding.status not in rules.PAID


def is_late(seen: Seen, around: Around) -> bool:
    """Whether the pool took no money any more when this was charged, or takes none now that we hear of it.

    Who paid before the end is in time, however late we hear of it, as long as nothing is awarded. A field of
    the challenge that cannot be read takes nothing back: that would be a guess.
    """
    assert seen.charge is not None  # noqa: S101 - asked for what is paid
    challenge = around.challenge
    if challenge is None or around.payer_is_erased or around.pool.phase is not PoolPhase.OPEN:
        return True
    is_cancelled = challenge.status.value_or(ChallengeStatus.ACTIVE) is ChallengeStatus.CANCELLED
    if is_cancelled or challenge.cancel_asked_at is not None:
        return True
    return _time(seen.charge.created) > around.pool.ends_at


def updated_funding(
    funding: Funding,
    seen: Seen,
    around: Around,
    returns: Iterable[PoolReturn],
    booked: AbstractSet[str],
    *,
    settings: Settings,
    now: datetime,
) -> tuple[Funding, list[PoolEntry]]:
    """The funding with what *seen* says, and the entries that the books lack; equal when nothing changed."""
    if seen.charge is None:
        after = _unpaid(funding, seen)
        return _checked_later(funding, after, seen, around, now), []
    after = funding
    if is_first_paid(funding, seen):
        status = FundingStatus.LATE if is_late(seen, around) else FundingStatus.SUCCEEDED
        after = after.but(status=status, recorded_at=now, payment_intent_id=seen.intent.id)
        if around.passes_a_limit and status is FundingStatus.SUCCEEDED:
            after = _held(after, HeldFor.LIMIT_PASSED)
    after = _with_charge(after, seen, settings)
    booking = book(after, seen, returns, booked)
    return _checked_later(funding, booking.funding, seen, around, now), booking.entries


def _unpaid(funding: Funding, seen: Seen) -> Funding:
    tried = seen.intent.latest_charge is not None
    status = rules.unpaid_status(seen.intent.status, tried=tried) or funding.status
    return funding.but(status=status) if rules.may_become(funding.status, status) else funding


def _with_charge(funding: Funding, seen: Seen, settings: Settings) -> Funding:
    charge = seen.charge
    assert charge is not None  # noqa: S101 - the caller has looked
    available = seen.processing and seen.processing.available_on
    charged_at, available_on = _time(charge.created), _time(available) if available else None
    after = funding.but(
        charge_id=charge.id,
        charged_at=charged_at,
        stripe_fee=seen.processing.fee if seen.processing else funding.stripe_fee,
        available_on=available_on or funding.available_on,
        risk_level=charge.risk_level or funding.risk_level,
        card_country=charge.card_country or funding.card_country,
        card_fingerprint=charge.card_fingerprint or funding.card_fingerprint,
    )
    if after.status is FundingStatus.SUCCEEDED and after.mature_at is None:
        after = after.but(
            mature_at=mature_at(
                maturity_of(settings),
                charged_at=charged_at,
                available_on=after.available_on,
                amount=after.amount,
                currency=after.currency,
                is_payers_first=after.is_payers_first,
            )
        )
    if charge.risk_level in _RISKY:
        after = _held(after, HeldFor.RISK_ELEVATED)
    return _with_warnings(after, seen)


def maturity_of(settings: Settings) -> Maturity:
    return Maturity(
        usual=settings.pool_maturity_days * DAY,
        first=settings.pool_maturity_first_days * DAY,
        large=settings.pool_maturity_large_days * DAY,
        large_above=settings.pool_large_cents,
    )


def _with_warnings(funding: Funding, seen: Seen) -> Funding:
    """A warning that nobody has accepted holds the funding, also one that was accepted before."""
    new = tuple(one.id for one in seen.warnings if one.id not in funding.warning_ids)
    if not new:
        return funding
    warned = funding.but(warning_ids=funding.warning_ids + new, accepted_by=None)
    return _held(warned, HeldFor.FRAUD_WARNING)


def _held(funding: Funding, why: HeldFor) -> Funding:
    return funding if why in funding.held_for else funding.but(held_for=(*funding.held_for, why))


def _checked_later(before: Funding, after: Funding, seen: Seen, around: Around, now: datetime) -> Funding:
    """With the time at which the sweep asks again; one that comes sooner is kept."""
    interval = _interval(after, seen, now)
    at = None if interval is None else now + interval
    if at is not None and after.status in rules.OPEN and around.pool.ends_at > now:
        at = min(at, around.pool.ends_at)
    is_ahead = before.next_check_at is not None and before.next_check_at > now
    if at is not None and is_ahead and before.status is after.status and before.next_check_at is not None:
        at = min(at, before.next_check_at)
    after = after.but(next_check_at=at)
    return after if after == before else after.but(version=before.version + 1, updated_at=now)


def _interval(funding: Funding, seen: Seen, now: datetime) -> timedelta | None:
    if funding.status in rules.OPEN:
        since = now - (funding.revoked_at or funding.created_at)
        return None if since > _FORGET else min(max(_SOON, since), _DAILY)
    if seen.charge is None or funding.charged_at is None:
        return None
    if funding.returning_amount:
        return _SOON  # its refund is to be sent, or was sent without an answer
    moving = any(is_on_its_way(one) for one in seen.refunds)
    open_disputes = any(
        story.outcome in {DisputeOutcome.OPEN, DisputeOutcome.INQUIRY} for story in seen.disputes
    )
    if moving or open_disputes or funding.mature_at is None or now - funding.charged_at < _WATCHED:
        return _DAILY
    return None


def _time(unix: int) -> datetime:
    return datetime.fromtimestamp(unix, UTC)
