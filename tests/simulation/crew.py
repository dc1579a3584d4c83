"""Seeds and mutants spread over processes. Worlds share nothing, so each core plays its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.simulation.caught import catch, remembered
from tests.simulation.run import Outcome, run_seed
from tests.simulation.world import Design

SEEDS_AT_ONCE = 10
"""How many a process takes at once: a few seconds of work, so that the progress bar moves."""


def play(seeds: range, *, jobs: int, accounts: str | None = None) -> Iterator[Outcome]:
    """The outcome of every seed, as they end; without *accounts* each seed says the API."""
    parts = [seeds[start : start + SEEDS_AT_ONCE] for start in range(0, len(seeds), SEEDS_AT_ONCE)]
    with ProcessPoolExecutor(jobs) as crew:
        for part in as_completed([crew.submit(_play, part, accounts) for part in parts]):
            yield from part.result()


def hunt_all(names: Iterable[str], *, jobs: int, afresh: bool = False) -> Iterator[tuple[str, int | None]]:
    """Each mutant with a seed that catches it, or None where it survives.

    The remembered seed is tried first; *afresh* finds the first seed that catches it, without the table.
    """
    seeds = {} if afresh else remembered()
    with ProcessPoolExecutor(jobs) as crew:
        hunts = {crew.submit(catch, name, seeds): name for name in names}
        for done in as_completed(hunts):
            yield hunts[done], done.result()


def _play(seeds: range, accounts: str | None) -> list[Outcome]:
    return [run_seed(seed, design=Design(accounts=accounts)) for seed in seeds]
