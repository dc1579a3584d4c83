"""One seed's world: the real use cases, behind doors that lose, repeat and delay what passes through them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from pulse.accounts import OpenAccount, open_account
from pulse.backoffice import reconcile, sweep
from pulse.backoffice.approvals import ApproveAct, RequestAct
from pulse.backoffice.sweep.stale_projections import OVERLAP
from pulse.backoffice.sweep.sweep import STEPS, SweepStep
from pulse.errors import PulseError
from pulse.inbox import handle_event, receive_event
from pulse.outside.memory_sign_ins import MemorySignIns
from pulse.outside.memory_store import MemoryStore
from pulse.outside.stripe_client import StripeClient
from pulse.pools import CompletePoolFunding, complete_pool_funding
from pulse.ports import Document, Ports
from pulse.ports.store import Unchanged, Write
from pulse.prizes import (
    AwardPrizes,
    PaymentOutcome,
    PayPrize,
    award_prizes,
    fan_out_prizes,
    hold_prizes_of_cancelled,
    pay_prize,
    project_winner,
)
from pulse.settings import Settings
from stripe_emulator import Emulator
from stripe_emulator.in_process import EmulatorHTTPClient
from stripe_emulator.in_process import client as stripe_in_process
from stripe_emulator.world.webhooks import Delivery, signature
from tests.simulation.absent import watch_unclaimed
from tests.simulation.faults import HOUR, MINUTE, SKEW_SECONDS_MAX, Faults, Profile
from tests.simulation.hostile import ALL_RIGHTS, Traces
from tests.simulation.outside import QuietAlerts, SimulatedQueue, SimulatedStore, SimulatedStripe, Weather
from tests.simulation.people import decide
from tests.simulation.platform import ADDRESS, platform_of
from tests.simulation.pool_claims import watch_pools
from tests.simulation.pools import Paid
from tests.simulation.rounds import Sales, follow_round
from tests.simulation.scheduler import EPOCH, Killed, Scheduler, SimulatedClock
from tests.world import WITHOUT_LIMITS

SETTINGS = Settings(
    environment="test",
    site_url="https://pulse.example",
    stripe_network_retries=0,
    app_check="off",
    settlement_currencies=("usd", "eur", "kwd"),
    payout_approval_cap_cents=40_000,  # the largest prizes wait for a second person
    # Where nobody pays in, what is promised is paid; an award is reviewed for two minutes.
    unfunded_pools="allow",
    pool_maturity_days=0,
    pool_maturity_first_days=0,
    pool_maturity_large_days=0,
    award_review_seconds=120,
    award_review_large_seconds=120,
    prize_claim_days=1,
    approval_lifetime_seconds=1_200,  # what was asked for, and could not be done, is asked for again
    **WITHOUT_LIMITS,
    catch_up_seconds=3 * 3_600,  # later than in production: harsher, and half the Stripe calls
)
UNPAID = {"pending", "processing"}
KEY = "rk_test_simulation"
JUDGES_KEY = "sk_test_simulation"
"""What looks on from outside the play keeps every right."""
TRIGGER_ATTEMPTS_MAX = 12
POOLS_REST = timedelta(hours=2)
"""While there are faults, no sweep is for pools alone sooner than this after the last one."""
POOLS_REST_HEALED = timedelta(minutes=45)
"""The same from two hours after the faults on: what waits for people is due every ten minutes."""
IN_TIME = OVERLAP - timedelta(seconds=2 * SKEW_SECONDS_MAX)


@dataclass(frozen=True)
class Design:
    """How the system under test is put together. A mutant replaces a part of it."""

    pay: Callable[[PayPrize, Ports], PaymentOutcome] = lambda command, ports: pay_prize(command, ports=ports)
    handle: Callable[[str, Ports], Any] = lambda event_id, ports: handle_event(event_id, ports=ports)
    store: Callable[[Any], Any] = lambda store: store
    alerts: Callable[[Any], Any] = lambda alerts: alerts
    settings: Settings = SETTINGS
    accounts: str | None = None
    """`v1` or `v2`: by which API accounts are made; None: the seed says."""
    opens: Callable[[OpenAccount, Ports], Any] = lambda command, ports: open_account(command, ports=ports)
    stripe: Callable[[Any], Any] = lambda stripe: stripe
    completes: Callable[[CompletePoolFunding, Ports], Any] = lambda command, ports: complete_pool_funding(
        command, ports=ports
    )
    awards: Callable[[AwardPrizes, Ports], Any] = lambda command, ports: award_prizes(command, ports=ports)
    decides: Callable[[RequestAct | ApproveAct, Ports], Any] = decide
    sweep_steps: Sequence[SweepStep] = STEPS
    reconciles: bool = True


@dataclass
class Acts:
    """What people really did, to compare the records with."""

    canceled: set[str] = field(default_factory=set)
    reissued: Counter[str] = field(default_factory=Counter)
    closed_accounts: set[str] = field(default_factory=set)
    winners: set[str] = field(default_factory=set)
    participants: dict[str, set[str]] = field(default_factory=dict)
    """Who took part, by challenge."""


class SimulatedWorld:
    def __init__(self, seed: int, profile: Profile, design: Design, trace: list[str] | None = None) -> None:
        self.seed, self.profile, self.design = seed, profile, design
        self.platform = platform_of(seed, profile, design.accounts)
        settings = design.settings.model_copy(update=self.platform.settings())
        self.random = Random(seed)
        self.scheduler = Scheduler(self.random, trace)
        self.faults = Faults(self.random, profile, self.scheduler.note)
        self.weather = Weather(self.scheduler, self.faults)
        self.memory = MemoryStore()
        self.emulator = Emulator(clock=self.scheduler.unix, seed=seed)
        self.http = SimulatedStripe(self.emulator, self.weather, self.pump_webhooks)
        self.http.announced = self._announced
        self.alerts = QuietAlerts()
        self.queue = SimulatedQueue(self.weather, self.deliver_task)
        self.crashes: list[str] = []
        self.acts = Acts()
        self.sales = Sales()
        self.paid = Paid()
        self.traces = Traces(rights=self.http.missing_rights)
        self.when_healed: list[Callable[[], None]] = []
        self.set_rights(ALL_RIGHTS)
        self.slow: list[str] = []
        self.committed_late: set[str] = set()
        """Winners whose prizes a worker changed after it froze for longer than a function lives. If the
        trigger is lost too, no sweep looks back that far: only the daily full comparison finds the change."""
        self.stopped: list[str] = []
        """Prizes and events that waited for a person without a good reason."""
        self._seen_version = -1
        self.sweep_by = 0.0
        self.healed_at = 0.0
        self.swept_at = EPOCH
        self.loop = 0
        """The number of the loop of ticks that is in use; an older one ends."""
        self._due_at: datetime | None = None
        self.store = SimulatedStore(self.memory, self.weather, self.committed)
        ids = iter(range(10**9))
        self.ports = Ports(
            store=design.store(self.store),
            stripe=design.stripe(StripeClient(KEY, settings, http_client=self.http)),
            queue=self.queue,
            clock=SimulatedClock(self.scheduler),
            alerts=design.alerts(self.alerts),
            sign_ins=MemorySignIns(),
            settings=settings,
            new_id=lambda: f"{seed}-{next(ids)}",
        )
        self.plain = Ports(
            store=self.memory,
            stripe=StripeClient(JUDGES_KEY, settings, http_client=EmulatorHTTPClient(self.emulator)),
            queue=self.queue,
            clock=SimulatedClock(self.scheduler),
            alerts=self.alerts,
            sign_ins=MemorySignIns(),
            settings=settings,
            new_id=lambda: f"plain-{next(ids)}",
        )
        """The same world without faults: to set the scene, and to look at it afterwards."""
        self.sdk = stripe_in_process(self.emulator)
        self.secrets = {endpoint: self._endpoint(endpoint) for endpoint in ("platform", "connect")}
        self.thin_secret = self.platform.set_up(self.emulator)
        for kind in self.platform.notes():
            self.faults.note(kind, "world")
        self._undelivered: list[Delivery] = []
        """What was lost on its way, about connected accounts. Stripe tries again for three days."""

    def set_rights(self, rights: Mapping[str, str]) -> None:
        """What our key may do at Stripe, by noun."""
        self.emulator.state.restricted_keys[KEY] = dict(rights)

    # Doors

    def run_actor(self, work: Callable[[], Any]) -> None:
        self.spawn(0, work)

    def spawn(
        self,
        seconds: float,
        work: Callable[[], Any],
        failed: Callable[[], None] | None = None,
        *,
        skew: float | None = None,
    ) -> None:
        """Start a process some time from now. It may die; then its caller sees a failure.

        *skew*: by how many seconds its clock is wrong, if that is not by chance.
        """

        def guarded() -> None:
            try:
                work()
            except Killed:
                if failed is not None:
                    failed()
            except PulseError:
                if failed is not None:
                    failed()
            except Exception as error:  # noqa: BLE001 - any crash is a violation
                self.crashes.append(f"{type(error).__name__}: {error}")
                if failed is not None:
                    failed()

        clock = self._skew if skew is None else lambda: skew
        self.scheduler.after(seconds, self.scheduler.actor(guarded, skew=clock))

    def _skew(self) -> float:
        return 0.0 if self.faults.healed else (self.random.random() * 2 - 1) * SKEW_SECONDS_MAX

    def deliver_task(self, queue: str, payload: dict[str, Any], seconds: float, attempt: int = 1) -> None:
        def again() -> None:
            if attempt < self.design.settings.payout_attempts_max:
                wait = min(2.0 ** min(attempt, 30), self.design.settings.retry_seconds_max)
                self.deliver_task(queue, payload, wait, attempt + 1)

        self.spawn(seconds, lambda: self._task(queue, payload), again)

    def _task(self, queue: str, payload: dict[str, Any]) -> None:
        match queue:
            case "payprize":
                command = PayPrize(payload["prizeRecordId"], "system:payprize", if_due=True)
                if self.design.pay(command, self.ports).repeat:
                    raise PulseError("deliver again")
            case "fanoutprizes":
                fan_out_prizes(
                    payload["challengeId"], payload["after"], payload["occasion"], ports=self.ports
                )
            case "handleevent":
                self.design.handle(payload["eventId"], self.ports)

    def committed(self, writes: Sequence[Write]) -> None:
        """Call Firestore's triggers, at least once, or not at all when a fault strikes."""
        if self.paid.challenges:
            watch_pools(self, writes)
            watch_unclaimed(self, writes)
        for write in writes:
            if isinstance(write, Unchanged):
                continue
            collection, _, document_id = write.path.partition("/")
            if collection == "prizeRecords":
                user_id = self.memory.get(write.path).fields["userId"]
                if self.scheduler.now() - write.fields.get("updatedAt", self.scheduler.now()) > IN_TIME:
                    self.committed_late.add(user_id)
                self._trigger(
                    "trigger.prize", lambda user_id=user_id: project_winner(user_id, ports=self.ports)
                )
            elif collection == "challenges" and write.fields.get("status") == "completed":
                self._trigger("trigger.challenge", lambda cid=document_id: self.award(cid))
            elif collection == "challenges" and write.fields.get("status") == "cancelled":
                self._trigger("trigger.challenge", lambda cid=document_id: self.hold(cid))

    def _trigger(self, step: str, work: Callable[[], Any], attempt: int = 1) -> None:
        struck = self.faults.draw(self.faults.delivery, step) if attempt == 1 else None

        def again() -> None:
            if attempt < TRIGGER_ATTEMPTS_MAX:
                self.scheduler.after(10 * attempt, lambda: self._trigger(step, work, attempt + 1))

        for _ in range({"lost": 0, "duplicated": 2}.get(struck or "", 1)):
            self.spawn(self.random.random() * (HOUR if struck == "delayed" else 3), work, again)

    def award(self, challenge_id: str) -> None:
        self.design.awards(AwardPrizes(challenge_id, "system:test"), self.ports)

    def hold(self, challenge_id: str) -> None:
        hold_prizes_of_cancelled(challenge_id, actor="system:test", ports=self.ports)

    def changed(self, challenge_id: str) -> None:
        """Call the trigger for a challenge that someone changed while it is on sale."""
        self._trigger(f"trigger.{challenge_id}", lambda: follow_round(self))

    # Webhooks

    def _endpoint(self, name: str) -> str:
        """Create a webhook endpoint at Stripe; returns its signing secret."""
        params = {
            "url": f"{ADDRESS}/{name}",
            "enabled_events": ["*"],
            "connect": name == "connect",
        }
        return str(self.sdk.v1.webhook_endpoints.create(params).secret)

    def pump_webhooks(self) -> None:
        for delivery in self.emulator.due_deliveries():
            struck = self.faults.draw(self.faults.delivery, f"webhook.{delivery.event_type}")
            self.emulator.delivered(delivery.id, 200)  # repeats are made here, and what is lost stays lost
            if struck == "lost" and delivery.account is not None:
                self._undelivered.append(delivery)
            copies = {"lost": 0, "duplicated": 3}.get(struck or "", 1)
            for _ in range(copies):
                seconds = self.random.random() * (2 * HOUR if struck == "delayed" else 5)
                self.spawn(seconds, lambda d=delivery: self._receive(d))

    def deliver_the_lost(self) -> None:
        """Stripe tries again what was lost a day ago: each says what was true then."""
        chance = Random(f"{self.seed}:lost")
        for delivery in self._undelivered:
            self.faults.note("arrived_a_day_late", f"webhook.{delivery.event_type}")
            self.spawn(chance.random() * MINUTE, lambda d=delivery: self._receive(d))

    def _receive(self, delivery: Delivery) -> None:
        """Both secrets are known to the endpoint that the thin events go to."""
        endpoint = delivery.url.rpartition("/")[2]
        known = [self.secrets[endpoint]]
        if self.thin_secret is not None and self.platform.thin_endpoint == endpoint:
            known.append(self.thin_secret)
        used = known[-1] if delivery.event_type.startswith("v2.") else known[0]
        receive_event(
            endpoint,
            delivery.payload,
            signature(delivery.payload, used, int(self.scheduler.unix())),
            secrets=known,
            ports=self.ports,
        )

    def _announced(self, key: str) -> bool:
        stored = (*self.memory.peek("prizeRecords"), *self.memory.peek("corrections"))
        attempts = (document.fields.get("attempt") for document in stored)
        return any(attempt is not None and attempt["key"] == key for attempt in attempts)

    # Time passing

    def tick(self, until: float, loop: int = 0) -> None:
        """Sweep from time to time if anything is due: late while there are faults, on time after them."""
        if self.scheduler.elapsed >= until or loop != self.loop:
            return
        if self._anything_due() or (self.faults.healed and self.scheduler.elapsed >= self.sweep_by):
            # Production sweeps every five minutes, also with nothing due. To save time that is rarer here.
            self.sweep_by = self.scheduler.elapsed + (15 * MINUTE if self._just_healed() else 3 * HOUR)
            self.run_actor(self.sweep)
        minutes = 5 if self.faults.healed else self.random.choice((10, 20, 40))
        self.scheduler.after(minutes * MINUTE, lambda: self.tick(until, loop))

    def _just_healed(self) -> bool:
        return self.faults.healed and self.scheduler.elapsed < self.healed_at + 2 * HOUR

    def sweep(self) -> None:
        """The sweep continues after a step that fails; here a bug in a step counts as a crash."""
        self.swept_at, self._seen_version = self.scheduler.now(), -1
        for step in sweep(ports=self.ports, steps=self.design.sweep_steps).steps:
            self._notice(f"sweep {step.name}", [step.error or "", *step.result.problems])

    def _reconcile(self) -> None:
        self._notice("reconcile", reconcile(ports=self.ports).problems)

    def _notice(self, who: str, problems: Iterable[str]) -> None:
        """Note crashes: our errors have a code in small letters, any other name is a bug."""
        words = [problem.rpartition(" ")[2] for problem in problems]
        self.crashes += [f"{who}: {word}" for word in words if word[:1].isupper() and word != "Conflict"]

    def reconcile_every(self, seconds: float, until: float) -> None:
        if self.scheduler.elapsed >= until or not self.design.reconciles:
            return
        self.run_actor(self._reconcile)
        self.scheduler.after(seconds, lambda: self.reconcile_every(seconds, until))

    def _anything_due(self) -> bool:
        """A sweep with nothing due does nothing: skipping it saves most of the simulation's time."""
        if self._seen_version != self.memory.version:
            self._seen_version, self._due_at = self.memory.version, min(self._due_times(), default=None)
        return self._due_at is not None and self._due_at <= self.scheduler.now()

    def _due_times(self) -> Iterator[datetime]:
        for collection in ("prizeRecords", "payments", "corrections"):
            for document in self.memory.peek(collection):
                due = document.fields.get("nextCheckAt")
                if due is not None and (collection != "prizeRecords" or document.fields["status"] in UNPAID):
                    yield due
        yield from self._pools_due()
        patience = timedelta(seconds=self.design.settings.outbox_age_seconds)
        for event in self.memory.peek("stripeEvents"):
            if event.fields["status"] == "received":
                yield event.fields["receivedAt"] + patience
        for challenge in self.memory.peek("challenges"):
            if self._waits_for_award(challenge):
                yield EPOCH

    def _pools_due(self) -> Iterator[datetime]:
        rests = self._pools_rest()
        for collection in ("poolFundings", "prizePools"):
            for document in self.memory.peek(collection):
                due = document.fields.get("nextCheckAt")
                if due is not None:
                    yield max(due, self.swept_at + rests)

    def _pools_rest(self) -> timedelta:
        if not self.faults.healed:
            return POOLS_REST
        return timedelta(0) if self._just_healed() else POOLS_REST_HEALED

    def _waits_for_award(self, challenge: Document) -> bool:
        if challenge.fields["status"] != "completed" or challenge.id in self.traces.challenges:
            return False
        if challenge.id in self.paid.challenges and not challenge.fields["prizeMoney"]["totalAmount"]:
            return False  # everything went back before the end
        award = self.memory.get(f"awards/{challenge.id}")
        return award is None or award.fields["status"] != "recorded"
