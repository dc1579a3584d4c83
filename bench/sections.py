"""The sections of the report. Each measures in turns: ours, its floor, and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench import prizes, sweep
from bench.figures import Figure, percentile
from bench.functions import CASES, FLOORS, Case, measure

BY_NAME = {case.name: case for case in CASES}
Environment = Mapping[str, str]
Runs = dict[str, list[dict[str, Any]]]
Step = Callable[[str], None]
"""Told what is measured next."""


@dataclass(frozen=True)
class Size:
    rounds: int
    warm: int
    threads: tuple[int, ...]
    payments: int
    due: tuple[int, ...]

    @property
    def steps(self) -> int:
        """How often the sections say what is next."""
        threads = len(self.threads) * len(FLOORS) * 2 * self.rounds
        return self.rounds * len(CASES) + threads + self.rounds + len(self.due)


WHOLE = Size(rounds=5, warm=200, threads=(1, 8, 32), payments=500, due=(50, 100, 200))
QUICK = Size(rounds=1, warm=20, threads=(1, 8), payments=50, due=(5, 10))


def cold_start(size: Size, environment: Environment, step: Step) -> Iterator[Figure]:
    runs = _in_turns(CASES, size, environment, step)
    for key, unit in (("cpu_ms", "ms of CPU"), ("memory_mb", "MB"), ("modules", "modules")):
        for name, measured in runs.items():
            floor = FLOORS.get(name, "")
            yield Figure(
                "Cold start",
                f"{name}: {unit} until the first answer",
                unit,
                tuple(one[key] for one in measured),
                tuple(one[key] for one in runs.get(floor, ())),
                floor,
            )
    for name in FLOORS:
        yield from _imports(name, runs[name])


def _imports(name: str, measured: list[dict[str, Any]]) -> Iterator[Figure]:
    packages: dict[str, list[float]] = defaultdict(list)
    for one in measured:
        for package, took in one["imports"].items():
            packages[package].append(took)
    heaviest = sorted(packages.items(), key=lambda pair: -sum(pair[1]))[:15]
    for package, took in heaviest:
        yield Figure(f"Imports of {name}", package, "ms of CPU", tuple(took))


def warm_calls(size: Size, environment: Environment, step: Step) -> Iterator[Figure]:
    """Each answer's CPU, with one thread and with many; how many a second, and how long the slowest take."""
    for threads in size.threads:
        cases = [BY_NAME[one] for pair in FLOORS.items() for one in pair]
        runs = _in_turns(cases, size, environment, step, warm=size.warm, threads=threads)
        for name, floor in FLOORS.items():
            ours, plain = runs[name], runs[floor]
            where = f"{threads} threads" if threads > 1 else "1 thread"
            for title, unit, value in (
                ("CPU of an answer", "ms of CPU", lambda one: one["warm_cpu_ms"]),
                ("answers", "a second", lambda one: one["a_second"]),
                ("p50", "ms", lambda one: percentile(one["latencies_ms"], 0.5)),
                ("p99", "ms", lambda one: percentile(one["latencies_ms"], 0.99)),
                ("memory afterwards", "MB", lambda one: one["warm_memory_mb"]),
            ):
                samples, bare = tuple(map(value, ours)), tuple(map(value, plain))
                yield Figure(f"Warm: {name}", title, unit, samples, bare, floor, x=where)


def payments(size: Size, _environment: Environment, step: Step) -> Iterator[Figure]:
    """The use case, Stripe's SDK and the emulator, in one process."""
    samples = []
    for cpu in prizes.payment_rounds(size.payments, size.rounds):
        step("payments")
        samples.append(cpu)
    yield Figure("Payments", "CPU of one payment", "ms of CPU", tuple(samples))


def growth(size: Size, _environment: Environment, step: Step) -> Iterator[Figure]:
    """A sweep's work for each due record: flat if its cost follows what is due."""
    for due in size.due:
        step(f"a sweep over {due} due records of each kind")
        cost = sweep.cost_of(due)
        x, cpu_ms = f"{due} due", cost.cpu_seconds * 1_000 / due
        yield Figure("Growth", "CPU of a sweep by due record", "ms of CPU", (cpu_ms,), x=x)
        yield Figure("Growth", "answers of the store by due record", "answers", (cost.answers / due,), x=x)


def _in_turns(
    cases: list[Case] | tuple[Case, ...], size: Size, environment: Environment, step: Step, **options: int
) -> Runs:
    runs: Runs = {case.name: [] for case in cases}
    for number in range(size.rounds):
        for case in cases:
            step(f"{case.name}, round {number + 1}" + (f", {options['threads']} threads" if options else ""))
            runs[case.name].append(measure(case, environment, **options))
    return runs


SECTIONS = (cold_start, warm_calls, payments, growth)
