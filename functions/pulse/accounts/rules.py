"""Pure decisions about connected accounts: what Stripe's answer means, whichever of its APIs gave it."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.accounts.readiness import NOT_REQUESTED, CapabilityStatus, Readiness, Urgency
from pulse.accounts.states import AccountState, OnboardingStatus, WaitsFor

_OWNER_MUST_ACT = frozenset(
    {
        "requirements.past_due",
        "requirements_past_due",
        "action_required.requested_capabilities",
        "platform_paused",
        "listed",
        "other",
    }
)
_STRIPE_IS_CHECKING = frozenset(
    {
        "requirements.pending_verification",
        "requirements_pending_verification",
        "under_review",
        "determining_status",
    }
)
_REJECTED = ("rejected.", "rejected_")
_UNSUPPORTED = "unsupported_"
_ASK_STRIPE = "contact_stripe"


@dataclass(frozen=True, slots=True)
class Verdict:
    state: AccountState
    waits_for: WaitsFor


def verdict_of(account: Readiness) -> Verdict:  # noqa: PLR0911 - one return a rule, in order
    """The state of any account, by the first rule that fits; `restricted` when none fits.

    Source: docs.stripe.com/connect/handling-api-verification. The order is decision 0004. A code or status
    that we do not know fits no rule that lets money through.
    """
    if account.gone:
        return Verdict(AccountState.DISCONNECTED, WaitsFor.NOBODY)
    if _is_rejected(account):
        return Verdict(AccountState.REJECTED, WaitsFor.NOBODY)
    if NOT_REQUESTED in account.codes:
        return Verdict(AccountState.RESTRICTED, WaitsFor.PLATFORM)
    if any(code.startswith(_UNSUPPORTED) for code in account.codes):
        return Verdict(AccountState.RESTRICTED, WaitsFor.NOBODY)
    if any(_ASK_STRIPE in one.resolutions for one in account.held_back):
        return Verdict(AccountState.RESTRICTED, WaitsFor.STRIPE)
    if not account.submitted:
        return Verdict(AccountState.CREATED, WaitsFor.USER)
    if can_be_paid(account):
        due = account.wanted_from(WaitsFor.USER, *_DUE)
        return Verdict(AccountState.ACTIVE, WaitsFor.USER if due else WaitsFor.NOBODY)
    if account.wanted_from(WaitsFor.USER, *_DUE) or _OWNER_MUST_ACT.intersection(account.codes):
        return Verdict(AccountState.RESTRICTED, WaitsFor.USER)
    if (
        account.wanted_from(WaitsFor.STRIPE)
        or _STRIPE_IS_CHECKING.intersection(account.codes)
        or CapabilityStatus.PENDING.value in account.capabilities.values()
    ):
        return Verdict(AccountState.PENDING, WaitsFor.STRIPE)
    return Verdict(AccountState.RESTRICTED, WaitsFor.PLATFORM)


def can_be_paid(account: Readiness) -> bool:
    """Whether money sent there reaches the bank. `charges_enabled` does not matter (decision 0005)."""
    return account.can_receive and account.can_pay_out


def onboarding_status(state: AccountState | None) -> OnboardingStatus:
    """*state* is None when there is no account."""
    if state is None:
        return OnboardingStatus.NOT_STARTED
    return OnboardingStatus.COMPLETE if state is AccountState.ACTIVE else OnboardingStatus.INCOMPLETE


def _is_rejected(account: Readiness) -> bool:
    return any(one.status is CapabilityStatus.REJECTED for one in account.needed) or any(
        code.startswith(_REJECTED) for code in account.codes
    )


_DUE = (Urgency.PAST_DUE, Urgency.CURRENTLY_DUE)
