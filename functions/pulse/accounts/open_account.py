"""Onboarding starts or continues: one account per person and role, and a fresh link to it each time."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.accounts.apply_account import record_disconnection, update_from_stripe
from pulse.accounts.creation import create_account, usable
from pulse.accounts.holder import Holder, load_known
from pulse.accounts.links import OnboardingLink, create_link
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.refusals import (
    AccountDisconnected,
    AccountNotAdopted,
    AccountRejected,
    UserNotFound,
    account_is_gone,
)
from pulse.accounts.states import AccountState, Role
from pulse.errors import StripeRefused
from pulse.ledger import retry_after_conflict
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """*challenge_id* and *placement*: the prize that a winner came from, passed on to the refresh page."""

    user_id: str
    role: Role
    actor: str
    challenge_id: str | None = None
    placement: int | None = None


def open_account(command: OpenAccount, *, ports: Ports) -> OnboardingLink:
    """A link to the person's account, which is created first if there is none. At most two Stripe calls, and
    those that ask about the account if a link to it is refused.

    Raises *UserNotFound*, *AccountNotAdopted*, *AccountRejected*,
    *AccountDisconnected* (the next call starts a new
    account) and
    *AccountCreationRefused*. After *StripeUnavailable* or *Busy* the caller may call again.
    """
    account = _find_or_create(command, ports=ports)
    _require_present(account)
    if account.state is AccountState.REJECTED:
        raise AccountRejected
    try:
        return create_link(
            account, ports=ports, challenge_id=command.challenge_id, placement=command.placement
        )
    except StripeRefused as refused:
        if account_is_gone(refused):
            record_disconnection(account, actor=command.actor, ports=ports)
            raise AccountDisconnected from refused
        # With which code Stripe refuses links to a closed account is not documented: the account says it.
        now = update_from_stripe(account, actor=command.actor, ports=ports).after
        if now.state is AccountState.DISCONNECTED:
            raise AccountDisconnected from refused
        if now.state is AccountState.REJECTED:
            raise AccountRejected from refused
        raise


def _find_or_create(command: OpenAccount, *, ports: Ports) -> ConnectedAccount:
    def once(_tries: int) -> ConnectedAccount:
        holder = load_known(command.user_id, command.role, ports=ports)
        _require_present(holder.account)
        if holder.account is not None and usable(holder.account):
            return holder.account
        _require_migrated(holder)
        return create_account(holder, actor=command.actor, ports=ports)

    return retry_after_conflict(once, busy="this account is being opened right now; please try again")


def _require_present(account: ConnectedAccount | None) -> None:
    """Raises *UserNotFound* for the account of somebody who was erased, or is just being erased."""
    if account is not None and account.erased_at is not None:
        raise UserNotFound


def _require_migrated(holder: Holder) -> None:
    """Raises *AccountNotAdopted* where the first system's account stands in the profile alone: a new one
    would be their second, and its id would replace the only trace of the first.
    """
    account = holder.account
    if account is not None and (account.state or account.creation or account.stripe_account_id):
        return
    user = holder.user
    named = user.winner if holder.role is Role.WINNER else user.creator
    if named.shown("stripeAccountId")["stripeAccountId"]:
        raise AccountNotAdopted
