"""Look for a seed in which a mutant does harm."""

from __future__ import annotations

from tests.simulation.mutants import Mutant
from tests.simulation.run import run_seed


def hunt(mutant: Mutant, seeds_max: int) -> int | None:
    """The first seed that shows money or books go wrong; None when the mutant survives all of them."""
    for seed in range(seeds_max):
        verdict = run_seed(seed, design=mutant.design, profile=mutant.profile).verdict
        if verdict.double or verdict.lost or verdict.stuck or verdict.books:
            return seed
    return None
