"""Every test that the security page names exists, and every risk and attack has one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)))
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| attack |")]


@cache
def functions_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[f"{file}::{name}" for file, name in NAMED])
def test_a_named_test_exists(file, name):
    assert name in functions_in(file)


def test_every_row_names_a_test():
    rows = [row for row in ROWS if not row.startswith(("| risk |", "| item |", "| what |", "| --- |"))]
    assert len(rows) > 60
    assert [row for row in rows if "::test_" not in row] == []


def test_all_ten_risks_are_there():
    assert [int(number) for number in re.findall(r"^\| API(\d+) ", PAGE, re.MULTILINE)] == list(range(1, 11))
