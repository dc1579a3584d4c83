"""What may be done with a correction next. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pulse.attempts import CORRECTION, AttemptStep, next_step, nothing_in_flight
from pulse.sales.records import Correction
from pulse.sales.states import CorrectionKind, CorrectionStatus
from pulse.settings import Settings

_DAY, _MONTH = timedelta(days=1), timedelta(days=30)
_BALANCE_SHORT = frozenset({"balance_insufficient", "insufficient_funds"})


class CorrectionStep(StrEnum):
    LEAVE = "leave"
    """It is finished, or a request may still be executing, or its next try is not due."""
    RECORD = "record"
    """Stripe has it."""
    DROP = "drop"
    """It is no longer owed, and no request of ours can still be executing."""
    SEND_AGAIN = "send_again"
    """Stripe does not have it and still knows the key."""
    RENEW = "renew"
    """Stripe does not have it, and nothing can appear under the last key: a new key is sent."""


def correction_step(
    correction: Correction, *, made: bool, still_owed: bool, now: datetime, settings: Settings
) -> CorrectionStep:
    """*made*: a look-up has just found it at Stripe. *still_owed*: the sale as it is now needs it.

    A refund is never dropped: a person asked for it, and the sale does not show that it is owed.
    """
    if correction.status is CorrectionStatus.DONE:
        return CorrectionStep.LEAVE
    if made:
        return CorrectionStep.RECORD
    over = nothing_in_flight(correction.attempt, CORRECTION, now, settings)
    if not still_owed and correction.kind is not CorrectionKind.REFUND:
        ends = over and correction.status is not CorrectionStatus.DROPPED
        return CorrectionStep.DROP if ends else CorrectionStep.LEAVE
    if correction.status is CorrectionStatus.OPEN:
        following = next_step(
            correction.attempt, CORRECTION, now=now, settings=settings, found_nothing_at=now
        )
        return _BY_STEP.get(following.step, CorrectionStep.LEAVE)
    due = correction.next_check_at is not None and correction.next_check_at <= now
    return CorrectionStep.RENEW if due and over else CorrectionStep.LEAVE


_BY_STEP = {
    AttemptStep.SEND_AGAIN: CorrectionStep.SEND_AGAIN,
    AttemptStep.NEW_GENERATION: CorrectionStep.RENEW,
}


def wait_after_refusal(correction: Correction, stripe_code: str | None, now: datetime) -> timedelta | None:
    """How long until a refused correction is tried again; None if it is not.

    Money may arrive any day. Any other cause takes a person, or never ends, as when the account is gone: we
    ask less and less often. A refund is not tried again: it was a person's wish, who has been told.
    """
    if correction.kind is CorrectionKind.REFUND:
        return None
    if stripe_code in _BALANCE_SHORT:
        return _DAY
    return min(max(_DAY, now - correction.created_at), _MONTH)


def can_go_without_the_trainer(correction: Correction, stripe_code: str | None) -> bool:
    """Whether a refund was refused only because the trainer's account is short: we can pay it then."""
    return (
        correction.kind is CorrectionKind.REFUND
        and bool(correction.params.get("reverse_transfer"))
        and stripe_code in _BALANCE_SHORT
    )


def params_without_the_trainer(correction: Correction) -> dict[str, Any]:
    """The body of a refund that our balance pays; what the trainer owes becomes another correction."""
    return {**correction.params, "reverse_transfer": False, "refund_application_fee": False}


def is_reversal(correction: Correction) -> bool:
    return correction.kind in {CorrectionKind.REFUND_REVERSAL, CorrectionKind.DISPUTE_REVERSAL}
