"""What a buyer is told when money goes back to them."""

from __future__ import annotations

from datetime import datetime

from pulse.notices import Amount, Rest, Said, notice, notice_path
from pulse.ports.store import Merge
from pulse.sales.records import Correction, Payment, refund_id
from pulse.settings import Settings

PAID_TOO_LATE = "paid_too_late"
CHALLENGE_CANCELLED = "challenge_cancelled"
"""Also the names of these refunds: each tells of itself, with the reason."""
_SAID = {PAID_TOO_LATE: Said.ROUND_NOT_SOLD, CHALLENGE_CANCELLED: Said.ROUND_CANCELLED}


def refund_notice_path(payment: Payment, reason: str) -> str:
    return notice_path(payment.buyer_id, f"{payment.payment_id}_{reason}")


def whole_refund_notice(
    payment: Payment, amount: int, reason: str, settings: Settings, now: datetime
) -> Merge:
    """Everything goes back without their asking; *amount* is all that was left."""
    return notice(
        payment.buyer_id,
        f"{payment.payment_id}_{reason}",
        _SAID[reason],
        reason=reason,
        settings=settings,
        at=now,
        about={"paymentId": payment.payment_id},
        title=payment.challenge_title,
        amount=Rest(amount, payment.currency, whole=amount == payment.amount),
    )


def is_told_alone(refund: Correction) -> bool:
    """Whether nothing else tells of this refund."""
    return refund.correction_id not in {refund_id(refund.payment_id, reason) for reason in _SAID}


def refund_notice(payment: Payment, refund: Correction, settings: Settings, now: datetime) -> Merge:
    """Once for each refund that Stripe has made."""
    return notice(
        payment.buyer_id,
        refund.correction_id,
        Said.REFUND_MADE,
        reason="refund_made",
        settings=settings,
        at=now,
        about={"paymentId": payment.payment_id},
        title=payment.challenge_title,
        amount=Amount(refund.amount, refund.currency),
    )
