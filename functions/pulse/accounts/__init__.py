"""Connected accounts at Stripe: opened once per person and role, kept as Stripe says they are."""

from pulse.accounts.apply_account import AppliedAccount, apply_account, apply_deauthorization
from pulse.accounts.events import AccountBecameReady, hears_ready_accounts
from pulse.accounts.links import OnboardingLink
from pulse.accounts.note_payout import note_payout
from pulse.accounts.open_account import OpenAccount, open_account
from pulse.accounts.open_dashboard import OpenDashboard, open_dashboard
from pulse.accounts.owners import account_ids, account_owner
from pulse.accounts.project_account import project_account, read_account
from pulse.accounts.records import (
    AccountOwner,
    ConnectedAccount,
    PayoutsProblem,
    User,
    account_path,
    masked,
)
from pulse.accounts.refresh_account import AccountStatus, RefreshAccount, refresh_account
from pulse.accounts.refusals import (
    AccountCreationRefused,
    AccountDisconnected,
    AccountRejected,
    OnboardingIncomplete,
    account_is_gone,
)
from pulse.accounts.requirements import Requirement, next_action
from pulse.accounts.reset_onboarding import ResetOnboarding, reset_onboarding
from pulse.accounts.states import AccountState, OnboardingStatus, Role

__all__ = [
    "AccountBecameReady",
    "AccountCreationRefused",
    "AccountDisconnected",
    "AccountOwner",
    "AccountRejected",
    "AccountState",
    "AccountStatus",
    "AppliedAccount",
    "ConnectedAccount",
    "OnboardingIncomplete",
    "OnboardingLink",
    "OnboardingStatus",
    "OpenAccount",
    "OpenDashboard",
    "PayoutsProblem",
    "RefreshAccount",
    "Requirement",
    "ResetOnboarding",
    "Role",
    "User",
    "account_ids",
    "account_owner",
    "account_is_gone",
    "account_path",
    "apply_account",
    "apply_deauthorization",
    "hears_ready_accounts",
    "masked",
    "next_action",
    "note_payout",
    "open_account",
    "open_dashboard",
    "project_account",
    "read_account",
    "refresh_account",
    "reset_onboarding",
]
