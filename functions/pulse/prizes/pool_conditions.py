"""What a prize's pool says about paying it: its review, its contests, and who paid in for it. Pure.

A worker reads the pool with the record, and its claim requires the pool unchanged (decision 1703).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.pools import OwnMoney, Pool
from pulse.prizes.reasons import Reason
from pulse.prizes.records import PrizeRecord
from pulse.settings import Settings


@dataclass(frozen=True, slots=True)
class PoolAsRead:
    """The pool of a prize's challenge; None for a prize of the first system, which has none."""

    pool: Pool | None = None
    unreadable: bool = False
    asked_by_admin: bool = False
    """An administrator asks for this payment just now."""
    own: OwnMoney | None = None
    """Our own money in the prize's currency; None before the first pass over it."""


NO_POOL = PoolAsRead()


def why_reviewed(record: PrizeRecord, read: PoolAsRead, now: datetime, settings: Settings) -> Reason | None:
    """Why nobody may be paid yet, whoever they are; None once the award stands."""
    if read.unreadable:
        return Reason.NEEDS_REVIEW
    pool = read.pool
    if pool is None:
        return None
    payable_at = payable_from(pool, settings)
    if record.award_version != pool.award_version or payable_at is None or now < payable_at:
        return Reason.IN_REVIEW
    if pool.contested_place is not None and record.placement >= pool.contested_place:
        return Reason.CONTESTED
    return None


def why_not_covered(record: PrizeRecord, read: PoolAsRead, settings: Settings) -> Reason | None:
    """Why no money may be used for this prize; None when it may."""
    pool = read.pool
    if read.own is not None and read.own.is_overdrawn:
        return Reason.AWAITING_FUNDS
    if pool is not None and pool.funded:
        return None if record.cover_epoch == pool.cover_epoch else _why_short(record, pool)
    if waits := _why_not_agreed(record, read, settings):
        return waits
    is_allotted = read.own is not None and record.cover_epoch == read.own.epoch
    return None if is_allotted else Reason.AWAITING_FUNDS


def _why_not_agreed(record: PrizeRecord, read: PoolAsRead, settings: Settings) -> Reason | None:
    """Why our own money may not be used for a prize that nobody paid in for (decision 1703)."""
    mode = settings.unfunded_pools
    if record.approved_by is not None or (mode == "allow" and read.pool is not None):
        return None
    if mode == "hold":
        return Reason.HELD_FOR_APPROVAL
    # One of the first system, which has no pool, is paid only when an administrator asks for it.
    return None if record.requested_by or read.asked_by_admin else Reason.POOL_UNFUNDED


def _why_short(record: PrizeRecord, pool: Pool) -> Reason:
    """What the last pass found. One that no pass has seen since the money changed waits for the next."""
    has_settled = pool.settled_epoch == pool.cover_epoch
    return _found_by_pass(record) or (Reason.POOL_DISPUTED if has_settled else Reason.FUNDS_SETTLING)


def while_asked(record: PrizeRecord) -> Reason:
    """What the record says while Stripe is asked what became of its attempt: what a pass found stays true."""
    return _found_by_pass(record) or Reason.RETRYING


def _found_by_pass(record: PrizeRecord) -> Reason | None:
    return record.reason if record.reason in {Reason.FUNDS_SETTLING, Reason.POOL_DISPUTED} else None


def payable_from(pool: Pool, settings: Settings) -> datetime | None:
    """When the first prize may be claimed, by a clock that may be wrong; None while nobody knows."""
    if pool.review_until is None:
        return None
    return pool.review_until + timedelta(seconds=settings.review_skew_seconds)
