"""The journal's names of people in a role, and everything that Stripe ever held for them."""

from __future__ import annotations

from pulse.accounts import AccountState, ConnectedAccount, Role, account_is_gone
from pulse.errors import StripeRefused
from pulse.ports.stripe import Stripe
from pulse.ports.stripe_objects import BalanceTransaction

_PREFIXES = {Role.WINNER: "winner", Role.CREATOR: "trainer"}


def account_name(account: ConnectedAccount) -> str:
    """The journal's name for what this person holds in this role."""
    return name_of(account.role, account.user_id)


def holder_of(name: str) -> tuple[Role, str]:
    """The role and the user id in a name that `account_name` made."""
    prefix, _, user_id = name.partition(":")
    return next(role for role, known in _PREFIXES.items() if known == prefix), user_id


def name_of(role: Role, user_id: str) -> str:
    return f"{_PREFIXES[role]}:{user_id}"


def stripe_accounts(account: ConnectedAccount) -> list[str]:
    """The ids of all accounts at Stripe that this person has had in this role."""
    ids = [previous.stripe_account_id for previous in account.previous_accounts]
    return [*ids, account.stripe_account_id] if account.stripe_account_id else ids


def list_transactions(account: ConnectedAccount, stripe: Stripe) -> list[BalanceTransaction] | None:
    """All transactions of all these accounts; None if Stripe no longer shows us one of them."""
    if account.state is AccountState.DISCONNECTED:
        return None
    try:
        return [
            transaction
            for account_id in stripe_accounts(account)
            for transaction in stripe.list_balance_transactions({}, account=account_id)
        ]
    except StripeRefused as refused:
        if not account_is_gone(refused):
            raise
        return None
