"""What a new version of an award makes of one prize record. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.attempts import is_quiet
from pulse.money import fee
from pulse.prizes.reasons import NEXT_ACTION, Reason
from pulse.prizes.records import Award, PrizeRecord, PrizeStatus, Winner
from pulse.prizes.rules import is_under_way
from pulse.settings import Settings

_SENT = frozenset({PrizeStatus.PAID, PrizeStatus.REVERSED, PrizeStatus.FAILED})
"""A stopped prize may have been sent: a person releases it first."""


def was_sent(record: PrizeRecord) -> bool:
    """Whether its money has left the pool, for a transfer or as unclaimed, or is not known not to."""
    return record.unclaimed_amount > 0 or was_transferred(record)


def was_transferred(record: PrizeRecord) -> bool:
    """Whether a transfer was made for it, or may have been."""
    known = record.stripe_transfer_id is not None or bool(record.former_transfer_ids)
    return known or record.status in _SENT


def may_appear(record: PrizeRecord, now: datetime, settings: Settings) -> bool:
    """Whether Stripe may still execute a request for it (decision 0033)."""
    attempt = record.attempt
    return attempt is not None and is_under_way(record) and not is_quiet(attempt, now, settings)


def has_other_amount(record: PrizeRecord, place: Winner | None) -> bool:
    return _amount(place) != record.prize_amount


def revised(
    record: PrizeRecord, place: Winner | None, award: Award, now: datetime, settings: Settings
) -> PrizeRecord:
    """The record in the version of *award*, where its winner has *place*; None: in no place any more.

    A prize whose amount stays goes on as it is, also one that was sent. Where the amount changes, the old
    attempt's key is never used again, and nobody has agreed to the new amount.
    """
    after = record.but(
        award_version=award.award_version,
        placement=place.placement if place else record.placement,
        version=record.version + 1,
        updated_at=now,
    )
    if has_other_amount(record, place):
        after = _with_amount(after, _amount(place), award)
    if _amount(place) == 0:
        return _canceled(after) if place is None else _without_prize(after)
    goes_on = is_under_way(record) and after.attempt == record.attempt
    if goes_on or after.status is not PrizeStatus.PENDING:
        return after
    reason = Reason.HELD_FOR_APPROVAL if after.held and after.approved_by is None else Reason.IN_REVIEW
    due = now + timedelta(seconds=settings.outbox_age_seconds)
    return after.but(reason=reason, next_action=NEXT_ACTION[reason], next_check_at=due)


def _amount(place: Winner | None) -> int:
    return place.prize_amount if place else 0


def _with_amount(record: PrizeRecord, amount: int, award: Award) -> PrizeRecord:
    platform_fee = fee(amount, award.fee_bps, award.currency) if amount else 0
    attempt = record.attempt
    if attempt is not None and not attempt.closed:
        attempt = attempt.but(closed=True, closed_reason="revised")
    return record.but(
        prize_amount=amount,
        winner_amount=amount - platform_fee,
        platform_fee=platform_fee,
        attempt=attempt,
        cover_epoch=0,  # what was allotted was another amount
        approved_by=None,
        requested_by=None,
    )


def _canceled(record: PrizeRecord) -> PrizeRecord:
    return record.but(
        status=PrizeStatus.CANCELED,
        reason=Reason.DISQUALIFIED,
        next_action=NEXT_ACTION[Reason.DISQUALIFIED],
        next_check_at=None,
        lease=None,
    )


def _without_prize(record: PrizeRecord) -> PrizeRecord:
    """Its winner is ranked, and somebody else has the prize: they never claimed it."""
    return record.but(
        status=PrizeStatus.CANCELED, reason=None, next_action=None, next_check_at=None, lease=None
    )
