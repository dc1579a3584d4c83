"""What TLC is told, and what its answer means. Needs no Java."""

from __future__ import annotations

import pytest

from local.java import Java
from proof.__main__ import bounds, find_never_taken, main, outcome
from proof.actions import read_actions
from proof.runs import HOLDS, UNLIMITED, VARIANTS, Run
from proof.tlc import Result, command, configuration, find_jar, read

HOLD = HOLDS[0]
WRONG = next(run for run in VARIANTS if run.breaks == "AtMostOnce")
COMPLETE = """
Model checking completed. No error has been found.
<Read line 89, col 1 to line 89, col 7 of module Payment>: 12:345
<Claim line 99, col 1 to line 99, col 8 of module Payment>: 0:0
1,234 states generated, 567 distinct states found, 0 states left on queue.
The depth of the complete state graph search is 37.
"""
BROKEN = """
Error: Invariant AtMostOnce is violated.
State 1: <Initial predicate>
State 2: <Read line 89, col 3 to line 91, col 65 of module Payment>
State 3: <Claim line 99, col 3 to line 101, col 49 of module Payment>
99 states generated, 42 distinct states found, 11 states left on queue.
"""
STUCK = """
Error: Temporal properties were violated.
State 1: <Initial predicate>
State 2: Stuttering
"""


def test_a_complete_search_without_an_error_holds():
    result = read(HOLD, COMPLETE, 1.5)

    assert (result.broken, result.states, result.steps, result.failure) == (None, 567, 37, None)
    assert result.taken == {"Read"}
    assert result.as_expected
    assert outcome(result) == "holds"


def test_what_is_broken_is_named_with_the_length_of_the_way_to_it():
    result = read(WRONG, BROKEN, 1)

    assert (result.broken, result.states, result.steps) == ("AtMostOnce", 42, 2)
    assert result.as_expected


def test_a_property_that_does_not_come_true_is_found():
    lively = next(run for run in VARIANTS if run.lively)

    assert read(lively, STUCK, 1).as_expected


@pytest.mark.parametrize(("run", "said"), [(HOLD, BROKEN), (WRONG, COMPLETE), (WRONG, STUCK)])
def test_anything_else_than_what_is_expected_is_a_surprise(run, said):
    result = read(run, said, 1)

    assert not result.as_expected
    assert outcome(result).startswith("SURPRISE")


@pytest.mark.parametrize(
    "said", ["", "java.lang.OutOfMemoryError", COMPLETE.replace(", 0 states left", ", 5 states left")]
)
@pytest.mark.parametrize("run", [HOLD, WRONG])
def test_a_search_that_did_not_end_is_a_surprise(run, said):
    result = read(run, said, 1)

    assert result.failure is not None
    assert not result.as_expected


def test_an_action_that_no_search_took_is_named():
    own = [run for run in HOLDS if run.model == "Pool"]
    others = read_actions("Pool") - {"Claim"}
    results = [Result(run, 1, taken=frozenset(others)) for run in own]

    assert find_never_taken(results) == ["Pool.Claim"]
    assert find_never_taken(results[:-1]) == []


def expected(run: Run) -> Result:
    return Result(run, 1, run.breaks, taken=read_actions(run.model))


def test_it_succeeds_only_if_every_run_ends_as_expected(capsys):
    def one_is_not_found(run: Run) -> Result:
        return Result(run, 1) if run is WRONG else expected(run)

    assert main(["--jobs", "3"], expected) == 0
    assert main([], one_is_not_found) == 1
    assert f"{WRONG.title:<64} " in capsys.readouterr().out


def test_it_fails_if_an_action_never_happened(capsys):
    assert main(["--only", "Pool"], lambda run: Result(run, 1, run.breaks)) == 1
    assert "SURPRISE: Pool.Claim never happened" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "nowhere"], "no run has 'nowhere'"),
        (["--jobs", "0"], "--jobs is 0, and at least 1 is needed"),
    ],
)
def test_bad_arguments_are_named(arguments, said, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments, expected)

    assert said in capsys.readouterr().err


def test_a_wrong_variant_is_asked_for_what_it_must_break_alone():
    text = configuration(WRONG)

    assert "\nINVARIANTS AtMostOnce\n" in text
    assert "SPECIFICATION Spec\n" in text
    assert "Faults <- Unlimited\n" in text


def test_a_configuration_has_sets_numbers_and_texts():
    text = configuration(Run("Pool", "any", {"Review": 3, "Wrong": "a claim without a pool"}))

    assert "Review = 3\n" in text
    assert 'Wrong = "a claim without a pool"\n' in text
    assert "Passes = {pass_one, pass_two}\n" in text


def test_bounds_are_shown_as_numbers():
    assert bounds(Run("Payment", "any", {"Faults": UNLIMITED})).endswith("skew 0, faults unlimited")


def test_the_jar_is_installed_with_the_development_packages():
    assert find_jar().name == "tla2tools.jar"


def test_runs_side_by_side_share_no_folder_for_temporary_files(monkeypatch, tmp_path):
    monkeypatch.setattr("proof.tlc.java.find", lambda: Java(tmp_path / "java", 25, "for this test"))
    monkeypatch.setattr("proof.tlc.find_jar", lambda: tmp_path / "tla2tools.jar")

    folders = {
        option
        for name in ("one", "two")
        for option in command(HOLD, tmp_path / name)
        if option.startswith("-Djava.io.tmpdir=")
    }
    assert folders == {f"-Djava.io.tmpdir={tmp_path / name}" for name in ("one", "two")}
