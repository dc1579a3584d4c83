"""Look for a seed in which a mutant does harm."""

from __future__ import annotations

from tests.simulation.faults import Profile
from tests.simulation.mutants import Mutant
from tests.simulation.run import run_seed
from tests.simulation.world import Design


def hunt(mutant: Mutant, seeds_max: int, profile: Profile | None = None) -> int | None:
    """The first seed in which the mutant does its harm and the system without it none; None if it survives.

    *profile* takes the place of the mutant's own.
    """
    weather = profile or mutant.profile
    for seed in range(seeds_max):
        if harm(seed, mutant.design, weather, mutant) and not harm(seed, mutant.baseline, weather, mutant):
            return seed
    return None


def harm(seed: int, design: Design, profile: Profile, mutant: Mutant) -> list[str]:
    verdict = run_seed(seed, design=design, profile=profile).verdict
    return [what for name in mutant.shows for what in getattr(verdict, name)]
