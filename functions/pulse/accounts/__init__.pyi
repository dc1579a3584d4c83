from pulse.accounts.apply_account import apply_account, apply_deauthorization, try_to_apply_account
from pulse.accounts.creation_search import continue_search
from pulse.accounts.events import AccountBecameReady, hears_ready_accounts
from pulse.accounts.first_system import first_record, profile_name, with_stripes_answer
from pulse.accounts.links import OnboardingLink
from pulse.accounts.note_payout import note_payout
from pulse.accounts.open_account import OpenAccount, open_account
from pulse.accounts.open_dashboard import OpenDashboard, open_dashboard
from pulse.accounts.open_session import Component, OpenSession, open_session
from pulse.accounts.owners import find_account_owner, list_account_ids
from pulse.accounts.payouts import failure_notice, failure_sentence
from pulse.accounts.person_hold import PersonHold, is_on_hold, person_hold_path
from pulse.accounts.project_account import project_account, read_account
from pulse.accounts.records import (
    AccountOwner,
    ConnectedAccount,
    PayoutsProblem,
    PreviousAccount,
    account_path,
    masked,
    owner_path,
)
from pulse.accounts.refresh_account import (
    AccountStatus,
    RefreshAccount,
    account_status,
    refresh_account,
)
from pulse.accounts.refusals import (
    AccountCreationRefused,
    AccountDisconnected,
    AccountRejected,
    NoAccount,
    OnboardingIncomplete,
    OnlyInTestMode,
    UserNotFound,
    account_is_gone,
)
from pulse.accounts.requirements import Requirement, next_action
from pulse.accounts.reset_onboarding import ResetOnboarding, reset_onboarding
from pulse.accounts.shared_banks import compares_fingerprints
from pulse.accounts.states import AccountsApi, AccountState, OnboardingStatus, Role

__all__ = [
    "compares_fingerprints",
    "continue_search",
    "AccountBecameReady",
    "AccountCreationRefused",
    "AccountDisconnected",
    "AccountOwner",
    "AccountRejected",
    "AccountState",
    "AccountStatus",
    "AccountsApi",
    "Component",
    "ConnectedAccount",
    "NoAccount",
    "OnboardingIncomplete",
    "OnboardingLink",
    "OnboardingStatus",
    "OnlyInTestMode",
    "OpenAccount",
    "OpenDashboard",
    "OpenSession",
    "PayoutsProblem",
    "PersonHold",
    "PreviousAccount",
    "RefreshAccount",
    "Requirement",
    "ResetOnboarding",
    "Role",
    "UserNotFound",
    "account_is_gone",
    "failure_notice",
    "first_record",
    "profile_name",
    "with_stripes_answer",
    "failure_sentence",
    "account_path",
    "account_status",
    "apply_account",
    "apply_deauthorization",
    "try_to_apply_account",
    "find_account_owner",
    "hears_ready_accounts",
    "is_on_hold",
    "list_account_ids",
    "masked",
    "next_action",
    "note_payout",
    "open_account",
    "open_dashboard",
    "open_session",
    "owner_path",
    "person_hold_path",
    "project_account",
    "read_account",
    "refresh_account",
    "reset_onboarding",
]
