"""Look for a seed in which a mutant does harm."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from pulse.errors import RecordDamaged
from tests.simulation.faults import Profile
from tests.simulation.mutant import Mutant
from tests.simulation.run import run_seed
from tests.simulation.verdict import Verdict
from tests.simulation.world import Design

SEEDS_MAX = 600
"""The subtlest mutants show in two of a hundred seeds around the end of a key."""


def hunt(
    mutant: Mutant, seeds: Iterable[int] = range(SEEDS_MAX), profile: Profile | None = None
) -> int | None:
    """The first of the seeds that catches the mutant; None if it survives them all.

    *profile* takes the place of the mutant's own.
    """
    weather = profile or mutant.profile
    return next((seed for seed in seeds if _catches(seed, mutant, weather)), None)


def _catches(seed: int, mutant: Mutant, profile: Profile) -> bool:
    """Whether the mutant does its harm in this seed and the system without it does none.

    A record that the mutant made unreadable stops the play's people too: another seed has to show its harm.
    """
    try:
        broken = run_seed(seed, design=mutant.design, profile=profile).verdict
    except RecordDamaged:
        return False
    return _harm(broken, mutant) and not _harm(_unmutated(seed, mutant.baseline, profile), mutant)


def _harm(verdict: Verdict, mutant: Mutant) -> bool:
    return any(getattr(verdict, name) for name in mutant.shows)


@cache
def _unmutated(seed: int, baseline: Design, profile: Profile) -> Verdict:
    """Played once for all mutants that share the baseline and the profile."""
    return run_seed(seed, design=baseline, profile=profile).verdict
