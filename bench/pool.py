"""A pool with 10,000 winners: paid in, recorded, reviewed, and paid at the queue's rate.

    PYTHONPATH=functions:. functions/venv/bin/python -m bench.pool --winners 10000

The use cases, Stripe's SDK and the Stripe emulator run in this process, on the memory store and a clock that
is moved by hand: by a round trip and by each document that is read, as Firestore might take, and by the
queue's rate from one payment to the next. So a slow machine shows the same: whether a function outlives its
time, and how often one document is written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import process_time
from typing import Any, TypeVar

import typer
from rich.progress import track

from pulse import log
from pulse.accounts import OpenAccount, Role, apply_account, open_account
from pulse.backoffice.checks.invariants import check
from pulse.errors import Busy
from pulse.pools import Pool, PoolPhase, pool_path, refresh_fundings
from pulse.ports.store import Create, Merge, Query, Unchanged, Write
from pulse.prizes import (
    AwardPrizes,
    PayPrize,
    PrizeStatus,
    award_prizes,
    fan_out_prizes,
    pay_prize,
    project_winner,
    refresh_own_money,
    wake_pools,
)
from tests.pools.scene import asked, completed, pays
from tests.world import TEST_SETTINGS, World

T = TypeVar("T")
CHALLENGE, OWNER = "ch", "owner"
PRIZE_CENTS = 1_000
REVIEW = timedelta(hours=48)
SWEEP_SECONDS = 300
WINDOW_SECONDS = 60
DOCUMENT_SECONDS = 0.0005
"""What each document adds to the answer in which it is read."""
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclass
class SlowStore:
    """Each write of a document is kept with its time; *slowly*, each call moves the clock."""

    inner: Any
    clock: Any
    round_trip_seconds: float
    is_slow: bool = False
    written: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        if name not in {"get", "get_all", "query", "totals"}:
            return found

        def call(*args: Any, **options: Any) -> Any:
            answer = found(*args, **options)
            read = len(answer) if isinstance(answer, (list, dict)) else 1
            self._wait(read)
            return answer

        return call

    @contextmanager
    def slowly(self) -> Iterator[None]:
        self.is_slow = True
        try:
            yield
        finally:
            self.is_slow = False

    def _wait(self, read: int) -> None:
        if self.is_slow:
            self.clock.advance(seconds=self.round_trip_seconds + read * DOCUMENT_SECONDS)

    def commit(self, writes: Sequence[Write]) -> Any:
        self._wait(0)
        made = self.inner.commit(writes)
        for path in {one.path for one in writes if not isinstance(one, Unchanged)}:
            self.written[path].append(self.clock.monotonic())
        return made

    def busiest(self) -> tuple[str, int]:
        """The document with the most writes within any window, and how many they were."""
        return max(((path, _most(times)) for path, times in self.written.items()), key=lambda one: one[1])


def _most(times: Sequence[float]) -> int:
    first, most = 0, 0
    for last, at in enumerate(times):
        while at - times[first] > WINDOW_SECONDS:
            first += 1
        most = max(most, last - first + 1)
    return most


@dataclass
class Bench:
    """*took*: for each function its longest call, in seconds of the clock and of this processor."""

    world: World
    store: SlowStore
    took: dict[str, tuple[float, float]] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)

    def timed(self, name: str, call: Callable[[], T]) -> T:
        clock, cpu = self.world.clock.monotonic(), process_time()
        try:
            return call()
        finally:
            spent = (self.world.clock.monotonic() - clock, process_time() - cpu)
            before = self.took.get(name, (0.0, 0.0))
            self.took[name] = max(before[0], spent[0]), max(before[1], spent[1])
            self.calls[name] += 1


@app.command()
def main(winners: int = 10_000, round_trip: float = 0.05, rate: float = 20) -> None:
    """*rate*: payments that the queue starts in a second."""
    settings = {"award_review_seconds": int(REVIEW.total_seconds()), "pool_maturity_first_days": 0}
    settings |= {"award_review_large_seconds": int(REVIEW.total_seconds()), "pool_maturity_large_days": 0}
    settings |= {"review_skew_seconds": 120, "unfunded_pools": "admin"}
    world = World(TEST_SETTINGS.model_copy(update=settings))
    store = SlowStore(world.store, world.clock, round_trip)
    world.ports = replace(world.ports, store=store)
    bench = Bench(world, store)
    with log.muted():
        _people(bench, winners)
        _paid_in(bench, winners)
        store.written.clear()
        recorded = _recorded(bench)
        drained = _drained(bench, rate)
        _settled(bench)
        violations = check(store=store, stripe=world.stripe, now=world.clock.now(), settled=True)
    _report(bench, winners, recorded, drained, len(violations))


def _people(bench: Bench, winners: int) -> None:
    ports = bench.world.ports
    ports.store.commit([Create(f"users/{OWNER}", {"id": OWNER, "username": OWNER})])
    for number in track(range(winners), "accounts"):
        uid = f"w{number}"
        ports.store.commit([Create(f"users/{uid}", {"id": uid, "username": uid})])
        account = open_account(OpenAccount(uid, Role.WINNER, actor=uid), ports=ports).account_id
        bench.world.emulator.complete_onboarding(account, "active")
        apply_account(account, ports=ports)


def _paid_in(bench: Bench, winners: int) -> None:
    world = bench.world
    ends_at = world.clock.now() + timedelta(days=30)
    plan = {"title": "Morning Mobility", "ownerId": OWNER, "status": "active", "endDate": ends_at}
    world.store.commit([Create(f"challenges/{CHALLENGE}", {**plan, "prizeMoney": {"isEnabled": False}})])
    share = round(10_000 // winners / 100, 2)
    split = {"distribution_type": "custom", "custom_distribution": [share] * winners}
    payment = asked(world, PRIZE_CENTS * winners, OWNER, CHALLENGE, **split).payment_intent_id
    pays(world, payment)
    completed(world, payment, OWNER, CHALLENGE)
    for number in range(winners):
        entry = {
            "challengeId": CHALLENGE,
            "userId": f"w{number}",
            "pulsePoints": {"totalPoints": 10**5 - number},
        }
        world.store.commit([Merge(f"user-challenge/{CHALLENGE}-{number}", entry)])
    world.clock.advance(days=31)
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "completed"})])


def _recorded(bench: Bench) -> float:
    """Each call as the trigger makes it: the next one continues when the time of one is over."""
    ports, began = bench.world.ports, bench.world.clock.monotonic()
    command = AwardPrizes(CHALLENGE, "system:bench")
    with bench.store.slowly():
        while True:
            try:
                bench.timed("award_prizes", lambda: award_prizes(command, ports=ports))
            except Busy:
                continue
            return bench.world.clock.monotonic() - began


def _drained(bench: Bench, rate: float) -> float:
    """After the review: the pass, the fan-out page by page, and payments at the queue's rate."""
    world = bench.world
    world.clock.advance(seconds=REVIEW.total_seconds() + world.ports.settings.review_skew_seconds)
    world.queue.tasks.clear()
    began = world.clock.monotonic()
    _fan_out(bench)
    due = [one.payload["prizeRecordId"] for one in world.queue.tasks if one.queue == "payprize"]
    swept = world.clock.monotonic()
    for prize_record_id in track(due, "paying"):
        world.clock.advance(seconds=1 / rate)
        _pay(bench, prize_record_id)
        if world.clock.monotonic() - swept > SWEEP_SECONDS:
            swept = world.clock.monotonic()
            _sweep(bench)
    return world.clock.monotonic() - began


def _fan_out(bench: Bench) -> None:
    def page(after: str | None) -> str | None:
        return bench.timed(
            "fan_out_prizes", lambda: fan_out_prizes(CHALLENGE, after, ports=bench.world.ports)
        )

    with bench.store.slowly():
        after = page(None)
        while after is not None:
            after = page(after)


def _pay(bench: Bench, prize_record_id: str) -> None:
    """The work of the task and of the trigger on the record. Many run side by side, so the clock stands."""
    command = PayPrize(prize_record_id, "system:bench")
    record = bench.timed("pay_prize", lambda: pay_prize(command, ports=bench.world.ports)).record
    project_winner(record.user_id, ports=bench.world.ports)


def _sweep(bench: Bench) -> None:
    ports = bench.world.ports
    with bench.store.slowly():
        bench.timed("refresh_fundings", lambda: refresh_fundings(ports=ports))
        bench.timed("refresh_own_money", lambda: refresh_own_money(ports=ports))
        bench.timed("wake_pools", lambda: wake_pools(ports=ports))


def _settled(bench: Bench) -> None:
    bench.world.clock.advance(days=1)
    _sweep(bench)
    bench.world.clock.advance(days=1)
    _sweep(bench)


def _report(bench: Bench, winners: int, recorded: float, drained: float, violations: int) -> None:
    found = bench.world.store.query(Query("prizeRecords", where=[("challengeId", "==", CHALLENGE)]))
    paid = sum(one.fields["status"] == PrizeStatus.PAID.value for one in found)
    pool = Pool.of(bench.world.store.get(pool_path(CHALLENGE)))
    path, times = bench.store.busiest()
    for name, (clock, cpu) in bench.took.items():
        typer.echo(f"{name}: {bench.calls[name]} calls, the longest {clock:.1f} s, {cpu:.2f} s of CPU")
    typer.echo(
        f"winners {winners} | recorded in {recorded:.0f} s | paid {paid} in {drained:.0f} s, "
        f"{paid / drained:.1f} a second | the pool is {pool.phase.value} | the most written document {path}: "
        f"{times} times in {WINDOW_SECONDS} s | invariants violated {violations}"
    )
    longest = max(clock for clock, _ in bench.took.values())
    in_time = longest < bench.world.ports.settings.function_timeout_seconds and times <= WINDOW_SECONDS
    right = paid == winners and not violations and pool.phase is PoolPhase.SETTLED
    raise typer.Exit(0 if in_time and right else 1)


if __name__ == "__main__":
    app()
