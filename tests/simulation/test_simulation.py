"""The real use cases under every fault we can think of: nothing is paid twice, lost or stuck."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.simulation.award_mutants import AWARD_MUTANTS
from tests.simulation.caught import catch, remembered
from tests.simulation.crew import play
from tests.simulation.edge_mutants import EDGE_MUTANTS
from tests.simulation.faults import (
    CALM,
    DELIVERY_KINDS,
    ODD_REFUSAL,
    PROCESS_KINDS,
    PROFILES,
    STORE_KINDS,
    STRIPE_KINDS,
)
from tests.simulation.hunt import SEEDS_MAX, hunt
from tests.simulation.mutants import MUTANTS
from tests.simulation.pool_mutants import CALM_POOLED, POOL_MUTANTS
from tests.simulation.regressions import kept
from tests.simulation.run import run_seed, run_seeds
from tests.simulation.world import Design

pytestmark = pytest.mark.thorough

SEEDS = int(os.environ.get("PULSE_SIMULATION_SEEDS", "2000"))
CHUNK = 200
DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"
CALM_SEEDS = 20
"""In so many no mutant does harm that needs a fault. One marked calm is hunted until it does."""
KINDS = {
    *STRIPE_KINDS,
    *STORE_KINDS,
    *PROCESS_KINDS,
    *DELIVERY_KINDS,
    ODD_REFUSAL,
    *("stripe_down", "starved", "restricted", "account_left", "reversed", "reversed_in_part"),
    *(
        "odd_document",
        "odd_and_allowed",
        "three_decimals",
        "challenge_cancelled",
        "record_edited",
        "right_lost",
    ),
    *("round_paid", "round_refunded", "round_disputed", "buyer_erased"),
    *("pool_paid", "pool_refunded", "pool_disputed", "pool_warned", "pool_closed", "funding_cancelled"),
    *("award_contested", "decided_uphold"),
    *("prize_unclaimed", "decided_pay", "decided_return", "decided_next_place"),
    *("came_late", "came_after_a_decision", "never_came", "never_decided"),
    *(
        "v1_refused",
        "not_told_in_v1",
        "lists_late",
        "short_pages",
        "thin_at_the_wrong_endpoint",
        "no_thin_events",
    ),
    "arrived_a_day_late",
    *(f"round_{kind}" for kind in ("cancelled", "withdrawn", "made_free", "handed_over")),
}
"""Each has to strike in every chunk: a fault that never strikes proves nothing."""
SELDOM = {
    "came_after_a_decision": 4,
    "decided_next_place": 4,
    "decided_pay": 4,
    "decided_return": 4,
    "never_decided": 14,
    "pool_closed": 138,
    "round_cancelled": 112,
    "round_disputed": 117,
    "round_handed_over": 48,
    "round_made_free": 22,
    "round_paid": 17,
    "round_refunded": 46,
    "round_withdrawn": 37,
}
"""What strikes in a few seeds of a chunk, or in none, with the first seed where it does."""
PAIRS = {
    ("kill", "POST transfers"),
    ("kill", "POST transfers.answered"),
    ("timeout_before", "POST transfers"),
    ("timeout_after", "POST transfers"),
    ("reset_after", "POST transfers"),
    ("late", "POST transfers"),
    ("error", "POST transfers"),
    ("error_after_effect", "POST transfers"),
    ("refusal_not_kept", "POST transfers"),
    ("restricted", "POST transfers"),
    ("timeout_before", "GET transfers"),
    ("kill", "commit.prizeRecords"),
    ("kill", "commit.prizeRecords.done"),
    ("freeze", "commit.prizeRecords"),
    ("freeze", "commit.prizeRecords.done"),
    ("store_abort", "commit.prizeRecords"),
    ("store_commit_then_raise", "commit.prizeRecords"),
    ("store_commit_then_raise", "commit.stripeEvents"),
    ("kill", "commit.awards.done"),
    ("lost", "enqueue.payprize"),
    ("duplicated", "enqueue.payprize"),
    ("delayed", "enqueue.payprize"),
    ("lost", "trigger.challenge"),
    ("lost", "webhook.transfer.created"),
    ("late", "POST v2/core/accounts"),
    ("timeout_after", "POST v2/core/accounts"),
    ("timeout_before", "GET v2/core/accounts/ID"),
    ("duplicated", "webhook.v2.core.account[requirements].updated"),
    ("delayed", "webhook.v2.core.account[configuration.recipient].capability_status_updated"),
    ("arrived_a_day_late", "webhook.v2.core.account[requirements].updated"),
}
"""Faults at the steps where they do most harm: each has to strike in every chunk."""


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_no_fault_makes_it_pay_twice_or_lose_or_stick(first):
    summary = run_seeds(range(first, min(first + CHUNK, SEEDS)))

    assert [(found.seed, found.verdict.violations) for found in summary.failing] == [], (
        "`make simulate SEEDS=1 SEED=...` writes every step that led to it"
    )
    assert summary.payouts > 0
    if summary.seeds == CHUNK:
        assert KINDS - SELDOM.keys() - summary.faults.keys() == set()
        assert PAIRS - summary.pairs == set()


@pytest.mark.parametrize(("kind", "seed"), SELDOM.items())
def test_what_strikes_seldom_strikes_in_its_seed(kind, seed):
    assert run_seed(seed).faults[kind] > 0


@pytest.mark.parametrize(("seed", "profile", "accounts"), kept())
def test_a_seed_that_once_failed_stays_right(seed, profile, accounts):
    outcome = run_seed(seed, design=Design(accounts=accounts), profile=PROFILES[profile])
    assert outcome.verdict.violations == []


@pytest.mark.parametrize("accounts", ["v1", "v2"])
def test_seeds_can_be_played_with_accounts_of_one_api_alone(accounts):
    """7 makes them by v1 and 27 by v2, unless told otherwise."""
    played = play(range(7, 28, 20), jobs=1, accounts=accounts)
    assert [(one.seed, one.accounts, one.verdict.violations) for one in played] == [
        (7, accounts, []),
        (27, accounts, []),
    ]


@pytest.mark.parametrize("name", MUTANTS)
def test_the_simulation_catches_the_mutant(name):
    found = catch(name, remembered())

    assert found is not None, f"nothing shows that it is wrong to have {name}"
    assert found == remembered().get(name), (
        f"seed {found} catches it; the seed in tests/simulation/caught.json does not, or there is none. "
        "If the play was meant to change, `make mutants` writes the table: commit it"
    )


@pytest.mark.parametrize("seeds", [{}, {"always dollars": 0}], ids=["no seed", "a seed that shows nothing"])
def test_a_mutant_that_its_seed_does_not_catch_is_hunted(seeds):
    first = hunt(MUTANTS["always dollars"])

    assert first != seeds.get("always dollars")
    assert catch("always dollars", seeds) == first


def test_the_table_names_each_mutant_once():
    assert list(remembered()) == list(MUTANTS)


def test_the_decision_on_bad_input_names_every_mutant_of_its_kinds():
    page = (DECISIONS / "1172-ten-kinds-of-bad-input.md").read_text()
    table = page.partition("| kind | mutants |")[2].partition("\n\n")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}

    assert named == EDGE_MUTANTS.keys()
    assert len([row for row in rows if "`" in row]) == 10


def test_the_decision_on_questions_about_pools_names_every_mutant_of_theirs():
    page = (DECISIONS / "1730-questions-that-pools-were-asked.md").read_text()
    table = page.partition("| a system that | mutant |")[2].partition("\n\n")[0]

    assert set(re.findall(r"`([^`]+)`", table)) == {*POOL_MUTANTS, *AWARD_MUTANTS}


@pytest.mark.parametrize("name", MUTANTS)
def test_only_a_fault_shows_what_is_wrong_with_the_mutant(name):
    """A mutant that fails without a fault shows nothing about the faults; those that do are marked calm."""
    mutant = MUTANTS[name]
    weather = CALM_POOLED if name in {**POOL_MUTANTS, **AWARD_MUTANTS} else CALM
    found = hunt(mutant, range(SEEDS_MAX if mutant.calm else CALM_SEEDS), weather)

    assert (found is not None) == mutant.calm


def test_a_seed_plays_the_same_every_time():
    first, second = run_seed(7), run_seed(7)

    assert (first.steps, first.faults, first.verdict) == (second.steps, second.faults, second.verdict)


def test_a_trace_tells_every_step_and_fault_and_changes_nothing():
    trace: list[str] = []
    plain, traced = run_seed(7), run_seed(7, trace=trace)

    assert (traced.steps, traced.faults, traced.verdict) == (plain.steps, plain.faults, plain.verdict)
    assert sum("FAULT" in line for line in trace) == sum(plain.faults.values())
    assert any("POST transfers" in line for line in trace)
