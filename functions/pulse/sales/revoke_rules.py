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
    payment: Payment, challenge: Challenge | None, *, buyer_is_erased: bool, on_hold: bool, at: datetime
) -> RevokedWhy | None:
    """Why *payment* may not be paid at *at*; None if it may. *on_hold*: its trainer is.

    A field of the challenge that cannot be read takes nothing back: that would be a guess.
    """
    if buyer_is_erased:
        return RevokedWhy.BUYER_ERASED
    if on_hold:
        return RevokedWhy.SELLER_ON_HOLD
    if challenge is None:
        return RevokedWhy.WITHDRAWN
    if why := _why_not_sold(payment, challenge, at):
        return why
    return RevokedWhy.UNUSED if at - payment.created_at >= rules.UNUSED_AFTER else None


def _why_not_sold(payment: Payment, challenge: Challenge, at: datetime) -> RevokedWhy | None:
    if challenge.cancel_asked_at is not None:
        return RevokedWhy.CANCELLED  # also what was paid before: everything goes back
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
    payment: Payment,
    challenge: Challenge | None,
    *,
    buyer_is_erased: bool,
    on_hold: bool,
    paid_at: datetime,
) -> bool:
    """Whether a sale that Stripe charged at *paid_at*, and that is recorded only now, goes back.

    Who paid before the end has the round, however late we hear of it, and so has who paid before the trainer
    was put on hold. A cancellation for want of use, or to make room for others, is no reason to return money.
    """
    why = why_revoked(payment, challenge, buyer_is_erased=buyer_is_erased, on_hold=on_hold, at=paid_at)
    stored = None if _was_paid_before_revocation(payment, paid_at) else payment.revoked_why
    reasons = {why, stored} - {None, RevokedWhy.UNUSED, RevokedWhy.DISPLACED}
    if challenge is not None and challenge.ends_at.value_or(None) is not None:
        in_time = not has_ended(challenge, paid_at)
        reasons -= {RevokedWhy.ENDED} if in_time else set()
    return bool(reasons)


def _was_paid_before_revocation(payment: Payment, paid_at: datetime) -> bool:
    """The hold is at least as old as the revocation, so the stored reason proves nothing here: `on_hold`
    decides.
    """
    revoked_at = payment.revoked_at
    on_hold = payment.revoked_why is RevokedWhy.SELLER_ON_HOLD
    return on_hold and revoked_at is not None and paid_at + STRIPES_SECOND <= revoked_at


STRIPES_SECOND = timedelta(seconds=1)
"""Stripe's times are whole seconds: what happened at one happened before the next."""

CHECK = timedelta(minutes=10)
"""When a cancellation that was not recorded is tried again, at first."""
