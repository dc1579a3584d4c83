"""Whether the reason of an open payment still stands. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.documents import Challenge, ChallengeStatus
from pulse.sales import rules
from pulse.sales.records import Payment
from pulse.sales.states import RevokedWhy

ON_SALE = frozenset({ChallengeStatus.PUBLISHED, ChallengeStatus.ACTIVE})

_BY_STATUS = {
    ChallengeStatus.DRAFT: RevokedWhy.WITHDRAWN,
    ChallengeStatus.CANCELLED: RevokedWhy.CANCELLED,
    ChallengeStatus.COMPLETED: RevokedWhy.ENDED,
}


def why_revoked(
    payment: Payment, challenge: Challenge | None, *, buyer_is_erased: bool, at: datetime
) -> RevokedWhy | None:
    """Why *payment* may not be paid at *at*; None if it may.

    A field of the challenge that cannot be read takes nothing back: that would be a guess.
    """
    if buyer_is_erased:
        return RevokedWhy.BUYER_ERASED
    if challenge is None:
        return RevokedWhy.WITHDRAWN
    if why := _why_not_sold(payment, challenge, at):
        return why
    return RevokedWhy.UNUSED if at - payment.created_at >= rules.UNUSED_AFTER else None


def _why_not_sold(payment: Payment, challenge: Challenge, at: datetime) -> RevokedWhy | None:
    if has_ended(challenge, at):
        return RevokedWhy.ENDED
    status = challenge.status.value_or(ChallengeStatus.PUBLISHED)
    if status not in ON_SALE:
        return _BY_STATUS[status]
    if challenge.price.misfit is None and challenge.price.value is None:
        return RevokedWhy.FREE
    first_owner = challenge.owner_ids.value_or((payment.owner_id,))[:1]
    return RevokedWhy.OTHER_OWNER if first_owner != (payment.owner_id,) else None


def has_ended(challenge: Challenge, at: datetime) -> bool:
    ends_at = challenge.ends_at.value_or(None)
    return ends_at is not None and ends_at <= at


def is_paid_too_late(
    payment: Payment, challenge: Challenge | None, *, buyer_is_erased: bool, paid_at: datetime
) -> bool:
    """Whether a sale that Stripe charged at *paid_at*, and that is recorded only now, goes back.

    Who paid before the end has the round, however late we hear of it. A cancellation for want of use is no
    reason to return money.
    """
    why = why_revoked(payment, challenge, buyer_is_erased=buyer_is_erased, at=paid_at)
    reasons = {why, payment.revoked_why} - {None, RevokedWhy.UNUSED}
    if challenge is not None and challenge.ends_at.value_or(None) is not None:
        in_time = not has_ended(challenge, paid_at)
        reasons -= {RevokedWhy.ENDED} if in_time else set()
    return bool(reasons)


CHECK = timedelta(minutes=10)
"""When a cancellation that was not recorded is tried again, at first."""
