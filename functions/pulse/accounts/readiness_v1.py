"""Readiness from an account of API v1 (docs.stripe.com/api/accounts/object)."""

from __future__ import annotations

from datetime import UTC, datetime

from pulse.accounts.readiness import (
    CARD_PAYMENTS,
    TRANSFERS,
    Banks,
    Capability,
    CapabilityStatus,
    Readiness,
    Urgency,
    Wanted,
)
from pulse.accounts.states import AccountsApi, WaitsFor
from pulse.ports.stripe_objects import Account, Requirements

_STATUS = {
    "active": CapabilityStatus.ACTIVE,
    "pending": CapabilityStatus.PENDING,
    "inactive": CapabilityStatus.RESTRICTED,
    "unrequested": CapabilityStatus.RESTRICTED,
}


def readiness_of_v1(account: Account) -> Readiness:
    now, future = account.requirements, account.future_requirements
    deadline = now.current_deadline or future.current_deadline
    return Readiness(
        account_id=account.id,
        api=AccountsApi.V1,
        gone=account.deleted,
        submitted=account.details_submitted,
        transfers=_capability(account.capabilities.get(TRANSFERS)),
        payouts=_capability("active" if account.payouts_enabled else "inactive"),
        card_payments=_capability(account.capabilities.get(CARD_PAYMENTS)),
        capabilities=dict(account.capabilities),
        disabled_reason=now.disabled_reason,
        wanted=_wanted(now),
        future=tuple(Wanted(name) for name in future.currently_due),
        deadline=datetime.fromtimestamp(deadline, UTC) if deadline else None,
        country=account.country,
        default_currency=account.default_currency,
        opened_at=datetime.fromtimestamp(account.created, UTC) if account.created else None,
        metadata=account.metadata,
        banks=banks_of(account),
    )


def banks_of(account: Account) -> Banks:
    """API v2 does not name them, so an account of either API is asked about them in v1."""
    return Banks(account.external_accounts, account.bank_fingerprints)


def _capability(word: str | None) -> Capability | None:
    if word is None:
        return None
    return Capability(_STATUS.get(word, CapabilityStatus.UNKNOWN), word)


def _wanted(required: Requirements) -> tuple[Wanted, ...]:
    """What is past due is listed as currently due too, as Stripe does."""
    return (
        *(Wanted(name, urgency=Urgency.CURRENTLY_DUE) for name in required.currently_due),
        *(Wanted(name, urgency=Urgency.PAST_DUE) for name in required.past_due),
        *(Wanted(name, WaitsFor.STRIPE) for name in required.pending_verification),
    )
