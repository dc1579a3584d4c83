"""Account links. They expire within minutes and let in anyone who has them: never logged (decision 0008)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from pulse.accounts.records import ConnectedAccount, user_path
from pulse.accounts.refusals import UserNotFound
from pulse.accounts.states import OnboardingStatus, Role
from pulse.accounts.ways import way_of
from pulse.errors import Conflict
from pulse.ports import Ports
from pulse.ports.store import Update
from pulse.settings import Settings


@dataclass(frozen=True, slots=True)
class OnboardingLink:
    url: str = field(repr=False)
    account_id: str
    expires_at: datetime


def create_link(
    account: ConnectedAccount,
    *,
    ports: Ports,
    challenge_id: str | None = None,
    placement: int | None = None,
) -> OnboardingLink:
    """One Stripe call. The link stays in the user document until onboarding is complete.

    Raises *StripeUnavailable*, *StripeRefused*, and *UserNotFound* when the user has been erased meanwhile.
    """
    account_id = str(account.stripe_account_id)
    link = way_of(account.api, ports=ports).create_link(
        account_id,
        refresh_url=refresh_url(account.role, ports.settings, challenge_id, placement),
        return_url=return_url(account.role, ports.settings),
    )
    if account.onboarding_status is not OnboardingStatus.COMPLETE:
        _store_link(account, link.url, link.expires_at, ports=ports)
    return OnboardingLink(link.url, account_id, datetime.fromtimestamp(link.expires_at, UTC))


def return_url(role: Role, settings: Settings) -> str:
    return f"{settings.site_url}/{role.account_type}/dashboard?complete=true"


def refresh_url(role: Role, settings: Settings, challenge_id: str | None, placement: int | None) -> str:
    """Where Stripe sends a person whose link no longer works. A winner's page also gets the prize."""
    page = f"{settings.site_url}/{role.account_type}/connect-account"
    about = {"challengeId": challenge_id, "placement": placement}
    query = urlencode({name: value for name, value in about.items() if value is not None}, quote_via=quote)
    return f"{page}?{query}" if query and role is Role.WINNER else page


def _store_link(account: ConnectedAccount, url: str, expires_at: int, *, ports: Ports) -> None:
    name = account.role.value
    fields = {f"{name}.onboardingLink": url, f"{name}.onboardingExpirationDate": expires_at}
    try:
        ports.store.commit([Update(user_path(account.user_id), fields, spare=True)])
    except Conflict as error:
        raise UserNotFound from error
