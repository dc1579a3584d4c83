"""When a Stripe write may be sent again with its key, and when a new generation of it may begin. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.sales.records import Attempt
from pulse.settings import Settings


def first_attempt(name: str, now: datetime) -> Attempt:
    """Generation 1 of the write *name*, as `purchase:{challengeId}_{buyerId}`."""
    return Attempt(generation=1, key=f"{name}:g1", first_sent_at=now, last_sent_at=now)


def next_attempt(attempt: Attempt, now: datetime) -> Attempt:
    """The next generation: only when the one before certainly never happened, or is undone."""
    generation = attempt.generation + 1
    name = attempt.key.rpartition(":g")[0]
    return Attempt(generation=generation, key=f"{name}:g{generation}", first_sent_at=now, last_sent_at=now)


def key_is_fresh(attempt: Attempt, now: datetime, settings: Settings) -> bool:
    """Stripe still remembers the key, so sending it again cannot do the thing twice."""
    return now - attempt.first_sent_at < timedelta(seconds=settings.key_reuse_seconds)


def is_quiet(attempt: Attempt, now: datetime, settings: Settings) -> bool:
    """No request of this generation can still be executing at Stripe."""
    return now - attempt.last_sent_at >= timedelta(seconds=settings.quiet_seconds)
