"""The one account of a person in a role: the request is stored first and sent exactly as stored.

Parallel calls need no lock (decision 0401). All send the same key and the same request, so Stripe creates one
account, and the precondition of each commit lets one of them record each step.
"""

from __future__ import annotations

from typing import Any

from pulse import log
from pulse.accounts.account_params import creation_params, differ
from pulse.accounts.creation_rules import MISUSED, creation_step, policy_of, refused_once, sent_once_more
from pulse.accounts.creation_search import look_further
from pulse.accounts.holder import Holder, revise, save
from pulse.accounts.record_account import attempt_of, record_account
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.refusals import AccountCreationRefused
from pulse.accounts.states import AccountsApi, AccountState
from pulse.accounts.ways import way_of
from pulse.alerts import causes
from pulse.attempts import Attempt, AttemptStep, first_attempt, next_generation
from pulse.errors import Busy, StripeRefused
from pulse.ports import Ports


def create_account(holder: Holder, *, actor: str, ports: Ports) -> ConnectedAccount:
    """The record with its account, after one call to Stripe: reserve, act, record.

    Plus a few list calls if an earlier attempt has no known outcome and Stripe has forgotten its key.
    Raises *Conflict* when another call reserved first, *StripeUnavailable* when the outcome is unknown (the
    next call continues from there), *Busy* while an earlier request may still create an account, and
    *AccountCreationRefused* when Stripe refused.
    """
    reserved = _reserve(holder, actor=actor, ports=ports)
    if reserved.stripe_account_id is not None:
        return reserved
    creation = attempt_of(reserved)
    try:
        account = way_of(reserved.api, ports=ports).create(_params(creation), idempotency_key=creation.key)
    except StripeRefused as refused:
        _note_refusal(reserved, creation, refused, actor=actor, ports=ports)
        raise AccountCreationRefused from refused
    return record_account(reserved, creation.generation, account, actor=actor, ports=ports).after


def _reserve(holder: Holder, *, actor: str, ports: Ports) -> ConnectedAccount:
    """The record with an attempt that may be sent, or with the account that an old attempt created."""
    account = holder.account
    match _step(holder, ports=ports):
        case AttemptStep.SEND_AGAIN if account:
            return _noted(holder, account, actor=actor, ports=ports)
        case AttemptStep.WAIT:
            raise Busy(
                "Stripe may still be opening an account for an earlier request; please try again in an hour"
            )
        case AttemptStep.LOOK_UP if account:
            if found := look_further(holder, account, actor=actor, ports=ports):
                return found
    reservation = _next_reservation(holder, ports=ports)
    return save(
        holder, reservation, act="account.reserved", actor=actor, requires_profile=True, ports=ports
    ).after


def _step(holder: Holder, *, ports: Ports) -> AttemptStep:
    """An open attempt is finished with the API that it was reserved for, whatever the setting says now."""
    account = holder.account
    creation = account.creation if account else None
    api = account.api if account else _api(ports)
    differs = creation is not None and (
        api is not _api(ports) or differ(_params(creation), _wanted(holder, creation.generation, ports=ports))
    )
    return creation_step(creation, api, differs=differs, now=ports.clock.now(), settings=ports.settings)


def _noted(holder: Holder, account: ConnectedAccount, *, actor: str, ports: Ports) -> ConnectedAccount:
    """That the request is sent once more is stored before it is sent."""
    creation = sent_once_more(attempt_of(account), ports.clock.now())
    noted = account.but(creation=creation, creation_search=None)
    return save(holder, noted, act="account.retried", actor=actor, requires_profile=True, ports=ports).after


def _next_reservation(holder: Holder, *, ports: Ports) -> ConnectedAccount:
    """The next generation, with no account yet."""
    now, user, role, api = ports.clock.now(), holder.user, holder.role, _api(ports)
    account = holder.account
    before = account.creation if account else None
    blank = (
        account.without_account("disconnected", now)
        if account
        else ConnectedAccount(
            user_id=holder.user_id, account_type=role.account_type, created_at=now, updated_at=now
        )
    )
    params = _wanted(holder, before.generation + 1 if before else 1, ports=ports)
    kept: dict[str, Any] = {"params": params, "refusals": 0}
    creation = (
        next_generation(policy_of(api), before, now, **kept)
        if before
        else first_attempt(policy_of(api), holder.user_id, now, prefix=f"account:{role}", **kept)
    )
    return blank.but(email=user.email, api=api, creation=creation)


def _wanted(holder: Holder, generation: int, *, ports: Ports) -> dict[str, Any]:
    """Today's request."""
    return creation_params(holder.user_id, holder.role, generation, holder.user, _api(ports), ports.settings)


def _api(ports: Ports) -> AccountsApi:
    return AccountsApi(ports.settings.stripe_accounts)


def _note_refusal(
    reserved: ConnectedAccount, attempt: Attempt, refused: StripeRefused, *, actor: str, ports: Ports
) -> None:
    """Stripe's sentence goes to the operators, who can do something about it, and is kept with the person.

    What follows for the attempt is decided by the next call (`creation_rules`).
    """
    sentence = log.redacted(refused.message)
    ports.alerts.raise_alert(
        causes.ACCOUNT_REFUSED.alert(
            "Stripe refused to create a connected account. Check the platform's settings at Stripe.",
            subject=f"{reserved.role.collection}/{reserved.user_id}",
            user_id=reserved.user_id,
            facts={
                "stripe_said": sentence,
                "stripe_code": refused.stripe_code,
                "param": refused.param,
                "api": reserved.api.value,
                "key": attempt.key,
                "stripe_request_id": refused.request_id,
            },
        )
    )

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account or reserved
        now = current.creation
        if now is None or now.key != attempt.key or now.closed:
            return current
        misused = refused.stripe_code == MISUSED
        counted = refused_once(now, current.api, misused=misused)
        return current.but(creation=counted, creation_refusal=sentence)

    revise(reserved.user_id, reserved.role, next_account, act="account.refused", actor=actor, ports=ports)


def _params(creation: Attempt) -> dict[str, Any]:
    return creation.params or {}  # always there: the policy of an account keeps them


def usable(account: ConnectedAccount | None) -> bool:
    """Whether onboarding can continue with this account."""
    return (
        account is not None
        and account.stripe_account_id is not None
        and account.state is not AccountState.DISCONNECTED
    )
