"""A session with which a page of ours shows parts of Stripe's dashboard of the caller's own account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from pulse.accounts.apply_account import record_disconnection
from pulse.accounts.project_account import read_account
from pulse.accounts.refusals import AccountDisconnected, AccountRejected, NoAccount, account_is_gone
from pulse.accounts.states import AccountState, Role
from pulse.errors import StripeRefused
from pulse.ports import Ports


class Component(StrEnum):
    """The embedded components that our pages show (docs.stripe.com/connect/supported-embedded-components)."""

    NOTIFICATION_BANNER = "notification_banner"
    ACCOUNT_ONBOARDING = "account_onboarding"
    PAYOUTS_LIST = "payouts_list"
    PAYOUT_DETAILS = "payout_details"
    DOCUMENTS = "documents"
    BALANCES = "balances"


@dataclass(frozen=True, slots=True)
class OpenSession:
    user_id: str
    role: Role
    components: tuple[Component, ...]
    actor: str


@dataclass(frozen=True, slots=True)
class AccountSession:
    """*client_secret* shows its bearer the account; a page asks for a new one each time it loads."""

    client_secret: str = field(repr=False)
    expires_at: datetime


def open_session(command: OpenSession, *, ports: Ports) -> AccountSession:
    """One Stripe call, by API v1 for accounts of either. Nothing is stored.

    A rejected account has a session too: its owner reads there what Stripe says. Raises *NoAccount*,
    *AccountDisconnected*, *AccountRejected* where Stripe refuses one, and *StripeUnavailable*.
    """
    account = read_account(command.user_id, command.role, ports=ports)
    if account is None or account.stripe_account_id is None:
        raise NoAccount
    if account.state is AccountState.DISCONNECTED:
        raise AccountDisconnected
    try:
        session = ports.stripe.create_account_session(
            {
                "account": account.stripe_account_id,
                "components": {name.value: {"enabled": True} for name in command.components},
            }
        )
    except StripeRefused as refused:
        if account_is_gone(refused):
            record_disconnection(account, actor=command.actor, ports=ports)
            raise AccountDisconnected from refused
        if account.state is AccountState.REJECTED:
            raise AccountRejected from refused
        raise
    return AccountSession(session.client_secret, datetime.fromtimestamp(session.expires_at, UTC))
