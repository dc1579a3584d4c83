"""The one account of a person in a role: the request is stored first and sent exactly as stored.

Parallel calls need no lock (decision 0401). All send the same key and the same request, so Stripe creates one
account, and the precondition of each commit lets one of them record each step.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from pulse.accounts.holder import Holder, Revision, revise, save
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.refusals import AccountCreationRefused
from pulse.accounts.states import AccountState, Role
from pulse.alerts import causes
from pulse.attempts import ACCOUNT, Attempt, AttemptStep, first_attempt, next_generation, next_step
from pulse.errors import Busy, StripeRefused
from pulse.ports import Ports
from pulse.ports.stripe_objects import Account
from pulse.settings import HOUR, Settings

_CLOCK_SKEW = timedelta(hours=1)
_PRODUCT = {
    Role.CREATOR: "Fitness training and workout programs",
    Role.WINNER: "Challenge winner prize money recipient",
}
_EXPRESS = {
    "fees": {"payer": "application"},
    "losses": {"payments": "application"},
    "requirement_collection": "stripe",
    "stripe_dashboard": {"type": "express"},
}
"""An Express account in today's terms: docs.stripe.com/connect/migrate-to-controller-properties."""


def create_account(holder: Holder, *, actor: str, ports: Ports) -> ConnectedAccount:
    """The record with its account, after one call to Stripe: reserve, act, record.

    Plus one list call if an earlier attempt has no known outcome and Stripe has forgotten its key.
    Raises *Conflict* when another call reserved first, *StripeUnavailable* when the outcome is unknown (the
    next call continues from there), *AccountCreationRefused* when Stripe refused.
    """
    reserved = _reserve(holder, actor=actor, ports=ports)
    if reserved.stripe_account_id is not None:
        return reserved
    creation = _attempt(reserved)
    try:
        account = ports.stripe.create_account(_params(creation), idempotency_key=creation.key)
    except StripeRefused as refused:
        _close(reserved, creation, refused, actor=actor, ports=ports)
        raise AccountCreationRefused from refused
    return record_account(reserved, creation.generation, account, actor=actor, ports=ports).after


def record_account(
    reserved: ConnectedAccount, generation: int, account: Account, *, actor: str, ports: Ports
) -> Revision:
    """Store the account that Stripe created for the reservation *generation*. One stored earlier stays."""

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account or reserved
        if current.stripe_account_id is not None:
            return current
        creation = _attempt(current)
        if creation.generation != generation:
            _alert_about_orphan(account, current, ports=ports)
            raise Busy("this account was started again in the meantime; please try again")
        return current.observed(account).but(creation=creation.but(closed=True, closed_reason="created"))

    return revise(
        reserved.user_id, reserved.role, next_account, act="account.recorded", actor=actor, ports=ports
    )


def creation_params(
    user_id: str, role: Role, generation: int, username: str | None, settings: Settings
) -> dict[str, Any]:
    """The Express account of docs/guide.md, for a trainer or a winner."""
    capabilities = settings.winner_capabilities if role is Role.WINNER else ("card_payments", "transfers")
    profile = f"{settings.profile_url}/{quote(username, safe='')}" if username else settings.profile_url
    return {
        "country": settings.account_country,
        "controller": _EXPRESS,
        "capabilities": {name: {"requested": True} for name in capabilities},
        "business_type": "individual",
        "business_profile": {"product_description": _PRODUCT[role], "url": profile},
        "metadata": {"user_id": user_id, "role": role.value, "generation": str(generation)},
    }


def _reserve(holder: Holder, *, actor: str, ports: Ports) -> ConnectedAccount:
    """The record with an attempt that may be sent, or with the account that an old attempt created."""
    account = holder.account
    creation = account.creation if account else None
    step = next_step(creation, ACCOUNT, now=ports.clock.now(), settings=ports.settings).step
    if account and step is AttemptStep.SEND_AGAIN:
        return account
    if account and creation and step is AttemptStep.LOOK_UP and (found := _look_up(creation, ports=ports)):
        return record_account(account, creation.generation, found, actor=actor, ports=ports).after
    return save(
        holder, _next_reservation(holder, ports=ports), act="account.reserved", actor=actor, ports=ports
    ).after


def _next_reservation(holder: Holder, *, ports: Ports) -> ConnectedAccount:
    """The next generation, with no account yet."""
    now, user, role = ports.clock.now(), holder.user, holder.role
    account = holder.account
    before = account.creation if account else None
    generation = before.generation + 1 if before else 1
    blank = (
        account.without_account("disconnected", now)
        if account
        else ConnectedAccount(
            user_id=holder.user_id, account_type=role.account_type, created_at=now, updated_at=now
        )
    )
    params = creation_params(holder.user_id, role, generation, user.username, ports.settings)
    creation = (
        next_generation(ACCOUNT, before, now, params=params)
        if before
        else first_attempt(ACCOUNT, holder.user_id, now, prefix=f"account:{role}", params=params)
    )
    return blank.but(email=user.email, creation=creation)


def _look_up(creation: Attempt, *, ports: Ports) -> Account | None:
    """By our metadata, among the accounts created around the send: Stripe cannot filter by metadata."""
    start, ours = creation.first_sent_at - _CLOCK_SKEW, _params(creation)["metadata"]
    until = creation.first_sent_at + _CLOCK_SKEW + timedelta(seconds=ports.settings.key_reuse_seconds + HOUR)
    listed = ports.stripe.list_accounts(
        created_from=int(start.timestamp()), created_to=int(until.timestamp())
    )
    found = [one for one in listed if all(one.metadata.get(name) == value for name, value in ours.items())]
    return min(found, key=lambda one: (one.created or 0, one.id), default=None)


def _close(
    reserved: ConnectedAccount, attempt: Attempt, refused: StripeRefused, *, actor: str, ports: Ports
) -> None:
    """After a refusal: the next call starts a new generation. A misused key is a bug and stays open."""
    ports.alerts.raise_alert(
        causes.ACCOUNT_REFUSED.alert(
            "Stripe refused to create a connected account. Check the platform's settings at Stripe.",
            subject=f"{reserved.role.collection}/{reserved.user_id}",
            facts={"stripe_code": refused.stripe_code, "param": refused.param, "key": attempt.key},
        )
    )
    if refused.stripe_code == "idempotency_error":
        return

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account or reserved
        if current.creation != attempt:
            return current
        return current.but(creation=attempt.but(closed=True, closed_reason="refused"))

    revise(reserved.user_id, reserved.role, next_account, act="account.refused", actor=actor, ports=ports)


def _attempt(account: ConnectedAccount) -> Attempt:
    if account.creation is None:
        raise ValueError("a reserved account has an attempt")
    return account.creation


def _params(creation: Attempt) -> dict[str, Any]:
    return creation.params or {}  # always there: the policy of an account keeps them


def _alert_about_orphan(account: Account, current: ConnectedAccount, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.ACCOUNT_ORPHANED.alert(
            "Stripe has an account that belongs to nobody: a later attempt replaced it. Reject it at Stripe.",
            subject=f"{current.role.collection}/{current.user_id}",
            facts={"stripe_account_id": account.id},
        )
    )


def usable(account: ConnectedAccount | None) -> bool:
    """Whether onboarding can continue with this account."""
    return (
        account is not None
        and account.stripe_account_id is not None
        and account.state is not AccountState.DISCONNECTED
    )
