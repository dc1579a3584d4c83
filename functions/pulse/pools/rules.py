"""How a funding may change. Pure."""

from __future__ import annotations

from pulse.pools.states import FundingStatus

OPEN = frozenset({FundingStatus.REQUIRES_PAYMENT, FundingStatus.PROCESSING, FundingStatus.FAILED})
"""The intent may still be paid."""
PAID = frozenset({FundingStatus.SUCCEEDED, FundingStatus.LATE})

TRANSITIONS: dict[FundingStatus, frozenset[FundingStatus]] = {
    FundingStatus.REQUIRES_PAYMENT: OPEN | PAID | {FundingStatus.CANCELED},
    FundingStatus.PROCESSING: OPEN | PAID | {FundingStatus.CANCELED},
    FundingStatus.FAILED: OPEN | PAID | {FundingStatus.CANCELED},
    FundingStatus.CANCELED: PAID,  # who pays at the moment of the cancellation has paid
    FundingStatus.SUCCEEDED: frozenset(),
    FundingStatus.LATE: frozenset(),
}


def may_become(before: FundingStatus, after: FundingStatus) -> bool:
    return before is after or after in TRANSITIONS[before]


def unpaid_status(intent_status: str, *, tried: bool) -> FundingStatus | None:
    """The status of a funding that has not succeeded at Stripe; None for a status that we do not know."""
    match intent_status:
        case "requires_payment_method":
            return FundingStatus.FAILED if tried else FundingStatus.REQUIRES_PAYMENT
        case "requires_confirmation" | "requires_action":
            return FundingStatus.REQUIRES_PAYMENT
        case "processing":
            return FundingStatus.PROCESSING
        case "canceled":
            return FundingStatus.CANCELED
    return None
