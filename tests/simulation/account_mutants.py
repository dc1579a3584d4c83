"""Systems that handle accounts wrongly, each in one place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from pulse.accounts import ConnectedAccount, OpenAccount, account_path, open_account
from pulse.inbox import handle_event
from pulse.inbox.records import StoredEvent, event_path
from pulse.ledger import Change, commit_update
from pulse.ports import Ports
from pulse.ports.stripe_accounts_v2 import AccountPage, AccountV2, ConfigurationsV2, RequirementsV2
from pulse.ports.stripe_objects import Account
from tests.simulation.mutant import Passing


def opens_anew_after_a_refusal(command: OpenAccount, ports: Ports) -> Any:
    """API v1's rule for API v2: a refusal closes the attempt, whatever else is on its way."""
    document = ports.store.get(account_path(command.role, command.user_id))
    account = document and ConnectedAccount.of(document)
    if (
        document
        and account
        and account.creation
        and account.creation.refusals
        and not account.creation.closed
    ):
        closed = account.creation.but(closed=True, closed_reason="refused")
        change = Change("account.refused", "mutant", ports.clock.now())
        commit_update(ports.store, document, account.but(creation=closed), change)
    return open_account(command, ports=ports)


def believes_a_snapshot(event_id: str, ports: Ports) -> Any:
    """What an `account.updated` says is taken for what is true now: Stripe is not asked again."""
    document = ports.store.get(event_path(event_id))
    event = document and StoredEvent.of(document)
    if event and event.type == "account.updated" and event.raw:
        told = Account.model_validate(json.loads(event.raw)["data"]["object"])
        ports = replace(ports, stripe=_Told(ports.stripe, told))
    return handle_event(event_id, ports=ports)


class _Told(Passing):
    def __init__(self, stripe: Any, told: Account) -> None:
        super().__init__(stripe)
        self._told = told

    def retrieve_account(self, account_id: str) -> Account:
        return self._told if account_id == self._told.id else self._inner.retrieve_account(account_id)


class ReadsWithoutInclude(Passing):
    """Stripe, asked without `include`; null is taken for "none"."""

    def retrieve_account_v2(self, account_id: str) -> AccountV2:
        seen: AccountV2 = self._inner.retrieve_account_v2(account_id)
        empty = {"configuration": ConfigurationsV2(), "applied_configurations": ()}
        due = {"requirements": RequirementsV2(), "future_requirements": RequirementsV2()}
        return seen.model_copy(update={**empty, **due})


class ListsOnePage(Passing):
    """Stripe, whose list of accounts is taken to end with its first page."""

    def list_accounts_v2(self, page: str | None = None) -> AccountPage:
        return replace(self._inner.list_accounts_v2(page), next_page=None)
