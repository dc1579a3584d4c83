"""What Stripe holds for a trainer: asked every few seconds at most, remembered for when it is silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from pydantic import Field

from pulse import log
from pulse.earnings.recent import Recent
from pulse.earnings.side_by_side import SideBySide
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
    """From Stripe to the bank; minor units."""

    id: str
    amount: int
    currency: str
    status: str
    created_at: datetime
    arrives_at: datetime | None = None

    @classmethod
    def of_payout(cls, payout: Payout) -> KnownPayout:
        arrival = payout.arrival_date
        return cls(
            id=payout.id,
            amount=payout.amount,
            currency=payout.currency,
            status=payout.status,
            created_at=datetime.fromtimestamp(payout.created, UTC),
            arrives_at=None if arrival is None else datetime.fromtimestamp(arrival, UTC),
        )


class KnownBalance(Record):
    """`balances/creator_{uid}`: the last answer of Stripe's; amounts by currency, in minor units."""

    stripe_account_id: str
    available: dict[str, int] = Field(default_factory=dict)
    pending: dict[str, int] = Field(default_factory=dict)
    payouts: tuple[KnownPayout, ...] = ()
    at: datetime
    """When Stripe first said so."""

    def same_as(self, other: KnownBalance | None) -> bool:
        return other is not None and self.but(at=other.at) == other


@dataclass(frozen=True, slots=True)
class Standing:
    """*stale*: Stripe could not be asked (about all of it); then *balance* is the last known, if any."""

    balance: KnownBalance | None
    stale: bool


_caches: WeakKeyDictionary[Stripe, Recent[Standing]] = WeakKeyDictionary()
_caches_lock = Lock()


def balance_path(user_id: str) -> str:
    return path("balances", f"creator_{user_id}")


def standing(account_id: str | None, last: Document | None, *, user_id: str, ports: Ports) -> Standing:
    """What Stripe holds, from the last seconds or asked now. Never raises for Stripe's sake.

    A silence of Stripe's is remembered as long as an answer: nobody waits for the same timeout twice.
    """
    if account_id is None:
        return Standing(None, stale=False)
    cache = _cache(ports.stripe)
    if recent := cache.get(account_id, ports.clock.monotonic()):
        return recent
    known = KnownBalance.of(last) if last else None
    if known is not None and known.stripe_account_id != account_id:
        known = None
    asked = _ask(account_id, known, ports)
    cache.keep(account_id, asked, ports.clock.monotonic())
    if asked.balance is not None and not asked.balance.same_as(known):
        _remember(asked.balance, last, user_id, ports)
    return asked


def _ask(account_id: str, known: KnownBalance | None, ports: Ports) -> Standing:
    """Two calls side by side; where one is not answered, that part is the last known."""
    with SideBySide() as side:
        balance = side.ask(lambda: _asked(lambda: ports.stripe.retrieve_balance(account=account_id)))
        payouts = side.ask(
            lambda: _asked(lambda: ports.stripe.list_payouts({}, account=account_id, limit=PAYOUTS_SHOWN_MAX))
        )
    told, listed = balance.result(), payouts.result()
    if told is None:
        return Standing(known, stale=True)
    now = _now_known(account_id, told, known, ports)
    if listed is None:
        return Standing(now, stale=True)
    return Standing(now.but(payouts=[KnownPayout.of_payout(one) for one in listed]), stale=False)


def _now_known(account_id: str, balance: Balance, known: KnownBalance | None, ports: Ports) -> KnownBalance:
    """The new balance, with the payouts that were known before."""
    return KnownBalance(
        stripe_account_id=account_id,
        available={funds.currency: balance.available_amount(funds.currency) for funds in balance.available},
        pending={funds.currency: balance.pending_amount(funds.currency) for funds in balance.pending},
        payouts=known.payouts if known else (),
        at=ports.clock.now(),
    )


def _remember(balance: KnownBalance, last: Document | None, user_id: str, ports: Ports) -> None:
    """A convenience for worse days: if it fails, the answer of today is still right."""
    where, fields = balance_path(user_id), balance.fields()
    try:
        ports.store.commit([Update(where, fields) if last else Create(where, fields)])
    except (Conflict, StoreUnavailable):
        log.write("balance.not_kept", severity="WARNING", user=log.uid_hash(user_id))


def _asked(call: Callable[[], T]) -> T | None:
    """None when Stripe does not answer, or no longer lets us look into this account."""
    try:
        return call()
    except (StripeUnavailable, StripeRefused):
        return None


def _cache(stripe: Stripe) -> Recent[Standing]:
    """One for each client: in a process there is one."""
    with _caches_lock:
        if stripe not in _caches:
            _caches[stripe] = Recent(seconds=CACHE_SECONDS, entries_max=CACHE_ENTRIES_MAX)
        return _caches[stripe]
