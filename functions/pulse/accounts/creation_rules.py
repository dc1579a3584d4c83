"""May the request for an account be sent again, and when may another one be made? Pure (decision 0023).

API v1 keeps a refusal under its key for a day; API v2 runs a refused request again under the same key. So a
new generation opens in v2 only with a request that is another one, and in both only once no send is left
that could still create an account.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.accounts.states import AccountsApi
from pulse.attempts import ACCOUNT, ACCOUNT_V2, Attempt, AttemptStep, Policy, next_step
from pulse.settings import MINUTE, Settings

REFUSED, MISUSED = "refused", "idempotency_error"
_SEND_NOTED_FOR = timedelta(seconds=MINUTE)
"""Parallel calls note one send between them, not each its own."""


def policy_of(api: AccountsApi) -> Policy:
    return ACCOUNT_V2 if api is AccountsApi.V2 else ACCOUNT


def creation_step(
    attempt: Attempt | None, api: AccountsApi, *, differs: bool, now: datetime, settings: Settings
) -> AttemptStep:
    """*differs*: today's request is another one than the attempt's, beyond its metadata."""
    step = next_step(attempt, policy_of(api), now=now, settings=settings).step
    if attempt is None:
        return step
    if attempt.closed:
        misused = api is AccountsApi.V2 and attempt.closed_reason == MISUSED
        return _look_up(attempt, now, settings) if misused else step
    if attempt.refusals and (differs or api is AccountsApi.V1):
        if every_send_was_answered(attempt):
            return AttemptStep.NEW_GENERATION
        return _look_up(attempt, now, settings)
    if step is AttemptStep.LOOK_UP:
        return _look_up(attempt, now, settings)
    return step


def every_send_was_answered(attempt: Attempt) -> bool:
    """Each by a refusal. False where sends overlapped or an answer was lost."""
    return attempt.sends is not None and attempt.sends == attempt.refusals


def sent_once_more(attempt: Attempt, now: datetime) -> Attempt:
    """The attempt as it must be stored before it is sent again; *attempt* itself if nothing is to be stored.

    `sends` is a number as long as each send was refused before the next; None once two may be on their way.
    """
    if every_send_was_answered(attempt):
        return attempt.but(sends=(attempt.sends or 0) + 1, last_sent_at=now)
    noted = attempt.sends is None and now - (attempt.last_sent_at or attempt.first_sent_at) < _SEND_NOTED_FOR
    return attempt if noted else attempt.but(sends=None, last_sent_at=now)


def refused_once(attempt: Attempt, api: AccountsApi, *, misused: bool) -> Attempt:
    """The attempt after Stripe refused one of its sends. It closes if nothing more can come of it."""
    if misused:
        return attempt.but(closed=True, closed_reason=MISUSED) if api is AccountsApi.V2 else attempt
    counted = attempt.but(refusals=(attempt.refusals or 0) + 1)
    over = api is AccountsApi.V1 and every_send_was_answered(counted)
    return counted.but(closed=True, closed_reason=REFUSED) if over else counted


def _look_up(attempt: Attempt, now: datetime, settings: Settings) -> AttemptStep:
    """Stripe's list shows late what was created: it is read so long after the last send."""
    sent_at = attempt.last_sent_at or attempt.first_sent_at
    waited = now - sent_at >= timedelta(seconds=settings.account_look_up_seconds) + _SEND_NOTED_FOR
    return AttemptStep.LOOK_UP if waited else AttemptStep.WAIT
