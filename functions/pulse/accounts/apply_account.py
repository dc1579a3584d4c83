"""Stripe says how an account is; we only ever write down what it says when asked."""

from __future__ import annotations

from dataclasses import dataclass

from pulse import log
from pulse.accounts.creation import record_created
from pulse.accounts.holder import Holder, Revision, load, revise
from pulse.accounts.payouts import with_bank_account_of
from pulse.accounts.records import AccountOwner, ConnectedAccount, owner_path
from pulse.accounts.refusals import account_is_gone
from pulse.accounts.shared_banks import with_bank
from pulse.accounts.states import AccountState, Role
from pulse.alerts import AlertCause, causes
from pulse.errors import InvalidRequest, StripeRefused
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Account

_SYSTEM = "system:accounts"
_CLOSING: dict[AccountState | None, AlertCause] = {
    AccountState.REJECTED: causes.ACCOUNT_REJECTED,
    AccountState.DISCONNECTED: causes.ACCOUNT_DISCONNECTED,
}


@dataclass(frozen=True, slots=True)
class AppliedAccount:
    """*account* is None when nobody here holds it now; *became_ready*: prizes may wait for it."""

    account: ConnectedAccount | None
    became_ready: bool = False


def apply_account(account_id: str, *, ports: Ports, actor: str = _SYSTEM) -> AppliedAccount:
    """Ask Stripe how the account is and store it. Any number of times, in any order, gives the same.

    Raises *StripeUnavailable* when Stripe cannot be asked and *Busy* after too many lost races.
    """
    owner = _owner(account_id, ports) or _owner_by_record(account_id, ports)
    if owner is None:
        if (adopted := _adopt(account_id, actor=actor, ports=ports)) is not None:
            return adopted
        # Its creator may have recorded it since, as it was before what we are told of.
        owner = _owner(account_id, ports)
    if owner is None:
        log.write("account.unknown", severity="WARNING", stripe_account_id=account_id)
        return AppliedAccount(None)
    holder = load(owner.user_id, owner.role, ports=ports)
    if holder.account is None or holder.account.stripe_account_id != account_id:
        return AppliedAccount(None)
    revision = observe(holder.account, actor=actor, ports=ports)
    return AppliedAccount(revision.after, revision.became_ready)


def apply_deauthorization(account_id: str, *, ports: Ports) -> AppliedAccount:
    """`account.application.deauthorized`: true if Stripe no longer lets us see the account."""
    return apply_account(account_id, ports=ports)


def observe(account: ConnectedAccount, *, actor: str, ports: Ports) -> Revision:
    """The record after asking Stripe; read before asking, so an older answer never overwrites a newer."""

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account
        if current is None or current.stripe_account_id != account.stripe_account_id:
            return current or account
        try:
            seen = ports.stripe.retrieve_account(str(current.stripe_account_id))
        except StripeRefused as refused:
            if not account_is_gone(refused):
                raise
            return current.disconnected()
        return with_bank(with_bank_account_of(current.observed(seen), seen), seen, ports=ports)

    revision = revise(
        account.user_id, account.role, next_account, act="observe_account", actor=actor, ports=ports
    )
    _tell(revision, ports=ports)
    return revision


def mark_disconnected(account: ConnectedAccount, *, actor: str, ports: Ports) -> None:
    """After Stripe has refused the account as gone."""

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account or account
        same = current.stripe_account_id == account.stripe_account_id
        return current.disconnected() if same else current

    revision = revise(
        account.user_id, account.role, next_account, act="disconnect_account", actor=actor, ports=ports
    )
    _tell(revision, ports=ports)


def _owner(account_id: str, ports: Ports) -> AccountOwner | None:
    document = ports.store.get(owner_path(account_id))
    return AccountOwner.of(document) if document else None


def _owner_by_record(account_id: str, ports: Ports) -> AccountOwner | None:
    """For records of the first system, which had no `stripeAccounts` and sent no metadata."""
    for role in Role:
        named = Query(role.collection, where=[("stripeAccountId", "==", account_id)], limit=1)
        for document in ports.store.query(named):
            return AccountOwner(user_id=document.id, role=role)
    return None


def _adopt(account_id: str, *, actor: str, ports: Ports) -> AppliedAccount | None:
    """An account that we asked for and never recorded, because the answer was lost: it names its owner.

    None when no record waits for it, or its creator recorded it first.
    """
    try:
        seen = ports.stripe.retrieve_account(account_id)
    except StripeRefused as refused:
        if not account_is_gone(refused):
            raise
        return AppliedAccount(None)
    reserved = _reservation_of(seen, ports)
    if reserved is None:
        return None
    generation = int(seen.metadata["generation"])
    revision = record_created(reserved, generation, seen, actor=actor, ports=ports)
    if revision.before is not None and revision.before.stripe_account_id is not None:
        return None
    return AppliedAccount(revision.after, revision.became_ready)


def _reservation_of(seen: Account, ports: Ports) -> ConnectedAccount | None:
    """The record that waits for exactly this account, by the metadata that we sent with the request."""
    user_id, role = seen.metadata.get("user_id"), seen.metadata.get("role")
    if not user_id or role not in set(Role):
        return None
    try:
        account = load(user_id, Role(role), ports=ports).account
    except InvalidRequest:
        return None
    if account is None or account.stripe_account_id is not None or account.creation is None:
        return None
    return account if str(account.creation.generation) == seen.metadata.get("generation") else None


def _tell(revision: Revision, *, ports: Ports) -> None:
    """Operators hear of accounts that close, once each."""
    before, after = revision.before, revision.after
    cause = _CLOSING.get(after.state)
    if cause is None or (before is not None and before.state is after.state):
        return
    ports.alerts.raise_alert(
        cause.alert(
            f"a connected account is {after.state}",
            subject=f"{after.role.collection}/{after.user_id}",
            facts={"disabled_reason": after.requirements.disabled_reason},
        )
    )
