"""Pure decisions about connected accounts: what the fields of Stripe's account mean."""

from __future__ import annotations

from pulse.accounts.states import AccountState, OnboardingStatus
from pulse.ports.stripe_objects import Account

_OWNER_MUST_ACT = frozenset(
    {"requirements.past_due", "action_required.requested_capabilities", "platform_paused", "listed", "other"}
)
_STRIPE_IS_CHECKING = frozenset({"requirements.pending_verification", "under_review"})


def state_of(account: Account) -> AccountState:  # noqa: PLR0911 - one return a rule, in order
    """The state of any account, by the first rule that fits; `restricted` when none fits.

    Source: docs.stripe.com/connect/handling-api-verification. The order is decision 0004.
    """
    required = account.requirements
    reason = required.disabled_reason or ""
    if account.deleted:
        return AccountState.DISCONNECTED
    if reason.startswith("rejected."):
        return AccountState.REJECTED
    if not account.details_submitted:
        return AccountState.CREATED
    if can_receive(account):
        return AccountState.ACTIVE
    if required.past_due or required.currently_due or reason in _OWNER_MUST_ACT:
        return AccountState.RESTRICTED
    if (
        required.pending_verification
        or reason in _STRIPE_IS_CHECKING
        or "pending" in account.capabilities.values()
    ):
        return AccountState.PENDING
    return AccountState.RESTRICTED


def can_receive(account: Account) -> bool:
    """Whether money sent there reaches the bank. `charges_enabled` does not matter (decision 0005)."""
    return account.capabilities.get("transfers") == "active" and account.payouts_enabled


def onboarding_status(state: AccountState | None) -> OnboardingStatus:
    """*state* is None when there is no account."""
    if state is None:
        return OnboardingStatus.NOT_STARTED
    return OnboardingStatus.COMPLETE if state is AccountState.ACTIVE else OnboardingStatus.INCOMPLETE
