"""Each known trap of Accounts v2 has a test that exists."""

from __future__ import annotations

import re

import pytest

from tests.named import ROOT

PAGE = (ROOT / "docs" / "accounts-v2.md").read_text()
ROWS = dict(re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
TRAPS = 25


def test_no_trap_is_left_out():
    assert list(ROWS) == [str(number) for number in range(1, TRAPS + 1)]


@pytest.mark.parametrize("number", sorted(ROWS, key=int))
def test_a_trap_is_shown_by_tests_that_exist(number):
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", ROWS[number])
    assert named
    for file, name in named:
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE), name


def test_what_only_a_sandbox_can_settle_is_said_to_be_unsettled():
    assert "**Not run against the real service.**" in PAGE
