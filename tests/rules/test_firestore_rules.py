"""Through the real rules engine: each collection, role and verb, then the finer points, then that nothing was missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rules import table
from tests.rules.cases import Case, finer_cases, played, table_cases
from tests.rules.engine import Engine

ROOT = Path(__file__).parents[2]
CASES = [*table_cases(), *finer_cases()]

emulators = [pytest.mark.emulators, pytest.mark.xdist_group("rules")]


@pytest.fixture(scope="module")
def engine(firestore_emulator):
    return Engine(firestore_emulator)


@pytest.mark.emulators
@pytest.mark.xdist_group("rules")
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_engine_decides_as_the_table_says(case: Case, engine: Engine):
    assert played(case, engine) is case.allowed


@pytest.mark.emulators
@pytest.mark.xdist_group("rules")
def test_every_expression_of_the_rules_was_evaluated_and_every_condition_both_ways(engine: Engine):
    for case in CASES:
        played(case, engine)
    report = engine.coverage()
    source = report["rules"]["files"][0]["content"].splitlines()
    seen = [(_place(node, source), _values(node)) for node in _expressions(report["reports"])]
    assert len(seen) > 60
    assert [place for place, values in seen if not values] == []


def test_the_page_about_access_is_the_table():
    assert (ROOT / "docs" / "access.md").read_text() == table.page()


def test_every_question_is_asked_once():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))


def _expressions(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from _expressions(node.get("children", []))


def _values(node: dict[str, Any]) -> list[Any]:
    return [count["value"] for count in node.get("values", []) if int(count.get("count", 0))]


def _place(node: dict[str, Any], source: list[str]) -> str:
    at = node["sourcePosition"]
    return f"{at['line']}:{at.get('column', 0)} {source[at['line'] - 1].strip()}"
