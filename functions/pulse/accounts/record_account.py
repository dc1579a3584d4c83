"""The account that a reservation created, stored in its record: from an answer, a list, or an event."""

from __future__ import annotations

from pulse.accounts.holder import Holder, Revision, revise
from pulse.accounts.readiness import Readiness
from pulse.accounts.records import ConnectedAccount
from pulse.alerts import causes
from pulse.attempts import Attempt
from pulse.errors import Busy
from pulse.ports import Ports


def record_account(
    reserved: ConnectedAccount, generation: int, account: Readiness, *, actor: str, ports: Ports
) -> Revision:
    """Store the account that Stripe created for the reservation *generation*. One stored earlier stays.

    Operators are told of one whose person was erased while it was opened: nobody will ever use it.
    """

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account or reserved
        if current.stripe_account_id is not None:
            if account.account_id not in current.account_ids:
                _alert_about_orphan(account, current, "there is one already", ports=ports)
            return current
        creation = attempt_of(current)
        if creation.generation != generation:
            _alert_about_orphan(account, current, "a later attempt replaced it", ports=ports)
            raise Busy("this account was started again in the meantime; please try again")
        if current.erased_at is not None or holder.found_user is None:
            _alert_about_orphan(account, current, "its person was erased while it was opened", ports=ports)
        created = creation.but(closed=True, closed_reason="created")
        return current.observed(account).but(creation=created, creation_refusal=None, creation_search=None)

    return revise(
        reserved.user_id, reserved.role, next_account, act="account.recorded", actor=actor, ports=ports
    )


def attempt_of(account: ConnectedAccount) -> Attempt:
    if account.creation is None:
        raise ValueError("a reserved account has an attempt")
    return account.creation


def _alert_about_orphan(account: Readiness, current: ConnectedAccount, why: str, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.ACCOUNT_ORPHANED.alert(
            f"Stripe has an account that belongs to nobody: {why}. Reject it at Stripe.",
            subject=f"{current.role.collection}/{current.user_id}",
            facts={"stripe_account_id": account.account_id},
        )
    )
