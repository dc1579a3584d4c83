"""The two ways to an account at Stripe, behind one port: API v2 for new accounts, API v1 as before.

An account is asked about by the API that made it: the other one may show it late, or with other rights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from pulse.accounts.readiness import Readiness
from pulse.accounts.readiness_v1 import readiness_of_v1
from pulse.accounts.readiness_v2 import readiness_of_v2
from pulse.accounts.states import AccountsApi
from pulse.attempts import Attempt
from pulse.errors import StripeUnavailable
from pulse.ports import Clock, Ports
from pulse.ports.stripe import Params
from pulse.ports.stripe_objects import AccountLink
from pulse.settings import HOUR

_CLOCK_SKEW = timedelta(hours=1)
_KEY_IN_USE = 409
_IN_USE_TRIES = 3


@dataclass(frozen=True, slots=True)
class Found:
    """*next_page*: where the list goes on. None with no *account*: Stripe lists none."""

    account: Readiness | None
    next_page: str | None = None


class AccountsWay(Protocol):
    """Raises what the `Stripe` port raises; an incomplete answer is *StripeUnreadable*."""

    def create(self, params: Params, *, idempotency_key: str) -> Readiness: ...

    def retrieve(self, account_id: str) -> Readiness: ...

    def find(self, attempt: Attempt, *, page: str | None = None, pages_max: int) -> Found:
        """The account that the attempt created, by our metadata, on *pages_max* pages from *page* on."""
        ...

    def create_link(self, account_id: str, *, refresh_url: str, return_url: str) -> AccountLink:
        """To the onboarding form."""
        ...


def way_of(api: AccountsApi, *, ports: Ports) -> AccountsWay:
    return _V2(ports) if api is AccountsApi.V2 else _V1(ports)


class _V1:
    def __init__(self, ports: Ports) -> None:
        self._stripe, self._settings, self._clock = ports.stripe, ports.settings, ports.clock

    def create(self, params: Params, *, idempotency_key: str) -> Readiness:
        return _created(lambda: self._create(params, idempotency_key), self._clock)

    def _create(self, params: Params, idempotency_key: str) -> Readiness:
        return readiness_of_v1(self._stripe.create_account(params, idempotency_key=idempotency_key))

    def retrieve(self, account_id: str) -> Readiness:
        return readiness_of_v1(self._stripe.retrieve_account(account_id))

    def find(
        self,
        attempt: Attempt,
        *,
        page: str | None = None,  # noqa: ARG002 - of no use
        pages_max: int,  # noqa: ARG002 - of no use
    ) -> Found:
        """Among those created around the send: Stripe cannot filter by metadata.

        All at once: they are those of about a day, however many accounts there are.
        """
        start = attempt.first_sent_at - _CLOCK_SKEW
        life = timedelta(seconds=self._settings.account_key_seconds("v1") + HOUR)
        until = attempt.first_sent_at + _CLOCK_SKEW + life
        listed = self._stripe.list_accounts(
            created_from=int(start.timestamp()), created_to=int(until.timestamp())
        )
        ours = [one for one in listed if _is_of(attempt, one.metadata)]
        found = min(ours, key=lambda one: (one.created or 0, one.id), default=None)
        return Found(readiness_of_v1(found) if found else None)

    def create_link(self, account_id: str, *, refresh_url: str, return_url: str) -> AccountLink:
        return self._stripe.create_account_link(
            {
                "account": account_id,
                "refresh_url": refresh_url,
                "return_url": return_url,
                "type": "account_onboarding",
            }
        )


class _V2:
    def __init__(self, ports: Ports) -> None:
        self._stripe, self._clock = ports.stripe, ports.clock

    def create(self, params: Params, *, idempotency_key: str) -> Readiness:
        return _created(lambda: self._create(params, idempotency_key), self._clock)

    def _create(self, params: Params, idempotency_key: str) -> Readiness:
        return readiness_of_v2(self._stripe.create_account_v2(params, idempotency_key=idempotency_key))

    def retrieve(self, account_id: str) -> Readiness:
        return readiness_of_v2(self._stripe.retrieve_account_v2(account_id))

    def find(self, attempt: Attempt, *, page: str | None = None, pages_max: int) -> Found:
        """Among all open accounts: Stripe cannot filter by time either. The list shows writes late."""
        no_time = datetime.max.replace(tzinfo=UTC)
        for _ in range(pages_max):
            listed = self._stripe.list_accounts_v2(page)
            ours = [one for one in listed.accounts if _is_of(attempt, one.metadata)]
            if ours:
                first = min(ours, key=lambda one: (one.created or no_time, one.id))
                return Found(self.retrieve(first.id))
            page = listed.next_page
            if page is None:
                break
        return Found(None, page)

    def create_link(self, account_id: str, *, refresh_url: str, return_url: str) -> AccountLink:
        """The configurations are not named: Stripe refuses them since 2026-09-30 and knows them itself."""
        use = {"refresh_url": refresh_url, "return_url": return_url}
        link = self._stripe.create_account_link_v2(
            {
                "account": account_id,
                "use_case": {"type": "account_onboarding", "account_onboarding": use},
            }
        )
        return AccountLink(url=link.url, expires_at=int(link.expires_at.timestamp()))


def _created(send: Callable[[], Readiness], clock: Clock) -> Readiness:
    """Each request is sent once; it is sent again only after Stripe has said that its key is in use."""
    for tries in range(1, _IN_USE_TRIES):
        try:
            return send()
        except StripeUnavailable as error:
            if error.http_status != _KEY_IN_USE:
                raise
            clock.sleep(0.5 * 2**tries)
    return send()


def _is_of(attempt: Attempt, metadata: Mapping[str, str]) -> bool:
    ours: Mapping[str, Any] = (attempt.params or {}).get("metadata", {})
    return bool(ours) and all(metadata.get(name) == value for name, value in ours.items())
