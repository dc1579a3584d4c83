"""What the documents promise about themselves: decisions are numbered once, links lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_decision_has_a_number_of_its_own():
    numbers = Counter(page.name[:4] for page in (ROOT / "docs" / "decisions").glob("*.md"))

    assert [number for number, times in numbers.items() if times > 1] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page):
    named = re.findall(
        r"`((?:docs|functions|tests|local|stripe_emulator|monitoring|web)/[\w./-]+)`", page.read_text()
    )

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_names_every_make_target_that_exists():
    targets = set(re.findall(r"^([a-z]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / "README.md").read_text(), re.MULTILINE))

    assert named <= targets
    assert {"demo", "up", "test", "check", "simulate"} <= named


def test_the_readme_names_every_deployed_function_that_is_not_an_operation():
    text = (ROOT / "README.md").read_text()
    main = (ROOT / "functions" / "main.py").read_text()
    functions = re.findall(r'^    "(\w+)",$', main, re.MULTILINE)

    assert functions
    assert [name for name in functions if f"`{name}`" not in text] == []
