"""How often an address may call without signing in, and how often a person may call in all and an operation.

Costly operations are counted in the store, so their limit holds across instances. When the store does not
answer they are refused (503), so that money never moves without a limit. All others are counted in the memory
of one instance.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from pulse.doors.access.client_address import limited_as
from pulse.doors.access.instance_counts import InstanceCounts
from pulse.errors import TooManyRequests
from pulse.ledger import retry_after_conflict
from pulse.ports import Clock, Store
from pulse.ports.paths import path
from pulse.ports.store import Create, Update

_WINDOW_SECONDS = 60
_ID_LENGTH = 40
_RACES_MAX = 5
"""Few: in a flood each try costs the shared document a read and a write."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Calls a minute by one person to one operation. *shared*: counted in the store."""

    per_minute: int
    shared: bool = False


ADDRESS_LIMIT = Limit(1_200)
"""For calls of people who are not signed in. It only ends a flood: many people share an address."""
CALLER_LIMIT = Limit(600)
"""For all calls of one person to one instance, whether they succeed or not."""
LOOKS = Limit(60)
"""Pages that a person keeps open and reloads."""
LINKS = Limit(20, shared=True)
"""Each call creates an object or a link at Stripe."""
MONEY = Limit(20, shared=True)
ACTS = Limit(60, shared=True)
"""Administrators act one at a time, by hand; hundreds of payments go through the queue."""
RARELY = Limit(5, shared=True)


class RateLimits:
    """One per process. A refusal says to come back after a whole window."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._own = InstanceCounts(clock)
        self._shared = StoreCounts(store, clock)

    def count_address(self, address: str | None) -> None:
        """For a call whose caller is not known: those who are signed in do not share its limit."""
        _hit(self._own, ADDRESS_LIMIT, "address", limited_as(address))

    def count_caller(self, user_id: str) -> None:
        _hit(self._own, CALLER_LIMIT, "caller", user_id)

    def count_person(self, user_id: str, operation: str, limit: Limit) -> None:
        """Counts in the instance first, so that a flood does not reach the store."""
        _hit(self._own, limit, "person", user_id, operation)
        if limit.shared:
            _hit(self._shared, limit, "person", user_id, operation)


class StoreCounts:
    """Counts that all instances share: `rateLimits/{hash}`, one read and one write per hit."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def incr(self, key: str, expiry: int) -> int:
        """The count including this hit. Raises *Busy* when other calls keep writing the same key first."""
        return retry_after_conflict(
            lambda _: self._count(key, expiry),
            busy="Too many of these calls at once; please try again in a moment",
            tries_max=_RACES_MAX,
        )

    def get(self, key: str) -> int:
        found = self._store.get(_path(key))
        return found.fields["count"] if found and found.fields["resetAt"] > self._clock.now() else 0

    def _count(self, key: str, expiry: int) -> int:
        document_path, now = _path(key), self._clock.now()
        found = self._store.get(document_path)
        if found is not None and found.fields["resetAt"] > now:
            count = int(found.fields["count"]) + 1
            self._store.commit([Update(document_path, {"count": count}, found.version)])
            return count
        reset_at = now + timedelta(seconds=expiry)
        fresh = {"count": 1, "resetAt": reset_at, "expireAt": reset_at}
        write = Update(document_path, fresh, found.version) if found else Create(document_path, fresh)
        self._store.commit([write])
        return 1


def _hit(counts: InstanceCounts | StoreCounts, limit: Limit, *counted: str) -> None:
    """A window begins with its first hit; in it, what is above the limit raises *TooManyRequests*."""
    if counts.incr("/".join((*counted, str(limit.per_minute))), _WINDOW_SECONDS) > limit.per_minute:
        raise TooManyRequests("Too many calls; please wait a minute", retry_after_seconds=_WINDOW_SECONDS)


def _path(key: str) -> str:
    return path("rateLimits", hashlib.sha256(key.encode()).hexdigest()[:_ID_LENGTH])
