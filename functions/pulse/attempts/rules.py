"""The decision about every act at Stripe: what may be done after an attempt. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pulse.attempts.policies import LookUp, Policy, Quiet
from pulse.attempts.records import Attempt
from pulse.settings import Settings

NAME_IN_KEY_MAX = 200
"""Characters. Stripe takes keys of at most 255, and a key is an HTTP header: printable ASCII."""

_IN_KEY = re.compile(rf"(?!~)[!-~]{{1,{NAME_IN_KEY_MAX}}}")
_LIKE_A_VERSION = re.compile(r":v[0-9]+$")


class AttemptStep(StrEnum):
    SEND_AGAIN = "send_again"
    """The same key with the same body: Stripe still knows the key, so nothing can happen twice."""
    LOOK_UP = "look_up"
    """Ask Stripe what became of the attempt before anything is sent."""
    WAIT = "wait"
    """Stripe may still be executing a request: nothing is sent before `not_before`."""
    NEW_GENERATION = "new_generation"
    """Nothing of the attempt exists at Stripe or can appear there: a new key may be opened."""


@dataclass(frozen=True, slots=True)
class NextStep:
    step: AttemptStep
    not_before: datetime | None = None


def next_step(
    attempt: Attempt | None,
    policy: Policy,
    *,
    now: datetime,
    settings: Settings,
    found_nothing_at: datetime | None = None,
) -> NextStep:
    """What *policy* allows after *attempt*, whose outcome is not recorded.

    *found_nothing_at* is the start of the look-up that found nothing of the attempt; None before a look-up.
    What it found is as old as that, so the age of the key and the quiet time are measured at that moment.
    """
    if attempt is None:
        return NextStep(AttemptStep.NEW_GENERATION)
    looked_up, at = found_nothing_at is not None, found_nothing_at or now
    if policy.looks_up is LookUp.BEFORE_ANY_SEND and not looked_up:
        return NextStep(AttemptStep.LOOK_UP)
    if not attempt.closed:
        if key_is_young(attempt, policy, at, settings):
            return NextStep(AttemptStep.SEND_AGAIN)
        if policy.looks_up is LookUp.ONCE_THE_KEY_IS_OLD and not looked_up:
            return NextStep(AttemptStep.LOOK_UP)
    if _waits_after(attempt, policy) and not is_quiet(attempt, at, settings):
        return NextStep(AttemptStep.WAIT, not_before=quiet_from(attempt, settings))
    return NextStep(AttemptStep.NEW_GENERATION)


def key_is_young(attempt: Attempt, policy: Policy, at: datetime, settings: Settings) -> bool:
    """Whether Stripe still knows the key, so that sending it again cannot do the act twice."""
    return at - attempt.first_sent_at < timedelta(seconds=policy.key_seconds(settings))


def nothing_in_flight(attempt: Attempt, policy: Policy, at: datetime, settings: Settings) -> bool:
    """Whether no request of this generation can be executed any more (decision 0033).

    Either it was sent once and Stripe refused that send, or the quiet time after its last send is over. In
    the second case a request may have been executed: only a look-up that begins after *at* says so.
    """
    return was_refused_at_once(attempt, policy) or is_quiet(attempt, at, settings)


def was_refused_at_once(attempt: Attempt, policy: Policy) -> bool:
    """Sent once, and Stripe gave that one send a refusal that closes: no request is left, and no transfer.

    With a second send, the refusal may have answered only one of them, and Stripe need not keep it under the
    key. What a person closed was not answered at all.
    """
    closes = policy.closed_by is None or attempt.closed_reason in policy.closed_by
    return attempt.closed and attempt.sends == 1 and closes


def is_in_time(started: float, now: float, settings: Settings) -> bool:
    """Whether a send still follows its claim closely; both moments by a clock that never jumps."""
    return now - started <= settings.send_deadline_seconds


def sent_again(attempt: Attempt, now: datetime) -> Attempt:
    """The attempt as it must be stored before its key is sent once more."""
    sends = None if attempt.sends is None else attempt.sends + 1
    return attempt.but(last_sent_at=now, sends=sends)


def is_quiet(attempt: Attempt, at: datetime, settings: Settings) -> bool:
    """Whether Stripe can no longer be executing a request of this generation."""
    return at >= quiet_from(attempt, settings)


def quiet_from(attempt: Attempt, settings: Settings) -> datetime:
    return (attempt.last_sent_at or attempt.first_sent_at) + timedelta(seconds=settings.quiet_seconds)


def first_attempt(
    policy: Policy, name: str, now: datetime, *, prefix: str | None = None, version: int = 1, **kept: Any
) -> Attempt:
    """Generation 1 of the act on *name*. *prefix* is one of the policy's keys if it has several.

    *version*: of what the act follows from. *kept* are the other fields that the policy keeps:
    `destination`, `params`.
    """
    return _generation(policy, _stem(prefix or policy.keys[0], name, version), 1, now, kept)


def next_generation(policy: Policy, attempt: Attempt, now: datetime, **kept: Any) -> Attempt:
    """A new key for the same act. Only after `next_step` or a definite refusal allows it."""
    stem = attempt.key.rpartition(":g")[0]
    return _generation(policy, stem, attempt.generation + 1, now, kept)


def next_generation_of(
    policy: Policy, attempt: Attempt, name: str, version: int, now: datetime, **kept: Any
) -> Attempt:
    """The same where another *version* may decide the body now: its keys are others, and none repeats."""
    return _generation(policy, _stem(policy.keys[0], name, version), attempt.generation + 1, now, kept)


def key_for(prefix: str, name: str, generation: int, version: int = 1) -> str:
    return f"{_stem(prefix, name, version)}:g{generation}"


def _stem(prefix: str, name: str, version: int) -> str:
    later = f":v{version}" if version > 1 else ""
    return f"{prefix}:{_in_key(name)}{later}"


def _generation(policy: Policy, stem: str, generation: int, now: datetime, kept: dict[str, Any]) -> Attempt:
    fresh: dict[str, Any] = {"last_sent_at": now, "closed": False, "closed_reason": None, "sends": 1}
    stored = policy.keeps | policy.keeps_if_set
    return Attempt(
        generation=generation,
        key=f"{stem}:g{generation}",
        first_sent_at=now,
        **{name: value for name, value in fresh.items() if name in stored},
        **kept,
    )


def _in_key(name: str) -> str:
    """*name*, or its digest, which no name that is used as it is can equal: those do not begin with `~`.

    A name that ends like a version would have the keys of another name's version.
    """
    as_it_is = _IN_KEY.fullmatch(name) and not _LIKE_A_VERSION.search(name)
    return name if as_it_is else f"~{hashlib.sha256(name.encode()).hexdigest()}"


def _waits_after(attempt: Attempt, policy: Policy) -> bool:
    return policy.quiet_after is Quiet.ANY_SEND_BUT_ONE_REFUSED and not was_refused_at_once(attempt, policy)
