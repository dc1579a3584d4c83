"""Systems that handle accounts wrongly, each in one place."""

from __future__ import annotations

from typing import Any

from pulse.accounts import ConnectedAccount, OpenAccount, account_path, open_account
from pulse.ledger import Change, commit_update
from pulse.ports import Ports
from pulse.ports.stripe_accounts_v2 import AccountV2, ConfigurationsV2, RequirementsV2


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


class ReadsWithoutInclude:
    """Stripe, asked without `include`; null is taken for "none"."""

    def __init__(self, stripe: Any) -> None:
        self._stripe = stripe

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stripe, name)

    def retrieve_account_v2(self, account_id: str) -> AccountV2:
        seen: AccountV2 = self._stripe.retrieve_account_v2(account_id)
        empty = {"configuration": ConfigurationsV2(), "applied_configurations": ()}
        due = {"requirements": RequirementsV2(), "future_requirements": RequirementsV2()}
        return seen.model_copy(update={**empty, **due})
