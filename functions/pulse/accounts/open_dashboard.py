"""The link to Stripe's Express dashboard, or back to the form if it is not finished."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulse.accounts.apply_account import record_disconnection, update_from_stripe
from pulse.accounts.holder import load_known
from pulse.accounts.links import create_link
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.refusals import (
    AccountDisconnected,
    AccountRejected,
    NoAccount,
    OnboardingIncomplete,
    account_is_gone,
)
from pulse.accounts.states import AccountState, Role
from pulse.errors import StripeRefused
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class OpenDashboard:
    user_id: str
    role: Role
    actor: str


@dataclass(frozen=True, slots=True)
class DashboardLink:
    """*url* works once and lets its bearer in."""

    url: str = field(repr=False)


def open_dashboard(command: OpenDashboard, *, ports: Ports) -> DashboardLink:
    """A login link. At most two Stripe calls.

    Raises *UserNotFound*, *NoAccount*, *OnboardingIncomplete* with a fresh `account_link` before the form is
    submitted, *AccountRejected*, *AccountDisconnected* and *StripeUnavailable*.
    """
    account = _load_current(command, ports=ports)
    if account.state is AccountState.REJECTED:
        raise AccountRejected
    if account.state is AccountState.DISCONNECTED:
        raise AccountDisconnected
    if not account.details_submitted:
        raise _create_way_back(account, ports=ports)
    try:
        link = ports.stripe.create_login_link(str(account.stripe_account_id))
    except StripeRefused as refused:
        if not account_is_gone(refused):
            raise _create_way_back(account, ports=ports) from refused
        record_disconnection(account, actor=command.actor, ports=ports)
        raise AccountDisconnected from refused
    return DashboardLink(link.url)


def _load_current(command: OpenDashboard, *, ports: Ports) -> ConnectedAccount:
    """As stored. Stripe is asked first if the form was not finished when we last asked."""
    account = load_known(command.user_id, command.role, ports=ports).account
    if account is None or account.stripe_account_id is None:
        raise NoAccount
    if account.details_submitted or account.state is AccountState.DISCONNECTED:
        return account
    return update_from_stripe(account, actor=command.actor, ports=ports).after


def _create_way_back(account: ConnectedAccount, *, ports: Ports) -> OnboardingIncomplete:
    link = create_link(account, ports=ports)
    return OnboardingIncomplete(account_link=link.url, expires_at=link.expires_at)
