"""The real rules engine is asked about each collection, role and verb, and about single cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rules import table
from tests.rules.cases import finer_cases, played, table_cases
from tests.rules.engine import Engine, change, creation, token

ROOT = Path(__file__).parents[2]
ONLY_WHILE_OPEN = {
    "clientKeys() == 'open'",
    "(touched().hasOnly(known) || clientKeys() == 'open'",
}
"""`clientKeys` is a constant: `test_closed_keys_are_those_that_the_backend_reads` has the other side."""
CASES = {case.name: case for case in [*table_cases(), *finer_cases()]}


@pytest.fixture(scope="module")
def engine(firestore_emulator):
    return Engine(firestore_emulator)


@pytest.fixture(scope="module")
def answers(engine: Engine) -> dict[str, bool]:
    """The answer of the engine to every question, asked once."""
    return {name: played(case, engine) for name, case in CASES.items()}


@pytest.mark.emulators
@pytest.mark.parametrize("name", CASES)
def test_the_engine_decides(name: str, answers: dict[str, bool]):
    assert answers[name] is CASES[name].allowed


@pytest.mark.emulators
def test_every_expression_was_evaluated_and_every_condition_both_ways(
    answers: dict[str, bool], engine: Engine
):
    report = engine.coverage()
    source = report["rules"]["files"][0]["content"]
    expressions = list(_expressions(report["report"]))
    unseen = [_text(node, source) for node in expressions if not _values(node)]
    one_sided = [_text(node, source) for node in expressions if _values(node) in ([True], [False])]
    assert len(answers) == len(CASES)
    assert len(expressions) > 300
    assert unseen == []
    assert set(one_sided) <= {"false", "true", *ONLY_WHILE_OPEN}


def test_the_page_about_access_is_the_table():
    assert (ROOT / "docs" / "access.md").read_text() == table.page()


def test_every_question_has_its_own_name():
    assert len(CASES) == len([*table_cases(), *finer_cases()])


def _expressions(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        yield node
        yield from _expressions(node.get("children", []))


def _values(node: dict[str, Any]) -> list[Any]:
    """The distinct values that the expression had; errors and what was skipped (`{}`) do not count."""
    values = [seen["value"] for seen in node.get("values", []) if int(seen.get("count", 0))]
    return [value.get("boolValue", value) for value in values if value and "undefined" not in value]


def _text(node: dict[str, Any], source: str) -> str:
    at = node["sourcePosition"]
    return source[at["currentOffset"] : at["endOffset"] + 1]


@pytest.mark.emulators
def test_closed_keys_are_those_that_the_backend_reads(firestore_emulator: str):
    """With rules of a project of their own, so that nobody else meets them."""
    closed = Engine(firestore_emulator, project="demo-rules-closed")
    source = (ROOT / "firestore.rules").read_text()
    assert "return 'open';" in source
    closed.use(source.replace("return 'open';", "return 'closed';"))
    person = {"username": "olive", "email": "olive@example.com"}
    bearer, path = token(table.OWNER), f"users/{table.OWNER}"

    assert not closed.write(bearer, creation(path, {**person, "theme": "dark"}))
    assert closed.write(bearer, creation(path, person))
    assert closed.write(bearer, change(path, {"username": "olivia"}))
    assert not closed.write(bearer, change(path, {"theme": "dark"}))
