"""`make proof`: check both models and find every wrong variant; exit 1 on any surprise."""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from proof.actions import read_actions
from proof.runs import BASES, HOLDS, RUNS, UNLIMITED, Run
from proof.tlc import Result, check

COLUMNS = "{:<8} {:<64} {:>10} {:>6} {:>8}  {}"


def main(arguments: Sequence[str], check: Callable[[Run], Result] = check) -> int:
    parser = argparse.ArgumentParser(prog="python -m proof", description=__doc__)
    parser.add_argument("--only", default="", help="the runs whose model or title contains this")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many run side by side")
    options = parser.parse_args(arguments)
    chosen = [run for run in RUNS if options.only in f"{run.model} {run.title}"]
    if options.jobs < 1:
        parser.error(f"--jobs is {options.jobs}, and at least 1 is needed")
    if not chosen:
        parser.error(f"no run has {options.only!r} in its model or title")
    began = time.monotonic()
    print(COLUMNS.format("model", "checked", "states", "steps", "seconds", "result"), flush=True)
    with ThreadPoolExecutor(options.jobs) as jobs:
        results = list(map(show, jobs.map(check, chosen)))
    never = find_never_taken(results)
    for action in never:
        print(f"SURPRISE: {action} never happened, so nothing is known about it")
    surprises = [*never, *(result.run.title for result in results if not result.as_expected)]
    whole = time.monotonic() - began
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{len(results)} runs, {len(surprises)} surprises, {whole:.0f} s with {options.jobs} side by side, "
        f"{spent.ru_utime + spent.ru_stime:.0f} s of CPU"
    )
    return 1 if surprises else 0


def find_never_taken(results: Sequence[Result]) -> list[str]:
    """The actions that no complete search of a model took. Asked only if all of its searches ran."""
    ran = {result.run.title: result.taken for result in results}
    return [
        f"{model}.{action}"
        for model in BASES
        for own in [[run.title for run in HOLDS if run.model == model]]
        if all(title in ran for title in own)
        for action in sorted(read_actions(model).difference(*(ran[title] for title in own)))
    ]


def show(result: Result) -> Result:
    run = result.run
    row = (run.model, run.title, f"{result.states:,}", result.steps, f"{result.seconds:.0f}", outcome(result))
    print(COLUMNS.format(*row), flush=True)
    if run.breaks is None:
        print(f"{'':8} {bounds(run)}", flush=True)
    if result.failure:
        print(result.failure, file=sys.stderr)
    return result


def bounds(run: Run) -> str:
    """The constants in words: sets by their size."""
    sizes = {
        name: value.count(",") + 1 if isinstance(value, str) else "unlimited" if value == UNLIMITED else value
        for name, value in run.constants.items()
        if name != "Wrong"
    }
    return ", ".join(f"{name.lower()} {size}" for name, size in sizes.items())


def outcome(result: Result) -> str:
    if result.failure:
        return "SURPRISE: TLC failed"
    found = f"{result.broken} is broken" if result.broken else "holds"
    if result.as_expected:
        return f"found: {found}" if result.broken else found
    return f"SURPRISE: {found}, expected: {_expected(result.run)}"


def _expected(run: Run) -> str:
    return f"{run.breaks} is broken" if run.breaks else "holds"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
