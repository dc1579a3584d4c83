"""What Stripe holds for a trainer: asked every few seconds at most, and kept for when it is down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from pydantic import Field

from pulse import log
from pulse.batches import concurrently
from pulse.earnings.recent_answers import RecentAnswers
from pulse.errors import Conflict, StoreUnavailable, StripeRefused, StripeUnavailable
from pulse.ledger import Record
from pulse.ports import Document, Ports, Stripe
from pulse.ports.paths import path
from pulse.ports.store import Create, Update
from pulse.ports.stripe_objects import Balance, Payout

T = TypeVar("T")
PAYOUTS_SHOWN_MAX = 10
CACHE_SECONDS = 20
CACHE_ENTRIES_MAX = 1_000


class KnownPayout(Record):
    """From Stripe to the trainer's bank; minor units."""

    id: str
    amount: int
    currency: str
    status: str
    created_at: datetime
    arrives_at: datetime | None = None

    @classmethod
    def of_payout(cls, payout: Payout) -> KnownPayout:
        return cls(
            id=payout.id,
            amount=payout.amount,
            currency=payout.currency,
            status=payout.status,
            created_at=payout.created_at,
            arrives_at=payout.arrives_at,
        )


class KnownBalance(Record):
    """`balances/creator_{uid}`: Stripe's last answer; amounts by currency, in minor units."""

    stripe_account_id: str
    available: dict[str, int] = Field(default_factory=dict)
    pending: dict[str, int] = Field(default_factory=dict)
    payouts: tuple[KnownPayout, ...] = ()
    at: datetime
    """When Stripe first gave this answer."""

    def same_as(self, other: KnownBalance | None) -> bool:
        return other is not None and self.but(at=other.at) == other


@dataclass(frozen=True, slots=True)
class Holdings:
    """*stale*: Stripe did not answer for all of it; then *balance* is the last known, or None."""

    balance: KnownBalance | None
    stale: bool


_caches: WeakKeyDictionary[Stripe, RecentAnswers[Holdings]] = WeakKeyDictionary()
_caches_lock = Lock()


def balance_path(user_id: str) -> str:
    return path("balances", f"creator_{user_id}")


def fetch_holdings(account_id: str | None, last: Document | None, *, user_id: str, ports: Ports) -> Holdings:
    """What Stripe holds, from the cache or asked now. *last* is what is stored. Raises no error of Stripe's.

    A missing answer is cached as long as an answer: nobody waits for the same timeout twice.
    """
    if account_id is None:
        return Holdings(None, stale=False)
    cache = _cache_of(ports.stripe)
    if recent := cache.get(account_id, ports.clock.monotonic()):
        return recent
    known = KnownBalance.of(last) if last else None
    if known is not None and known.stripe_account_id != account_id:
        known = None
    fetched = _ask_stripe(account_id, known, ports=ports)
    cache.keep(account_id, fetched, ports.clock.monotonic())
    if fetched.balance is not None and not fetched.balance.same_as(known):
        _store(fetched.balance, last, user_id=user_id, ports=ports)
    return fetched


def _ask_stripe(account_id: str, known: KnownBalance | None, *, ports: Ports) -> Holdings:
    """Two calls at the same time; where one is not answered, that part is the last known."""
    stripe = ports.stripe
    balance, payouts = concurrently(
        lambda: _ask(lambda: stripe.retrieve_balance(account=account_id)),
        lambda: _ask(lambda: stripe.list_payouts({}, account=account_id, limit=PAYOUTS_SHOWN_MAX)),
    )
    if balance is None:
        return Holdings(known, stale=True)
    fresh = _with_known_payouts(balance, known, account_id=account_id, at=ports.clock.now())
    if payouts is None:
        return Holdings(fresh, stale=True)
    return Holdings(fresh.but(payouts=[KnownPayout.of_payout(one) for one in payouts]), stale=False)


def _with_known_payouts(
    balance: Balance, known: KnownBalance | None, *, account_id: str, at: datetime
) -> KnownBalance:
    return KnownBalance(
        stripe_account_id=account_id,
        available={funds.currency: balance.available_amount(funds.currency) for funds in balance.available},
        pending={funds.currency: balance.pending_amount(funds.currency) for funds in balance.pending},
        payouts=known.payouts if known else (),
        at=at,
    )


def _store(balance: KnownBalance, last: Document | None, *, user_id: str, ports: Ports) -> None:
    """Kept for times when Stripe does not answer. If this fails, the present answer is still right."""
    where, fields = balance_path(user_id), balance.fields()
    try:
        ports.store.commit([Update(where, fields) if last else Create(where, fields)])
    except (Conflict, StoreUnavailable):
        log.write("balance.not_kept", severity="WARNING", user=log.uid_hash(user_id))


def _ask(call: Callable[[], T]) -> T | None:
    """None when Stripe does not answer, or no longer lets us look into this account."""
    try:
        return call()
    except (StripeUnavailable, StripeRefused):
        return None


def _cache_of(stripe: Stripe) -> RecentAnswers[Holdings]:
    """One for each client; a process has one client."""
    with _caches_lock:
        if stripe not in _caches:
            _caches[stripe] = RecentAnswers(seconds=CACHE_SECONDS, entries_max=CACHE_ENTRIES_MAX)
        return _caches[stripe]
