"""Accounts of the first system: its records hold an id and a person, and Stripe says the rest."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote, urlsplit

from pulse.accounts.readiness_v1 import readiness_of_v1
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.states import AccountState, Role
from pulse.ports.stripe_objects import Account

_PROFILES = "profile"


def first_record(user_id: str, role: Role, at: datetime) -> ConnectedAccount:
    """For a person whose account the first system stored in their profile alone."""
    return ConnectedAccount(user_id=user_id, account_type=role.account_type, created_at=at, updated_at=at)


def with_stripes_answer(known: ConnectedAccount, seen: Account, at: datetime) -> ConnectedAccount:
    """*known* with its state. It had none, so nothing that was known is replaced."""
    account = known.observed(readiness_of_v1(seen))
    active_at = at if account.state is AccountState.ACTIVE else None
    return account.but(updated_at=at, active_at=account.active_at or active_at)


def profile_name(seen: Account) -> str | None:
    """The username in the page `.../profile/{username}` that the first system gave Stripe; None if none."""
    try:
        parts = urlsplit(seen.profile_url or "").path.strip("/").split("/")
    except ValueError:
        return None
    return unquote(parts[1]) if len(parts) == 2 and parts[0] == _PROFILES else None
