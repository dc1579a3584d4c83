"""The ports with faults: the real SDK on the emulator, the memory store and a queue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import stripe

from pulse.errors import OutcomeUnknown, StoreUnavailable
from pulse.outside.memory_store import MemoryStore
from pulse.ports import Alert, Document
from pulse.ports.store import Masks, Query, Totals, Write
from stripe_emulator import Emulator
from stripe_emulator.in_process import EmulatorHTTPClient
from tests import quiet_sdk
from tests.simulation.faults import HOUR, MINUTE, ODD_REFUSAL, Faults
from tests.simulation.scheduler import Actor, Killed, Scheduler

LATE_SECONDS_MAX = 30 * MINUTE
"""How late Stripe may execute a request, at most: the quiet period relies on it."""
TIMEOUT_SECONDS = 20.0
_DESTINATION = re.compile(r"destination=(\w+)")
_RIGHT = re.compile(r"rak_\w+")
_ID = re.compile(r"(acct|tr|pi|re|po|ch|evt|du|dp)_\w+")


quiet_sdk.install()


def _noun(url: str) -> str:
    """What a request is about, such as `transfers/ID`; of API v2 with its version: `v2/core/accounts`."""
    _, v1, path = url.partition("?")[0].partition("/v1/")
    return _ID.sub("ID", path if v1 else f"v2/{url.partition('?')[0].partition('/v2/')[2]}")


class Weather:
    """What may happen to a process at any call: it always pauses, sometimes freezes, and sometimes dies."""

    def __init__(self, scheduler: Scheduler, faults: Faults) -> None:
        self.scheduler = scheduler
        self.faults = faults

    def step(self, name: str, *, seconds: float = 0.05, may_freeze: bool = True) -> None:
        actor = Actor.running()
        if actor is not None and actor.killed:
            raise Killed(name)  # `finally` and `__exit__` still run here; in a dead process they would not
        if self.scheduler.traced:
            self.scheduler.note(name)
        if not self.faults.healed:
            self._strike(name, actor, may_freeze=may_freeze)
        self.scheduler.pause(self.faults.random.random() * seconds)

    def _strike(self, name: str, actor: Actor | None, *, may_freeze: bool) -> None:
        odds = self.faults.process_odds(self.scheduler.elapsed, name, may_freeze=may_freeze)
        struck = self.faults.draw(odds, name)
        if struck == "kill":
            if actor is not None:
                actor.killed = True
            raise Killed(name)
        if struck == "freeze":
            self.scheduler.pause(self.faults.random.random() ** 3 * 4 * HOUR)


class SimulatedStore:
    """The memory store as a process reaches it over a network; the process may die."""

    def __init__(
        self, inner: MemoryStore, weather: Weather, committed: Callable[[Sequence[Write]], None]
    ) -> None:
        self.inner = inner
        self._weather = weather
        self._committed = committed
        self.before_commit: Callable[[Sequence[Write]], None] = lambda writes: None
        """Called with what is about to be committed: what others do just then."""

    def get(self, path: str, fields: Sequence[str] | None = None) -> Document | None:
        self._before("store.get")
        return self.inner.get(path, fields)

    def get_all(self, paths: Sequence[str], masks: Masks | None = None) -> dict[str, Document]:
        self._before("store.get_all")
        return self.inner.get_all(paths, masks)

    def query(self, query: Query) -> list[Document]:
        self._before("store.query")
        return self.inner.query(query)

    def totals(self, query: Query, sums: Sequence[str] = ()) -> Totals:
        self._before("store.totals")
        return self.inner.totals(query, sums)

    def commit(self, writes: Sequence[Write]) -> list[Any]:
        step = f"commit.{writes[0].path.partition('/')[0]}"
        self._before(step)
        struck = self._weather.faults.draw(self._weather.faults.store, step)
        if struck == "store_abort":
            raise StoreUnavailable("aborted")
        self.before_commit(writes)
        versions = self.inner.commit(writes)
        self._committed(writes)
        self._weather.step(f"{step}.done")
        if struck == "store_commit_then_raise":
            raise StoreUnavailable("deadline exceeded after the commit")
        return versions

    def _before(self, step: str) -> None:
        self._weather.step(step)
        if self._weather.faults.down("store", self._weather.scheduler.elapsed, step):
            raise StoreUnavailable("down")


class SimulatedStripe(stripe.HTTPClient):
    """The SDK's HTTP client: requests are lost, arrive late, or fail."""

    name = "simulated"

    def __init__(self, emulator: Emulator, weather: Weather, answered: Callable[[], None]) -> None:
        super().__init__()
        self._inner = EmulatorHTTPClient(emulator)
        self._emulator = emulator
        self._weather = weather
        self._answered = answered
        self.sending: dict[str, int] = {}
        """How many requests for a transfer are on their way, by record."""
        self.overlaps: list[str] = []
        self.bodies: dict[str, Any] = {}
        """The body that was first sent with each key."""
        self.broken_promises: list[str] = []
        self.announced: Callable[[str], bool] = lambda key: True
        """Whether a stored record has the key."""
        self.missing_rights: Counter[str] = Counter()
        """How often Stripe said that our key lacks a right."""
        self.before_transfer: Callable[[str], None] = lambda destination: None
        """Called with the account that a transfer is about to go to."""

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[str, int, Mapping[str, str]]:
        step = f"{method.upper()} {_noun(url)}"
        key = (headers or {}).get("Idempotency-Key", "") if step == "POST transfers" else ""
        if key and self.bodies.setdefault(key, post_data) != post_data:
            self.broken_promises.append(f"{key} was sent with other parameters")
        if key and not self.announced(key):
            self.broken_promises.append(f"{key} was sent before it was stored")
        with self._on_its_way(key.rpartition(":")[0]):
            answer = self._send(step, method, url, headers, post_data)
        self._weather.step(f"{step}.answered", seconds=0.3)
        return answer

    @contextmanager
    def _on_its_way(self, record: str) -> Iterator[None]:
        """Notes an overlap: leases are there so that two workers never send the same at once."""
        if not record:
            yield
            return
        self.sending[record] = self.sending.get(record, 0) + 1
        if self.sending[record] > 1:
            self.overlaps.append(record)
        try:
            yield
        finally:
            self.sending[record] -= 1

    def _send(self, step: str, method: str, url: str, headers: Any, post_data: Any) -> Any:
        weather = self._weather
        # The protocol assumes that nothing freezes between the check of the deadline and the socket.
        weather.step(step, seconds=0.3, may_freeze=method.upper() != "POST")
        if weather.faults.down("stripe", weather.scheduler.elapsed, step):
            raise stripe.APIConnectionError("down")
        if step == "POST transfers" and (destination := _DESTINATION.search(post_data)):
            self.before_transfer(destination[1])
        kind = weather.faults.choose(weather.faults.stripe_odds(weather.scheduler.elapsed, step))
        try:
            return self._ask(kind, step, method, url, headers, post_data)
        except stripe.APIConnectionError:
            weather.scheduler.pause(TIMEOUT_SECONDS)
            raise
        finally:
            self._answered()

    def _ask(self, kind: str | None, step: str, *request: Any) -> Any:
        """Send one request with the fault *kind*, which counts only if it struck."""
        faults, chance = self._weather.faults, self._weather.faults.random
        if kind is not None:
            # Stripe promises to keep the answer of what had an effect.
            keeps_key = kind not in {"late", "error"} or (not faults.profile.tides and chance.random() < 0.5)
            delay = chance.random() * LATE_SECONDS_MAX
            if kind == ODD_REFUSAL:
                self._emulator.faults.add("error", count=1, status=422)
                self._emulator.faults.add("refusal_not_kept", count=1)
            else:
                self._emulator.faults.add(kind, count=1, delay=delay, keeps_key=keeps_key)
        try:
            answer = self._inner.request(*request)
            if answer[1] == 403 and (lacked := _RIGHT.search(answer[0])):
                self.missing_rights[lacked[0]] += 1
                faults.note("right_lost", step)
            return answer
        finally:
            if kind is not None and not self._emulator.faults.rules():
                faults.note(kind, step)
            self._emulator.faults.clear()

    def close(self) -> None:
        self._inner.close()


class SimulatedQueue:
    """Cloud Tasks: delivers later, usually at least once, and sometimes does not answer the caller."""

    def __init__(self, weather: Weather, deliver: Callable[[str, dict[str, Any], float], None]) -> None:
        self._weather = weather
        self._deliver = deliver
        self._names: set[str] = set()

    def enqueue(
        self, queue: str, payload: Mapping[str, Any], *, name: str | None = None, delay_seconds: float = 0
    ) -> None:
        step = f"enqueue.{queue}"
        self._weather.step(step)
        struck = self._weather.faults.draw(self._weather.faults.delivery, step)
        if struck == "lost" and self._weather.faults.random.random() < 0.5:
            raise OutcomeUnknown("the queue does not answer")
        if name is None or name not in self._names:
            if name is not None:
                self._names.add(name)
            self._copies(queue, dict(payload), struck, delay_seconds)
        self._weather.step(f"{step}.done")

    def _copies(self, queue: str, payload: dict[str, Any], struck: str | None, delay_seconds: float) -> None:
        chance = self._weather.faults.random
        copies = {"lost": 0, "duplicated": 2}.get(struck or "", 1)
        for _ in range(copies):
            late = chance.random() ** 2 * 2 * HOUR if struck == "delayed" else chance.random() * 2
            self._deliver(queue, payload, delay_seconds + late)


class QuietAlerts:
    def __init__(self) -> None:
        self.named: set[tuple[str, str | None]] = set()
        """The cause and the subject of each alert."""
        self.problems: set[str] = set()
        """The last word of each problem that an alert lists."""

    def raise_alert(self, alert: Alert) -> None:
        self.named.add((alert.cause, alert.subject))
        self.problems.update(str(one).rpartition(":")[2] for one in alert.facts.get("problems", ()))
