"""A way into Stripe's Express dashboard, or back to the form where that is not finished."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulse.accounts.apply_account import mark_disconnected, observe
from pulse.accounts.holder import Revision, load
from pulse.accounts.links import new_link
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.refusals import (
    AccountDisconnected,
    AccountRejected,
    OnboardingIncomplete,
    account_is_gone,
)
from pulse.accounts.states import AccountState, Role
from pulse.errors import NotFound, StripeRefused
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class OpenDashboard:
    user_id: str
    role: Role
    actor: str


@dataclass(frozen=True, slots=True)
class DashboardLink:
    """*url* is used once and lets its bearer in."""

    url: str = field(repr=False)
    became_ready: bool
    """The account turned ready by this very call: whoever waits for it should be woken."""


def open_dashboard(command: OpenDashboard, *, ports: Ports) -> DashboardLink:
    """A login link. At most two Stripe calls.

    Raises *NotFound* for an unknown user or one without an account, *OnboardingIncomplete* with a fresh
    `account_link` before the form is submitted, *AccountRejected*, *AccountDisconnected* and
    *StripeUnavailable*.
    """
    seen = _seen(command, ports=ports)
    account = seen.after
    if account.state is AccountState.REJECTED:
        raise AccountRejected
    if account.state is AccountState.DISCONNECTED:
        raise AccountDisconnected
    if not account.details_submitted:
        raise _incomplete(account, ports=ports)
    try:
        link = ports.stripe.create_login_link(str(account.stripe_account_id))
    except StripeRefused as refused:
        if not account_is_gone(refused):
            raise _incomplete(account, ports=ports) from refused
        mark_disconnected(account, actor=command.actor, ports=ports)
        raise AccountDisconnected from refused
    return DashboardLink(link.url, seen.became_ready)


def _seen(command: OpenDashboard, *, ports: Ports) -> Revision:
    """As stored; asked of Stripe first where the form was not finished when we last heard."""
    holder = load(command.user_id, command.role, ports=ports)
    _ = holder.user
    account = holder.account
    if account is None or account.stripe_account_id is None:
        raise NotFound("there is no Stripe account yet; please start onboarding first", code="no_account")
    if account.details_submitted or account.state is AccountState.DISCONNECTED:
        return Revision(account, account)
    return observe(account, actor=command.actor, ports=ports)


def _incomplete(account: ConnectedAccount, *, ports: Ports) -> OnboardingIncomplete:
    link = new_link(account, ports=ports)
    return OnboardingIncomplete(
        "onboarding is not finished: please complete the form at Stripe first",
        account_link=link.url,
        expires_at=link.expires_at,
    )
