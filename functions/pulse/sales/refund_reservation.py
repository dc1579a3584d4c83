"""A refund as it is stored before Stripe is asked for it: its id, its amount and the body that is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pulse.attempts import CORRECTION, first_attempt, next_generation
from pulse.sales.corrections import KEY_NAMES
from pulse.sales.records import Correction, Payment
from pulse.sales.sale import CORRECTION_ID
from pulse.sales.shares import refund_due
from pulse.sales.states import CorrectionKind, CorrectionStatus, RefundPolicy, RefundReason


def new_refund(
    payment: Payment,
    correction_id: str,
    amount: int,
    *,
    actor: str,
    reason: RefundReason,
    policy: RefundPolicy = RefundPolicy.PROPORTIONAL,
    refused: Correction | None = None,
    now: datetime,
) -> Correction:
    """The refund to send. After one that Stripe *refused* it is the next generation."""
    attempt = (
        next_generation(CORRECTION, refused.attempt, now)
        if refused
        else first_attempt(CORRECTION, correction_id, now, prefix=KEY_NAMES[CorrectionKind.REFUND])
    ).but(sends=0)  # it is sent, and counted, once its sale has been fetched
    return Correction(
        correction_id=correction_id,
        kind=CorrectionKind.REFUND,
        payment_id=payment.payment_id,
        reference=correction_id,
        target=payment.payment_id,
        amount=amount,
        owner_amount=refund_due(payment, amount, policy),
        currency=payment.currency,
        params=_params(payment, amount, correction_id, reason, policy),
        attempt=attempt,
        status=CorrectionStatus.OPEN,
        policy=policy,
        reason=reason,
        actor=actor,
        next_check_at=now,
        created_at=refused.created_at if refused else now,
        updated_at=now,
    )


def _params(
    payment: Payment, amount: int, correction_id: str, reason: RefundReason, policy: RefundPolicy
) -> dict[str, Any]:
    """Both flags are explicit: by Stripe's defaults the platform would pay the whole refund.

    Stripe refuses to return a fee where none was taken.
    """
    takes_share = policy is not RefundPolicy.PLATFORM_PAYS
    return {
        "payment_intent": payment.payment_id,
        "amount": amount,
        "reason": reason.value,
        "reverse_transfer": takes_share,
        "refund_application_fee": takes_share and refund_due(payment, amount, policy) < amount,
        "metadata": {CORRECTION_ID: correction_id, "policy": policy.value},
    }
