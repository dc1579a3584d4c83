"""What clients read in `users/{uid}.creator` and `.winner`: a projection that can be rebuilt at any time."""

from __future__ import annotations

from typing import Any

from pulse.accounts.records import ConnectedAccount
from pulse.accounts.states import OnboardingStatus, Role
from pulse.documents import User
from pulse.ports.store import DELETE_FIELD


def projected(account: ConnectedAccount, user: User) -> dict[str, Any]:
    """The changes, by dotted name, that bring the user document in line with *account*; empty if none.

    The link is not part of the record. It stays in the document until onboarding is complete.
    """
    name = account.role.value
    now = user.winner if account.role is Role.WINNER else user.creator
    wanted = {
        "stripeAccountId": account.stripe_account_id,
        "onboardingStatus": account.onboarding_status.value,
        "onboardingPayoutState": payout_state(account).value,
    }
    if account.onboarding_status is not OnboardingStatus.INCOMPLETE:
        wanted |= {"onboardingLink": None, "onboardingExpirationDate": None}
    return {
        f"{name}.{field}": DELETE_FIELD if value is None else value
        for field, value in now.differing(wanted).items()
    }


def payout_state(account: ConnectedAccount) -> OnboardingStatus:
    """Whether payouts reach the bank, in the words of the onboarding status."""
    if account.stripe_account_id is None:
        return OnboardingStatus.NOT_STARTED
    arrives = account.payouts_enabled and account.payouts_problem is None
    return OnboardingStatus.COMPLETE if arrives else OnboardingStatus.INCOMPLETE
