"""What a cold start imports: counted, because its time differs from machine to machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from pulse.doors.functions import FIRSTS, functions
from pulse.doors.names import ALIASES, FILES
from tests.doors.imported import BUDGET

ROOT = Path(__file__).parents[2]
BUDGETS = json.loads(BUDGET.read_text())


@pytest.mark.thorough
def test_each_function_imports_what_its_budget_says_and_no_more():
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT / 'functions'}", "HOME": "/nonexistent"}
    command = [sys.executable, "-m", "tests.doors.imported"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    found = json.loads(done.stdout)
    assert {name: imported["rooms"] for name, imported in found.items()} == {
        name: budget["rooms"] for name, budget in BUDGETS.items()
    }
    for name, imported in found.items():
        assert set(imported["libraries"]) <= set(BUDGETS[name]["libraries"])


@pytest.mark.parametrize("name", FIRSTS)
def test_no_function_starts_with_a_library_that_it_may_never_use(name):
    later = {"typer", "rich", "slack_sdk", "stripe", "google.cloud.tasks_v2"}

    assert not later & set(BUDGETS[name]["libraries"])
    assert not {"doors.command_line"} & set(BUDGETS[name]["rooms"])


def test_only_what_events_call_needs_firebase_functions():
    having = {name for name in FIRSTS if "firebase_functions" in BUDGETS[name]["libraries"]}

    assert having == {"payprize", "onchallengewritten", "sweep"}


def test_a_webhook_counts_nobody_and_asks_for_no_token():
    assert not {"firebase_admin", "jwt"} & set(BUDGETS["stripewebhook"]["libraries"])
    assert "prizes" not in BUDGETS["stripewebhook"]["rooms"]


@pytest.mark.parametrize("file", FILES)
def test_the_table_of_names_has_each_row_of_its_file(file):
    rows = import_module(f"pulse.doors.operations.{file}").ROWS

    assert tuple(row.name for row in rows) == FILES[file]
    assert {alias: row.name for row in rows for alias in row.aliases} == {
        alias: name for alias, name in ALIASES.items() if name in FILES[file]
    }


def test_a_process_has_the_function_that_it_serves_and_no_other():
    assert set(functions("getEarnings")) == {"getEarnings"}
    assert functions("unknown") == {}
