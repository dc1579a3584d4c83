"""Documents of other programs are looked into in one room: no other module reads a raw one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PULSE = Path(__file__).parents[1] / "functions" / "pulse"
COLLECTIONS = {"users", "challenges", "user-challenge"}
BUILDERS = {"path", "user_path", "enrolment_path"}
MODULES = sorted(
    module
    for module in PULSE.rglob("*.py")
    if module.relative_to(PULSE).parts[0] not in {"documents", "ports", "outside"}
)
NOT_READ = {
    "accounts/links.py": "writes the onboarding link",
    "accounts/records.py": "builds the path for that",
    "alerts/links.py": "names the person as the subject of an alert",
    "alerts/notify_error.py": "names the person as the subject of an alert",
    "backoffice/privacy/export.py": "copies whole documents and decides nothing",
    "backoffice/privacy/money.py": "names the challenge in a sentence",
    "backoffice/privacy/traces.py": "deletes whole documents and decides nothing",
    "backoffice/privacy/parts.py": "copies whole documents and decides nothing",
    "pools/close_pool.py": "requires the challenge unchanged",
    "pools/pool_writes.py": "writes the prize money that was paid in",
    "sales/enrolment.py": "writes the buyer's entry",
    "sales/terms.py": "writes since when the terms of a round stand",
    "sales/records.py": "builds the path for that",
}
"""Modules that name these documents, and why they do not look into one."""


def names_of_theirs(source: str) -> Iterator[str]:
    """Where *source* builds the path of a document of another program, or queries such a collection."""
    tree = ast.parse(source)
    counted = {id(argument) for node in calls(tree, "totals") for argument in node.args}
    for node in calls(tree, "Query"):
        whole = not any(
            one.arg == "fields" and ast.unparse(one.value) == "NO_FIELDS" for one in node.keywords
        )
        if id(node) not in counted and whole and theirs(node):
            yield ast.unparse(node)
    for builder in BUILDERS:
        yield from (
            ast.unparse(node) for node in calls(tree, builder) if builder != "path" or whole_path(node)
        )


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in found if ast.unparse(node.func).rpartition(".")[2] == name]


def whole_path(node: ast.Call) -> bool:
    """A longer path is of a document below theirs, which the backend writes."""
    return theirs(node) and len(node.args) == 2


def theirs(node: ast.Call) -> bool:
    first = node.args[0] if node.args else None
    return isinstance(first, ast.Constant) and first.value in COLLECTIONS


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(PULSE).as_posix())
def test_no_module_outside_the_edge_reads_a_document_of_another_program(module):
    name = module.relative_to(PULSE).as_posix()
    found = list(names_of_theirs(module.read_text()))

    assert name in NOT_READ or found == []


def test_the_list_of_exceptions_names_nothing_else():
    assert [name for name in NOT_READ if not (PULSE / name).is_file()] == []


@pytest.mark.parametrize(
    "source",
    [
        'store.get(path("users", uid)).fields["username"]',
        'where = path("challenges", challenge_id)',
        'store.query(Query("user-challenge", where=[("challengeId", "==", challenge_id)]))',
        "store.get(enrolment_path(one))",
    ],
)
def test_a_read_past_the_edge_is_found(source):
    assert list(names_of_theirs(source)) != []


@pytest.mark.parametrize(
    "source",
    [
        'store.totals(Query("users")).count',
        'store.query(Query("user-challenge", where=mine, limit=1, fields=NO_FIELDS))',
        'store.get(path("payments", payment_id))',
    ],
)
def test_what_reads_no_field_of_theirs_is_allowed(source):
    assert list(names_of_theirs(source)) == []
