"""Run seeds and sum up what they show."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pulse import log
from tests.simulation.faults import Profile, profile_of
from tests.simulation.one_after_another import one_after_another
from tests.simulation.play import Play
from tests.simulation.verdict import Verdict, judge
from tests.simulation.world import Design, SimulatedWorld

COLLECT_EVERY = 40
"""A world is many small objects that die together: collecting more often is wasted time."""


@dataclass
class Outcome:
    seed: int
    profile: str
    accounts: str
    """`v1` or `v2`: by which API its accounts were made."""
    verdict: Verdict
    faults: Counter[str]
    pairs: set[tuple[str, str]]
    steps: int
    cpu_seconds: float


@dataclass
class Summary:
    seeds: int = 0
    cpu_seconds: float = 0
    accounts: Counter[str] = field(default_factory=Counter)
    """How many seeds made their accounts by which API."""
    payouts: int = 0
    steps: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    double: int = 0
    overlaps: int = 0
    lost: int = 0
    stuck: int = 0
    books: int = 0
    promises: int = 0
    uncovered: int = 0
    in_review: int = 0
    returned_twice: int = 0
    alone: int = 0
    crashes: int = 0
    paid_after_seconds_max: float = 0
    failing: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        verdict = outcome.verdict
        self.seeds += 1
        self.cpu_seconds += outcome.cpu_seconds
        self.accounts[outcome.accounts] += 1
        self.payouts += verdict.payouts
        self.steps += outcome.steps
        self.faults.update(outcome.faults)
        self.pairs |= outcome.pairs
        self.double += len(verdict.double)
        self.overlaps += len(verdict.overlaps)
        self.promises += len(verdict.promises)
        self.lost += len(verdict.lost)
        self.stuck += len(verdict.stuck)
        self.books += len(verdict.books)
        self.uncovered += len(verdict.uncovered)
        self.in_review += len(verdict.in_review)
        self.returned_twice += len(verdict.returned_twice)
        self.alone += len(verdict.alone)
        self.crashes += len(verdict.crashes)
        self.paid_after_seconds_max = max(self.paid_after_seconds_max, verdict.paid_after_seconds_max)
        if verdict.violations:
            self.failing.append(outcome)


def run_seed(
    seed: int,
    *,
    design: Design | None = None,
    profile: Profile | None = None,
    trace: list[str] | None = None,
) -> Outcome:
    """Play one world to its end and judge it. *trace* gets a line for every step and fault."""
    profile = profile or profile_of(seed)
    if seed % COLLECT_EVERY == 0:
        gc.collect()
    gc.disable()
    started = time.process_time()
    try:
        with log.muted(), one_after_another():
            world = SimulatedWorld(seed, profile, design or Design(), trace)
            Play(world).run()
            verdict = judge(world)
    finally:
        gc.enable()
    cpu_seconds = time.process_time() - started
    faults, steps = world.faults, world.scheduler.steps
    accounts = world.platform.accounts
    return Outcome(seed, profile.name, accounts, verdict, faults.hit, faults.pairs, steps, cpu_seconds)


def run_seeds(
    seeds: Iterable[int], *, design: Design | None = None, profile: Profile | None = None
) -> Summary:
    summary = Summary()
    for seed in seeds:
        summary.add(run_seed(seed, design=design, profile=profile))
    return summary
