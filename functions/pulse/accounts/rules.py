"""Pure decisions about connected accounts: what Stripe's account means."""

from __future__ import annotations

from pulse.accounts.states import AccountState, OnboardingStatus
from pulse.ports.stripe_objects import Account

_OWNER_MUST_ACT = frozenset(
    {"requirements.past_due", "action_required.requested_capabilities", "platform_paused", "listed", "other"}
)
_STRIPE_IS_CHECKING = frozenset({"requirements.pending_verification", "under_review"})


def state_of(account: Account) -> AccountState:  # noqa: PLR0911 - one return a rule, in order
    """Exactly one state for any account, first rule that fits; what fits none is restricted.

    docs.stripe.com/connect/handling-api-verification; the order is the guide's lifecycle.
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
    """Whether money sent there arrives and reaches the bank: never judged by `charges_enabled`."""
    return account.capabilities.get("transfers") == "active" and account.payouts_enabled


def onboarding_status(state: AccountState | None) -> OnboardingStatus:
    """None is no account at all."""
    if state is None:
        return OnboardingStatus.NOT_STARTED
    return OnboardingStatus.COMPLETE if state is AccountState.ACTIVE else OnboardingStatus.INCOMPLETE
