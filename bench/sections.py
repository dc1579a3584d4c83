"""The sections of the report. Each measures in turns: ours, its floor, and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench import pipeline, sweep
from bench.figures import Figure, percentile
from bench.functions import CASES, FLOORS, Case, measure, operations_measured
from pulse.doors.deployment import THREADS
from pulse.doors.names import FILES

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
    operations: tuple[str, ...]
    bursts: tuple[int, ...]
    winners: tuple[int, ...]
    due: tuple[int, ...]

    @property
    def steps(self) -> int:
        """How often the sections say what is next."""
        pairs = len(self.threads) * len(FLOORS) + len(self.bursts)
        once = len(self.operations) + len(self.winners) + len(self.due)
        return self.rounds * (len(CASES) + 2 * pairs) + once


WARM: tuple[tuple[str, str, Callable[[dict[str, Any]], float]], ...] = (
    ("CPU of an answer", "ms of CPU", lambda one: one["warm_cpu_ms"]),
    ("answers", "a second", lambda one: one["a_second"]),
    ("p50", "ms", lambda one: percentile(one["latencies_ms"], 0.5)),
    ("p99", "ms", lambda one: percentile(one["latencies_ms"], 0.99)),
)
"""What is said of answers: by name, the unit and the value of one process."""
WHOLE = Size(
    rounds=5,
    warm=100,
    threads=(1, 8, 32),
    operations=tuple(name for names in FILES.values() for name in names),
    bursts=(100, 500),
    winners=(100, 1_000, 10_000),
    due=(50, 100, 200),
)
QUICK = Size(
    rounds=1,
    warm=10,
    threads=(1, 8),
    operations=tuple(names[0] for names in FILES.values()),
    bursts=(50,),
    winners=(10, 20),
    due=(5, 10),
)


def cold_start(size: Size, environment: Environment, step: Step) -> Iterator[Figure]:
    runs = _in_turns(CASES, size, environment, step)
    for section, key, unit in (
        ("Cold start", "cpu_ms", "ms of CPU"),
        ("Cold start", "modules", "modules"),
        ("Memory", "memory_mb", "MB"),
    ):
        for name, measured in runs.items():
            floor = FLOORS.get(name, "")
            yield Figure(
                section,
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
            for title, unit, value in WARM:
                samples, bare = tuple(map(value, ours)), tuple(map(value, plain))
                yield Figure(f"Warm: {name}", title, unit, samples, bare, floor, x=where)
            memory, bare = (tuple(one["warm_memory_mb"] for one in runs) for runs in (ours, plain))
            yield Figure("Memory", f"{name} after {size.warm} answers by {where}", "MB", memory, bare, floor)


def each_operation(size: Size, environment: Environment, step: Step) -> Iterator[Figure]:
    """What the tests' story asks of each, beside a plain function that makes the same calls."""
    for measured in operations_measured(size.operations, size.rounds, environment):
        step(measured["operation"])
        ours, bare = tuple(measured["cpu_ms"]), tuple(measured["bare_ms"])
        floor = f"{measured['calls']} bare calls"
        yield Figure("Operations", measured["operation"], "ms of CPU", ours, bare, floor)


def bursts(size: Size, environment: Environment, step: Step) -> Iterator[Figure]:
    """Webhooks that arrive all at once, at one instance that serves as many as it may."""
    cases = [BY_NAME["plain webhook"], BY_NAME["stripewebhook"]]
    for burst in size.bursts:
        runs = _in_turns(cases, size, environment, step, warm=burst, threads=THREADS)
        bare, ours = runs["plain webhook"], runs["stripewebhook"]
        for title, unit, value in WARM:
            samples, floor = tuple(map(value, ours)), tuple(map(value, bare))
            yield Figure(
                "Webhooks in bursts", title, unit, samples, floor, "plain webhook", f"{burst} events"
            )


def payouts(size: Size, _environment: Environment, step: Step) -> Iterator[Figure]:
    """The use cases, Stripe's SDK and the emulator, in one process: flat if a prize's cost is its own."""
    for winners in size.winners:
        step(f"paying {winners} winners")
        for stage in pipeline.stages(winners):
            floor = "bare transfer" if stage.floor else ""
            unit, x = "ms of CPU a prize", f"{winners} winners"
            yield Figure("Payout pipeline", stage.name, unit, stage.samples, stage.floor, floor, x)


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


SECTIONS = (cold_start, warm_calls, each_operation, bursts, payouts, growth)
