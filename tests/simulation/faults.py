"""What can go wrong, how often, and where it did. Each seed draws its odds; the profile sets their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
SKEW_SECONDS_MAX = 60.0
"""How far off a process's clock is, at most."""

MIDNIGHT_HOURS = (14.9, 15.1)
"""The first day begins at 9:00 UTC."""
EDGE_HOURS = (22.75, 24.2)
"""A key is not used again after 23 hours: a request sent just before may arrive just after."""

STRIPE_KINDS = (
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
    "late",
    "conflict",
    "rate_limit",
    "lock_timeout",
    "error",
    "error_after_effect",
    "refusal_not_kept",
)
ODD_REFUSAL = "odd_refusal"
"""A 4xx that nobody knows, and that Stripe does not keep under the key. Only for transfers."""
STORE_KINDS = ("store_abort", "store_commit_then_raise", "store_down")
PROCESS_KINDS = ("kill", "freeze")
DELIVERY_KINDS = ("lost", "duplicated", "delayed")


@dataclass(frozen=True)
class Profile:
    """What a kind of seed is biased towards."""

    name: str
    prizes_max: int = 5
    fault_days: float = 1.25
    stripe: float = 0.25
    """The highest odds that one Stripe call fails with one of the kinds."""
    store: float = 0.05
    kill: float = 0.06
    freeze: float = 0.02
    delivery: float = 0.4
    outage_hours_max: float = 24
    reversals: float = 0.15
    starved: float = 0.3
    flapping: float = 0.2
    new_accounts: float = 0.05
    """How likely it is that a winner leaves one account for another; drawn several times."""
    completed_at: tuple[float, float] = (0, 6)
    """Challenges end between these hours of the first day, which begins at 9:00 UTC."""
    expiry_edge: bool = False
    """For 22 hours no transfer gets through. Then the key ends, requests arrive late, and workers freeze."""
    hostile: float = 0
    """How likely it is that people write what does not fit, edit, cancel, or take a right; drawn for each."""
    midnight: bool = False
    """Prizes are first sent just before midnight, and most of those requests arrive after it."""
    tides: bool = False
    """For some hours money comes and goes every few minutes, and people release at once what has stopped."""
    openings: bool = False
    """Three more people open their accounts again and again, through all faults."""
    pools: float = 0.2
    """How likely it is that a challenge is paid in for by card. The shortest ones are not."""
    losses: float = 0.4
    """How likely it is that a bank or somebody else takes a payment into a pool back, or warns of it."""
    contests: float = 0.7
    """How likely it is that somebody contests the award of such a challenge; in each of its versions."""
    sponsored: float = 0.1
    """How likely it is that we pay into the pool of such a challenge ourselves."""
    absent: float = 0
    """How likely it is that a winner stays away: some come late, and some never."""
    reconcile_hours: float = 8
    kinds: tuple[str, ...] = STRIPE_KINDS


GENERIC = Profile("generic", hostile=0.15)
KEY_EXPIRY = Profile(
    "key_expiry",
    prizes_max=3,
    fault_days=2.5,
    stripe=0.85,
    kill=0.1,
    freeze=0.12,
    outage_hours_max=30,
    reversals=0,
    starved=0,
    flapping=0,
    kinds=("timeout_after", "late", "late", "error", "error_after_effect", "conflict"),
)
EXPIRY_EDGE = Profile(
    "expiry_edge",
    prizes_max=2,
    fault_days=1.2,
    stripe=0.02,
    store=0,
    kill=0.01,
    freeze=0,
    delivery=1.5,
    outage_hours_max=0,
    reversals=0,
    starved=0,
    flapping=0,
    new_accounts=0,
    completed_at=(0, 0.2),
    expiry_edge=True,
)
MIDNIGHT = Profile(
    "midnight",
    prizes_max=5,
    fault_days=0.9,
    store=0,
    kill=0.01,
    delivery=0.1,
    outage_hours_max=0,
    reversals=0,
    starved=0,
    flapping=0,
    new_accounts=0,
    completed_at=(14.95, 15),
    midnight=True,
)
NEW_ACCOUNTS = Profile(
    "new_accounts",
    fault_days=1.0,
    stripe=0.9,
    reversals=0,
    starved=0,
    flapping=0,
    new_accounts=1.0,
    kinds=("late", "timeout_before", "timeout_after", "reset_before"),
)
FUNDS_QUEUE = Profile("funds_queue", fault_days=1.25, starved=1.0, reversals=0.05, outage_hours_max=6)
REVERSAL = Profile("reversal", reversals=0.9, starved=0.0, delivery=0.8, fault_days=1.5)
FLAPPING = Profile("flapping", flapping=1.0, starved=0.1, fault_days=1.5)
TIDES_ODDS = {"late": 0.5, ODD_REFUSAL: 0.3, "refusal_not_kept": 0.9}
TIDES = Profile(
    "tides",
    prizes_max=5,
    fault_days=0.5,
    store=0,
    kill=0.01,
    freeze=0,
    delivery=0.2,
    outage_hours_max=0,
    reversals=0,
    starved=1.0,
    flapping=0,
    new_accounts=0,
    completed_at=(0, 0.2),
    tides=True,
)
HOSTILE = Profile("hostile", hostile=0.8, stripe=0.1, outage_hours_max=6, fault_days=1.0)
OPENINGS = Profile(
    "openings",
    prizes_max=2,
    stripe=0.8,
    delivery=1.0,
    fault_days=1.25,
    outage_hours_max=6,
    openings=True,
    kinds=("late", "timeout_before", "timeout_after", "reset_after", "conflict", "error_after_effect"),
)
ABSENT = Profile(
    "absent",
    prizes_max=4,
    fault_days=3.5,
    stripe=0.15,
    outage_hours_max=6,
    reversals=0.05,
    starved=0,
    flapping=0.1,
    completed_at=(3, 8),
    pools=1.0,
    losses=0.15,
    contests=0.3,
    absent=0.75,
)
"""Every challenge is paid in for, and many winners stay away longer than they have to claim their prize."""
EDGES = (
    KEY_EXPIRY, EXPIRY_EDGE, MIDNIGHT, FUNDS_QUEUE, REVERSAL, FLAPPING, NEW_ACCOUNTS, TIDES, HOSTILE, OPENINGS
)  # fmt: skip
CALM = Profile(
    "calm",
    stripe=0,
    store=0,
    kill=0,
    freeze=0,
    delivery=0,
    outage_hours_max=0,
    reversals=0,
    starved=0,
    flapping=0,
    new_accounts=0,
    losses=0,
    contests=0,
    sponsored=0,
)
"""Nothing goes wrong. It is only used to show that a mutant needs a fault to do harm."""
PROFILES = {profile.name: profile for profile in (GENERIC, ABSENT, *EDGES)}


def profile_of(seed: int) -> Profile:
    """Of ten seeds four are generic, in one winners stay away, and five take the edge profiles in turn."""
    if seed % 10 == 4:
        return ABSENT
    return GENERIC if seed % 2 == 0 else EDGES[seed // 2 % len(EDGES)]


def way_of(seed: int) -> str:
    """By which of Stripe's APIs the accounts of a seed are made: each profile comes by both."""
    return ("v1", "v2")[seed // (2 * len(EDGES)) % 2]


@dataclass
class Faults:
    """The faults of one seed. Each kind has its own odds, and none strikes after the healing."""

    random: Random
    profile: Profile
    tell: Callable[[str], None] = field(default=lambda what: None)
    healed: bool = False
    hit: Counter[str] = field(default_factory=Counter)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    outages: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chance, profile = self.random, self.profile
        self.stripe = {
            kind: chance.random() ** 2 * profile.stripe for kind in profile.kinds if chance.random() < 0.6
        }
        self.store = {kind: chance.random() ** 2 * profile.store for kind in STORE_KINDS[:2]}
        self.process = {
            "kill": chance.random() ** 2 * profile.kill,
            "freeze": chance.random() ** 2 * profile.freeze,
        }
        self._kill_alone = {"kill": self.process["kill"]}
        self.delivery = {kind: chance.random() ** 2 * profile.delivery for kind in DELIVERY_KINDS}
        self.edge_freeze = chance.choice((0.0, 0.5))
        for name in ("stripe", "store"):
            if chance.random() < 0.35:
                start = chance.random() * profile.fault_days * DAY
                hours = chance.random() ** 2 * profile.outage_hours_max * (1.0 if name == "stripe" else 0.2)
                self.outages[name] = [(start, start + hours * HOUR)]

    def draw(self, odds: dict[str, float], step: str) -> str | None:
        """Draw which of the kinds strikes at *step*, if any, and note it."""
        kind = self.choose(odds)
        if kind is not None:
            self.note(kind, step)
        return kind

    def choose(self, odds: dict[str, float]) -> str | None:
        """Draw which of the kinds is to strike; the caller notes it once it has struck."""
        if self.healed:
            return None
        draw = self.random.random
        for kind, odd in odds.items():
            if draw() < odd:
                return kind
        return None

    def process_odds(self, elapsed: float, step: str, *, may_freeze: bool) -> dict[str, float]:
        """What may happen to a process at *step*; around the end of a key it freezes after its claim."""
        if self.profile.expiry_edge and step == "commit.prizeRecords.done":
            at_the_edge = EDGE_HOURS[0] <= elapsed / HOUR < EDGE_HOURS[1]
            return {**self.process, "freeze": self.edge_freeze} if at_the_edge else self.process
        return self.process if may_freeze else self._kill_alone

    def stripe_odds(self, elapsed: float, step: str) -> dict[str, float]:
        """What may happen to a request; until shortly before the end of a key no transfer gets through."""
        if self.profile.tides:
            return TIDES_ODDS if step == "POST transfers" else {}
        if self.profile.midnight and MIDNIGHT_HOURS[0] <= elapsed / HOUR < MIDNIGHT_HOURS[1]:
            return {"late": 0.9} if step == "POST transfers" else {}
        if not self.profile.expiry_edge or step != "POST transfers":
            return self.stripe
        before = elapsed / HOUR < EDGE_HOURS[0]
        return {"reset_before": 1.0} if before else {"late": 0.6, "timeout_before": 0.5}

    def down(self, what: str, elapsed: float, step: str) -> bool:
        if self.healed or what not in self.outages:
            return False
        if not any(start <= elapsed < end for start, end in self.outages[what]):
            return False
        self.note(f"{what}_down", step)
        return True

    def note(self, kind: str, step: str) -> None:
        self.tell(f"FAULT {kind} at {step}")
        self.hit[kind] += 1
        self.pairs.add((kind, step))
