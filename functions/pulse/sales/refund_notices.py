"""What a buyer is told when everything goes back to them without their asking."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.money import written
from pulse.ports.paths import path
from pulse.ports.store import Merge
from pulse.sales.records import Payment
from pulse.settings import Settings


def refund_notice_path(payment: Payment, reason: str) -> str:
    return path("users", payment.buyer_id, "notices", f"{payment.payment_id}_{reason}")


def refund_notice(
    payment: Payment, amount: int, reason: str, why: str, settings: Settings, now: datetime
) -> Merge:
    """*amount* goes back. *why* continues the sentence "The round ..."."""
    title = f' "{payment.challenge_title}"' if payment.challenge_title else ""
    everything = "everything" if amount == payment.amount else "what was left"
    fields = {
        "paymentId": payment.payment_id,
        "reason": reason,
        "text": (
            f"The round{title} {why}. You get back {everything}, {written(amount, payment.currency)}; "
            "your bank may need some days to show it."
        ),
        "url": settings.site_url,
        "createdAt": now,
        "expireAt": now + timedelta(seconds=settings.notice_retention_seconds),
    }
    return Merge(refund_notice_path(payment, reason), fields)
