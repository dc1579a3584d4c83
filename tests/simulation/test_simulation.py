"""The real use cases, under every fault we can think of: nobody is paid twice, nothing is lost or stuck."""

from __future__ import annotations

import os

import pytest

from tests.simulation.crew import MUTANT_SEEDS
from tests.simulation.faults import PROFILES
from tests.simulation.hunt import hunt
from tests.simulation.mutants import MUTANTS
from tests.simulation.regressions import kept
from tests.simulation.run import run_seed, run_seeds

pytestmark = pytest.mark.thorough

SEEDS = int(os.environ.get("PULSE_SIMULATION_SEEDS", "2000"))
CHUNK = 50


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_no_fault_makes_it_pay_twice_or_lose_or_stick(first):
    summary = run_seeds(range(first, min(first + CHUNK, SEEDS)))

    assert [(found.seed, found.verdict.violations) for found in summary.failing] == []
    assert summary.payouts > 0


@pytest.mark.parametrize(("seed", "profile"), kept())
def test_a_seed_that_once_failed_stays_right(seed, profile):
    assert run_seed(seed, profile=PROFILES[profile]).verdict.violations == []


@pytest.mark.parametrize("name", MUTANTS)
def test_the_simulation_catches_the_mutant(name):
    assert hunt(MUTANTS[name], MUTANT_SEEDS) is not None, f"nothing shows that it is wrong to have {name}"


def test_a_seed_plays_the_same_every_time():
    first, second = run_seed(7), run_seed(7)

    assert (first.steps, first.faults, first.verdict) == (second.steps, second.faults, second.verdict)


def test_a_trace_tells_every_step_and_fault_and_changes_nothing():
    trace: list[str] = []
    plain, traced = run_seed(7), run_seed(7, trace=trace)

    assert (traced.steps, traced.faults, traced.verdict) == (plain.steps, plain.faults, plain.verdict)
    assert sum("FAULT" in line for line in trace) == sum(plain.faults.values())
    assert any("POST transfers" in line for line in trace)
