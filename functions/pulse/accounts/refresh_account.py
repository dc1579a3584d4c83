"""The owner is back from Stripe's form: their status is what Stripe says now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse.accounts.apply_account import update_from_stripe
from pulse.accounts.holder import load_known
from pulse.accounts.records import ConnectedAccount, Due, masked
from pulse.accounts.requirements import Requirement, in_words, next_action
from pulse.accounts.states import AccountState, OnboardingStatus, Role
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class RefreshAccount:
    user_id: str
    role: Role
    actor: str


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """What an owner is told about their account. Without an account `state` is None and the rest empty."""

    user_id: str
    role: Role
    account_id_masked: str | None
    state: AccountState | None
    onboarding_status: OnboardingStatus
    currently_due: tuple[Requirement, ...]
    past_due: tuple[Requirement, ...]
    pending_verification: tuple[Requirement, ...]
    due: Due
    """The same in Stripe's names."""
    deadline: datetime | None
    next_action: str
    ready_for_transfers: bool

    @property
    def has_stripe_account(self) -> bool:
        return self.account_id_masked is not None


def refresh_account(command: RefreshAccount, *, ports: Ports) -> AccountStatus:
    """Ask Stripe, store the answer, rebuild the user document, and return the status in plain words.

    Raises *UserNotFound*, and *StripeUnavailable* when Stripe cannot be asked.
    """
    holder = load_known(command.user_id, command.role, ports=ports)
    if holder.account is None or holder.account.stripe_account_id is None:
        return account_status(command.user_id, command.role, holder.account)
    revision = update_from_stripe(holder.account, actor=command.actor, ports=ports)
    return account_status(command.user_id, command.role, revision.after)


def account_status(user_id: str, role: Role, account: ConnectedAccount | None) -> AccountStatus:
    """What the owner is told of *account* as it is stored; nothing is asked."""
    due = account.requirements if account else Due()
    return AccountStatus(
        user_id=user_id,
        role=role,
        account_id_masked=masked(account.stripe_account_id) if account else None,
        state=account.state if account else None,
        onboarding_status=account.onboarding_status if account else OnboardingStatus.NOT_STARTED,
        currently_due=in_words(due.currently_due),
        past_due=in_words(due.past_due),
        pending_verification=in_words(due.pending_verification),
        due=due,
        deadline=due.deadline,
        next_action=next_action(account),
        ready_for_transfers=account.ready_for_transfers if account else False,
    )
