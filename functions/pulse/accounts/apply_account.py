"""What Stripe says about an account, stored. The only source is Stripe's answer when we ask."""

from __future__ import annotations

from pulse import log
from pulse.accounts.bank_change import notes_bank_changes, with_bank_change
from pulse.accounts.holder import Holder, Revision, load, revise
from pulse.accounts.owners import find_account_owner
from pulse.accounts.payouts import with_bank_account_of
from pulse.accounts.readiness import Banks, Readiness
from pulse.accounts.readiness_v1 import banks_of, readiness_of_v1
from pulse.accounts.record_account import record_account
from pulse.accounts.records import AccountOwner, ConnectedAccount
from pulse.accounts.refusals import account_is_gone
from pulse.accounts.shared_banks import check_shared_banks, compares_fingerprints
from pulse.accounts.states import AccountsApi, AccountState, Role, WaitsFor
from pulse.accounts.ways import way_of
from pulse.alerts import AlertCause, causes
from pulse.errors import Busy, InvalidRequest, OutcomeUnknown, StripeRefused
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Account

_SYSTEM = "system:accounts"
_CLOSING: dict[AccountState | None, AlertCause] = {
    AccountState.REJECTED: causes.ACCOUNT_REJECTED,
    AccountState.DISCONNECTED: causes.ACCOUNT_DISCONNECTED,
}


def apply_account(account_id: str, *, ports: Ports, actor: str = _SYSTEM) -> ConnectedAccount | None:
    """Ask Stripe about the account and store the answer. Repeated or reordered calls have the same result.

    None when no person here holds the account now. Raises *StripeUnavailable* when Stripe cannot be asked
    and *Busy* after too many lost races.
    """
    owner = find_account_owner(account_id, ports=ports) or _find_owner_by_record(account_id, ports=ports)
    if owner is None:
        if (adopted := _adopt(account_id, actor=actor, ports=ports)) is not None:
            return adopted
        # The call that created the account may have recorded it since, in an older state.
        owner = find_account_owner(account_id, ports=ports)
    if owner is None:
        log.write("account.unknown", severity="WARNING", stripe_account_id=account_id)
        return None
    holder = load(owner.user_id, owner.role, ports=ports)
    if holder.account is None or holder.account.stripe_account_id != account_id:
        return None
    return update_from_stripe(holder.account, actor=actor, ports=ports).after


def try_to_apply_account(account_id: str, *, ports: Ports, actor: str = _SYSTEM) -> None:
    """After Stripe refused to send money there: our record follows. If this fails, the sweep does it."""
    try:
        apply_account(account_id, ports=ports, actor=actor)
    except (OutcomeUnknown, StripeRefused, Busy) as error:
        log.write("account.not_applied", severity="WARNING", code=error.code)


def apply_deauthorization(account_id: str, *, ports: Ports) -> ConnectedAccount | None:
    """`account.application.deauthorized`: it holds only if Stripe no longer shows us the account."""
    return apply_account(account_id, ports=ports)


def update_from_stripe(account: ConnectedAccount, *, actor: str, ports: Ports) -> Revision:
    """Ask Stripe about the account and store the answer in its record.

    The record is read before Stripe is asked, so an older answer never overwrites a newer one.
    """

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account
        if current is None or current.stripe_account_id != account.stripe_account_id:
            return current or account
        try:
            seen = way_of(current.api, ports=ports).retrieve(str(current.stripe_account_id))
            banks = _banks(current, seen, ports=ports)
        except StripeRefused as refused:
            if not account_is_gone(refused):
                raise
            return current.disconnected()
        observed = current.observed(seen)
        if banks is None:
            return observed
        known = with_bank_change(with_bank_account_of(observed, banks), banks, ports=ports)
        return check_shared_banks(known, banks, ports=ports)

    revision = revise(
        account.user_id, account.role, next_account, act="account.observed", actor=actor, ports=ports
    )
    _alert_if_closed(revision, ports=ports)
    _log_if_ours_to_do(revision.after)
    return revision


def _banks(account: ConnectedAccount, seen: Readiness, *, ports: Ports) -> Banks | None:
    """API v2 does not name bank accounts: v1 is asked where one decides something. None if it need not be.

    None too for somebody who was erased: a bank account describes them, and nothing is sent to it.
    """
    if account.erased_at is not None:
        return None
    compares = compares_fingerprints(ports) or notes_bank_changes(ports)
    needed = account.payouts_problem is not None or compares
    if seen.banks is not None or seen.gone or not needed:
        return seen.banks
    return banks_of(ports.stripe.retrieve_account(seen.account_id))


def record_disconnection(account: ConnectedAccount, *, actor: str, ports: Ports) -> None:
    """After Stripe has answered that the account is gone."""

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account or account
        same = current.stripe_account_id == account.stripe_account_id
        return current.disconnected() if same else current

    revision = revise(
        account.user_id, account.role, next_account, act="account.disconnected", actor=actor, ports=ports
    )
    _alert_if_closed(revision, ports=ports)


def _find_owner_by_record(account_id: str, *, ports: Ports) -> AccountOwner | None:
    """For records of the first system, which had no `stripeAccounts` and sent no metadata."""
    for role in Role:
        named = Query(role.collection, where=[("stripeAccountId", "==", account_id)], limit=1)
        for document in ports.store.query(named):
            return AccountOwner(user_id=document.id, role=role)
    return None


def _adopt(account_id: str, *, actor: str, ports: Ports) -> ConnectedAccount | None:
    """Record an account that we created but never recorded, because the answer was lost.

    Its metadata names the owner. None when no record waits for it, or another call recorded it first. API v1
    shows the metadata of every account; the record says which API is to be asked for the rest.
    """
    try:
        named = ports.stripe.retrieve_account(account_id)
        reserved = _find_reservation(named, ports=ports)
        if reserved is None:
            return None
        if reserved.api is AccountsApi.V1:
            seen = readiness_of_v1(named)
        else:
            seen = way_of(reserved.api, ports=ports).retrieve(account_id)
    except StripeRefused as refused:
        if not account_is_gone(refused):
            raise
        return None
    generation = int(seen.metadata["generation"])
    revision = record_account(reserved, generation, seen, actor=actor, ports=ports)
    if revision.before is not None and revision.before.stripe_account_id is not None:
        return None
    return revision.after


def _find_reservation(seen: Account, *, ports: Ports) -> ConnectedAccount | None:
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


def _log_if_ours_to_do(account: ConnectedAccount) -> None:
    """Stripe says something that we do not know, or waits for us: the code is in the log and the record."""
    if account.waits_for is WaitsFor.PLATFORM:
        reason = account.requirements.disabled_reason
        log.write("account.not_understood", severity="WARNING", reason=reason, api=account.api.value)


def _alert_if_closed(revision: Revision, *, ports: Ports) -> None:
    """One alert for each account that closes."""
    before, after = revision.before, revision.after
    cause = _CLOSING.get(after.state)
    if cause is None or (before is not None and before.state is after.state):
        return
    ports.alerts.raise_alert(
        cause.alert(
            f"A connected account is {after.state}. Its owner cannot be paid through it.",
            subject=f"{after.role.collection}/{after.user_id}",
            facts={"disabled_reason": after.requirements.disabled_reason},
        )
    )
