"""Onboarding starts, or goes on: one account per person and role, and a fresh link to it each time."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.accounts.apply_account import mark_disconnected
from pulse.accounts.creation import created, usable
from pulse.accounts.holder import load
from pulse.accounts.links import OnboardingLink, new_link
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.refusals import AccountDisconnected, AccountRejected, account_is_gone
from pulse.accounts.states import AccountState, Role
from pulse.errors import StripeRefused
from pulse.ledger import retry_after_conflict
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """*challenge_id* and *placement*: which prize a winner came from, carried to the refresh page."""

    user_id: str
    role: Role
    actor: str
    challenge_id: str | None = None
    placement: int | None = None


def open_account(command: OpenAccount, *, ports: Ports) -> OnboardingLink:
    """A link to the person's account, which is created first where there is none. At most two Stripe calls.

    Raises *NotFound* for an unknown user, *AccountRejected*, *AccountDisconnected* (the next call starts a
    new account), *AccountCreationRefused*, and *StripeUnavailable* or *Busy*: calling again is right then.
    """
    account = _account(command, ports=ports)
    if account.state is AccountState.REJECTED:
        raise AccountRejected
    try:
        return new_link(account, ports=ports, challenge_id=command.challenge_id, placement=command.placement)
    except StripeRefused as refused:
        if not account_is_gone(refused):
            raise
        mark_disconnected(account, actor=command.actor, ports=ports)
        raise AccountDisconnected from refused


def _account(command: OpenAccount, *, ports: Ports) -> ConnectedAccount:
    def once(_tries: int) -> ConnectedAccount:
        holder = load(command.user_id, command.role, ports=ports)
        _ = holder.user
        if holder.account is not None and usable(holder.account):
            return holder.account
        return created(holder, actor=command.actor, ports=ports)

    return retry_after_conflict(once, busy="this account is being opened just now; please try again")
