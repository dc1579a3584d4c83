"""For testing, as the guide has it: onboarding begins anew. Never with a live key."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.accounts.holder import Holder, load, revise
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.states import Role
from pulse.errors import NotAllowed
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class ResetOnboarding:
    user_id: str
    role: Role
    actor: str


def reset_onboarding(command: ResetOnboarding, *, ports: Ports) -> None:
    """Clears link, status and account id; the account stays at Stripe and among `previousAccounts`.

    Raises *NotAllowed* with a live key, *NotFound* for an unknown user. No account is no error.
    """
    if ports.stripe.livemode:
        raise NotAllowed("onboarding can be reset in test mode only", code="test_mode_only")
    holder = load(command.user_id, command.role, ports=ports)
    _ = holder.user
    if holder.account is None:
        return
    known = holder.account

    def next_account(holder: Holder) -> ConnectedAccount:
        return (holder.account or known).without_account("reset", ports.clock.now())

    revise(command.user_id, command.role, next_account, act="reset_account", actor=command.actor, ports=ports)
