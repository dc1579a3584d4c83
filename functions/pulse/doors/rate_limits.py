"""How often: per address, and per person and operation.

Costly operations count in the store, so their limit holds across instances, and a store that does not answer
refuses them (503): money is not moved unlimited. The rest count in the memory of one instance.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from pulse.doors.client_address import limited_as
from pulse.errors import Busy, Conflict, StoreUnavailable, TooManyRequests
from pulse.ports import Clock, Store
from pulse.ports.paths import path
from pulse.ports.store import Create, Delete, Update

ADDRESS_LIMIT = RateLimitItemPerMinute(1_200)
"""Wide: people behind one Hosting edge or one office share an address. It ends a flood, no more."""

_RACES_MAX = 5
_ID_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Limit:
    """Calls a minute, by one person of one operation. *shared*: counted in the store."""

    per_minute: int
    shared: bool = False

    @property
    def item(self) -> RateLimitItem:
        return RateLimitItemPerMinute(self.per_minute)


class RateLimits:
    """One per process. Each refusal says to come back when a whole window has passed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(StoreCounts(store, clock))

    def count_address(self, address: str | None) -> None:
        if not self._own.hit(ADDRESS_LIMIT, "address", limited_as(address)):
            raise _refusal(ADDRESS_LIMIT)

    def count_person(self, user_id: str, operation: str, limit: Limit) -> None:
        """The instance's own count first: a flood does not reach the store."""
        if not self._own.hit(limit.item, "person", user_id, operation):
            raise _refusal(limit.item)
        if limit.shared and not self._shared.hit(limit.item, "person", user_id, operation):
            raise _refusal(limit.item)


class StoreCounts(Storage):
    """The counting storage of `limits` on the store: `rateLimits/{hash}`, one read and one write a hit."""

    STORAGE_SCHEME = None

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self._store = store
        self._clock = clock

    @property
    def base_exceptions(self) -> type[Exception]:
        return StoreUnavailable

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """The count with this hit. Raises *Busy* when others keep counting the same key first."""
        for _ in range(_RACES_MAX):
            try:
                return self._counted(key, expiry, amount)
            except Conflict:
                continue
        raise Busy("Too many of these calls at once; please try again in a moment")

    def get(self, key: str) -> int:
        found = self._store.get(_path(key))
        return found.fields["count"] if found and found.fields["resetAt"] > self._clock.now() else 0

    def get_expiry(self, key: str) -> float:
        found = self._store.get(_path(key))
        return float(found.fields["resetAt"].timestamp()) if found else self._clock.now().timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        """Counts are not listed by key: they expire."""
        return None

    def clear(self, key: str) -> None:
        self._store.commit([Delete(_path(key))])

    def _counted(self, key: str, expiry: int, amount: int) -> int:
        document_path, now = _path(key), self._clock.now()
        found = self._store.get(document_path)
        if found is not None and found.fields["resetAt"] > now:
            count = int(found.fields["count"]) + amount
            self._store.commit([Update(document_path, {"count": count}, found.version)])
            return count
        reset_at = now + timedelta(seconds=expiry)
        fresh = {"count": amount, "resetAt": reset_at, "expireAt": reset_at}
        write = Update(document_path, fresh, found.version) if found else Create(document_path, fresh)
        self._store.commit([write])
        return amount


def _path(key: str) -> str:
    return path("rateLimits", hashlib.sha256(key.encode()).hexdigest()[:_ID_LENGTH])


def _refusal(item: RateLimitItem) -> TooManyRequests:
    return TooManyRequests("Too many calls; please wait a minute", retry_after_seconds=item.get_expiry())
