"""The models speak of this code: its functions, its statuses, its policy, its timers. Needs no Java."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from proof.actions import CODE, read_actions, read_meanings, read_model
from proof.runs import BASES, HOLDS, INVARIANTS, RUNS, VARIANTS, Run
from proof.timers import (
    CLOCKS_APART_SECONDS,
    Timers,
    key_outlives_late_requests,
    late_seconds_max,
    of_settings,
    quiet_is_long_enough,
    reuse_ends_in_time,
    review_margin_is_long_enough,
)
from pulse.attempts import PRIZE
from pulse.attempts.policies import LookUp, Quiet
from pulse.prizes.records import PrizeStatus
from pulse.settings import Settings
from tests.simulation.faults import SKEW_SECONDS_MAX
from tests.simulation.outside import LATE_SECONDS_MAX
from tests.simulation.world import SETTINGS

PAYMENT = "Payment"
TIMERS = ("Deadline", "Quiet", "Reuse", "Late", "Life", "Skew")
MEANT = {name for model in BASES for names in read_meanings(model).values() for name in names}
FUNCTIONS = sorted(name for name in MEANT if name.startswith(CODE))


def timers(run: Run) -> Timers:
    return Timers(**{name.lower(): run.constants[name] for name in TIMERS})


def fulfilled(run: Run) -> tuple[bool, bool, bool]:
    own = timers(run)
    return quiet_is_long_enough(own), key_outlives_late_requests(own), reuse_ends_in_time(own)


def resolve(name: str):
    """The function of that dotted name, or the method of a class."""
    owner, _, last = name.rpartition(".")
    in_class = owner.rpartition(".")[2][0].isupper()
    return getattr(resolve(owner) if in_class else import_module(owner), last)


def variants_in(model: str) -> set[str]:
    compared = re.findall(r'Wrong (?:=|#) ("[^"]+")|Wrong \\in \{([^}]*)\}', read_model(model))
    return {text for found in compared for part in found for text in re.findall(r'"([^"]+)"', part)}


@pytest.mark.parametrize("model", BASES)
def test_each_action_says_what_it_stands_for(model):
    assert read_actions(model) == set(read_meanings(model))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_that_an_action_stands_for_exists(name):
    assert callable(resolve(name))


@pytest.mark.parametrize("model", BASES)
def test_the_wrong_variants_of_a_model_are_those_that_are_run(model):
    assert {run.constants["Wrong"] for run in RUNS if run.model == model} - {"none"} == variants_in(model)


@pytest.mark.parametrize("model", BASES)
def test_the_constants_and_invariants_of_the_runs_are_those_of_the_model(model):
    text = read_model(model)
    declared = text.partition("CONSTANTS")[2].partition("VARIABLES")[0]

    assert set(re.findall(r"^  (\w+),? +\\\*", declared, re.MULTILINE)) == set(BASES[model])
    assert [name for name in INVARIANTS[model] if f"\n{name} ==" not in text] == []


@pytest.mark.parametrize("model", BASES)
def test_every_rule_is_broken_by_a_wrong_variant(model):
    own = {*INVARIANTS[model], *(["PaidInTheEnd"] if model == PAYMENT else [])}

    assert {run.breaks for run in VARIANTS if run.model == model} == own


def test_each_run_has_a_title_of_its_own():
    titles = [(run.model, run.title, run.breaks) for run in RUNS]

    assert len(set(titles)) == len(titles)


def test_the_timers_of_the_settings_fulfil_every_inequality():
    ours = of_settings(SETTINGS)

    assert quiet_is_long_enough(ours)
    assert key_outlives_late_requests(ours)
    assert reuse_ends_in_time(ours)
    assert review_margin_is_long_enough(Settings())


def test_what_the_simulation_does_is_within_what_the_models_assume():
    assert late_seconds_max(SETTINGS) >= LATE_SECONDS_MAX
    assert 2 * SKEW_SECONDS_MAX <= CLOCKS_APART_SECONDS


def test_the_timers_of_every_run_that_must_hold_fulfil_what_is_needed():
    assert {fulfilled(run)[:2] for run in HOLDS if run.model == PAYMENT} == {(True, True)}


def test_each_wrong_timer_breaks_the_inequality_that_it_is_about():
    found = {run.title: fulfilled(run) for run in VARIANTS if run.model == PAYMENT}

    assert {title: kept for title, kept in found.items() if not all(kept[:2])} == {
        "a quiet time as short as the lateness of a request": (False, True, True),
        "a deadline that the quiet time does not cover": (False, True, True),
        "clocks further apart than the quiet time covers": (False, True, True),
        "requests later than the quiet time covers": (False, True, True),
        "a key that lives shorter than two late requests": (True, False, False),
    }


def test_the_limit_of_a_keys_reuse_is_needed_only_where_a_send_is_not_looked_up_first():
    late = [run for run in RUNS if run.constants["Wrong"] == "no look-up while the key is young"]
    longer = [run for run in HOLDS if run.model == PAYMENT and not fulfilled(run)[2]]

    assert [(run.breaks, fulfilled(run)[2]) for run in late] == [(None, True), ("AtMostOnce", False)]
    assert [run.constants["Wrong"] for run in longer] == ["none"]


def test_a_prize_follows_the_policy_that_the_model_has():
    assert PRIZE.looks_up is LookUp.BEFORE_ANY_SEND
    assert PRIZE.quiet_after is Quiet.ANY_SEND_BUT_ONE_REFUSED


def test_the_record_of_the_model_has_our_statuses_but_one():
    """`processing` allows less than `pending` does, so the model has one word for both."""
    told = set(re.findall(r'"(\w+)"', read_model(PAYMENT)))

    assert {status.value for status in PrizeStatus} - told == {"processing"}
