"""The whole system in one process: real use cases, real Stripe SDK, memory store, virtual time."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pulse.outside.memory_sign_ins import MemorySignIns
from pulse.outside.memory_store import MemoryStore
from pulse.outside.stripe_client import StripeClient
from pulse.ports import Alert, Document, Ports
from pulse.settings import Settings
from stripe_emulator import Emulator
from stripe_emulator.in_process import EmulatorHTTPClient
from stripe_emulator.in_process import client as stripe_in_process
from tests import quiet_sdk
from tests.indexes import IndexedStore

quiet_sdk.install()

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
UNLIMITED = tuple((code, 10**14) for code in ("usd", "eur", "gbp", "jpy", "kwd", "isk", "ugx", "idr", "xxx"))
WITHOUT_LIMITS: dict[str, Any] = {
    "prize_participants_min": 1,
    "winner_sign_up_seconds_min": 0,
    "staff_prizes": "pay",
    "award_cents_max": UNLIMITED,
    "owner_awards_cents_max": UNLIMITED,
    "awards_per_day_cents_max": UNLIMITED,
    "pool_funding_attempts_per_hour_max": 1_000,
    "pool_funding_attempts_per_day_max": 1_000,
    "pool_first_funding_cents_max": UNLIMITED,
    "pool_funding_cents_max": UNLIMITED,
    "pool_payer_cents_max": UNLIMITED,
    "pool_cents_max": UNLIMITED,
    "pools_per_day_cents_max": UNLIMITED,
    "trainer_trial_seconds": 0,
    "bank_change_wait_seconds": 0,
    "trainer_price_cents_max": UNLIMITED,
    "trainer_sales_per_day_cents_max": UNLIMITED,
    "trainer_loss_per_day_cents_max": UNLIMITED,
}
"""Awards and sales of any size, and winners who take part alone."""
TEST_SETTINGS = Settings(
    environment="test",
    project="demo-pulse",
    site_url="https://pulse.example",
    stripe_network_retries=0,
    app_check="off",
    stripe_accounts="v1",
    settlement_currencies=("usd", "eur"),
    # An award is paid at once here, whoever paid in for it; the review and the pools have their own tests.
    award_review_seconds=0,
    award_review_large_seconds=0,
    review_skew_seconds=0,
    unfunded_pools="allow",
    own_funds_min=(("usd", 0),),
    # Everybody here is new, and wins alone; the patterns have their own tests.
    first_prize_large_cents=10**9,
    **WITHOUT_LIMITS,
)


class VirtualClock:
    """Time that stands still until told: sleeping moves it."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    def sleep(self, seconds: float) -> None:
        self.advance(seconds=seconds)

    def advance(self, **delta: float) -> None:
        self._elapsed += timedelta(**delta).total_seconds()

    def unix(self) -> float:
        return self.now().timestamp()


@dataclass(frozen=True)
class Task:
    queue: str
    payload: dict[str, Any]
    name: str | None
    delay_seconds: float


class MemoryQueue:
    """Holds tasks until a test delivers them; equal names are kept once, as Cloud Tasks tries to."""

    def __init__(self) -> None:
        self.tasks: deque[Task] = deque()
        self._names: set[str] = set()

    def enqueue(
        self, queue: str, payload: dict[str, Any], *, name: str | None = None, delay_seconds: float = 0
    ) -> None:
        if name is not None and name in self._names:
            return
        if name is not None:
            self._names.add(name)
        self.tasks.append(Task(queue, dict(payload), name, delay_seconds))


@dataclass
class MemoryAlerts:
    raised: list[Alert] = field(default_factory=list)

    def raise_alert(self, alert: Alert) -> None:
        self.raised.append(alert)

    def causes(self) -> list[str]:
        return [alert.cause for alert in self.raised]


@dataclass(frozen=True)
class Moment:
    """Everything that a world remembers. Stored documents never change, so they are shared."""

    elapsed: float
    at_stripe: str
    stored: Mapping[str, Mapping[str, Document]]
    version: int
    tasks: Sequence[Task]
    task_names: frozenset[str]
    alerts: Sequence[Alert]
    next_id: int


class World:
    """`world.ports` for the use cases; the parts by name to look at and to disturb."""

    def __init__(self, settings: Settings = TEST_SETTINGS, *, seed: int = 1, start: datetime = START) -> None:
        self.clock = VirtualClock(start)
        self.store: Any = IndexedStore(MemoryStore())
        self.queue = MemoryQueue()
        self.alerts = MemoryAlerts()
        self.sign_ins = MemorySignIns()
        self.emulator = Emulator(clock=self.clock.unix, seed=seed)
        self.stripe = StripeClient(
            "sk_test_emulator", settings, http_client=EmulatorHTTPClient(self.emulator)
        )
        self.sdk = stripe_in_process(self.emulator)
        """What people do at Stripe themselves."""
        self._ids = itertools.count(1)
        self.ports = Ports(
            store=self.store,
            stripe=self.stripe,
            queue=self.queue,
            clock=self.clock,
            alerts=self.alerts,
            sign_ins=self.sign_ins,
            settings=settings,
            new_id=lambda: f"id{next(self._ids)}",
        )

    def moment(self) -> Moment:
        """How everything is now. `back_to` makes a world with the same settings like it."""
        self._ids = itertools.count(used := next(self._ids))
        return Moment(
            elapsed=self.clock.monotonic(),
            at_stripe=self.emulator.dump(),
            stored={name: dict(held) for name, held in self.store._documents.items()},
            version=self.store.version,
            tasks=tuple(self.queue.tasks),
            task_names=frozenset(self.queue._names),
            alerts=tuple(self.alerts.raised),
            next_id=used,
        )

    def back_to(self, moment: Moment) -> None:
        self.clock.advance(seconds=moment.elapsed - self.clock.monotonic())
        self.emulator.load(moment.at_stripe)
        self.store._documents = {name: dict(held) for name, held in moment.stored.items()}
        self.store._version = moment.version
        self.queue.tasks = deque(moment.tasks)
        self.queue._names = set(moment.task_names)
        self.alerts.raised = list(moment.alerts)
        self._ids = itertools.count(moment.next_id)
