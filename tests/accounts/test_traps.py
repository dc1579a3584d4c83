"""Each known trap of Accounts v2 has a test that exists, or needs a sandbox and says so."""

from __future__ import annotations

import re

import pytest

from tests.named import ROOT

PAGE = (ROOT / "docs" / "accounts-v2.md").read_text()
ROWS = dict(re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
TRAPS = 25
NEEDS_A_SANDBOX = {"24"}


def test_no_trap_is_left_out():
    assert list(ROWS) == [str(number) for number in range(1, TRAPS + 1)]


@pytest.mark.parametrize("number", sorted(ROWS.keys() - NEEDS_A_SANDBOX, key=int))
def test_a_trap_is_shown_by_tests_that_exist(number):
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", ROWS[number])
    assert named
    for file, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE), name


@pytest.mark.parametrize("number", sorted(NEEDS_A_SANDBOX))
def test_what_needs_a_sandbox_names_no_test(number):
    assert "::" not in ROWS[number]
    assert "sandbox" in ROWS[number]
    assert "**Not run against the real service.**" in PAGE
