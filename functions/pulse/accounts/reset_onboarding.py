"""For testing (docs/guide.md): onboarding starts again from the beginning. Never with a live key."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.accounts.holder import Holder, load_known, revise
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.refusals import OnlyInTestMode
from pulse.accounts.states import Role
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class ResetOnboarding:
    user_id: str
    role: Role
    actor: str


def reset_onboarding(command: ResetOnboarding, *, ports: Ports) -> None:
    """Clear link, status and account id. The account stays at Stripe and among `previousAccounts`.

    Raises *OnlyInTestMode* with a live key and *UserNotFound*. A person without an account is no error.
    """
    if ports.stripe.livemode:
        raise OnlyInTestMode
    known = load_known(command.user_id, command.role, ports=ports).account
    if known is None:
        return

    def next_account(holder: Holder) -> ConnectedAccount:
        return (holder.account or known).without_account("reset", ports.clock.now())

    revise(command.user_id, command.role, next_account, act="account.reset", actor=command.actor, ports=ports)
