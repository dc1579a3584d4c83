"""docs/deploy.md shows the steps that there are and what the commands print, word by word.

`PULSE_RECORD=1 functions/venv/bin/pytest tests/deploy/test_page.py` writes these parts anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from deploy import report, run
from deploy.steps.rules import BEGIN, END
from deploy.table import STEPS
from tests.cloud import app
from tests.cloud.standin import PROJECT
from tests.code_facts import ROOT
from tests.deploy.scene import BESIDE, Scene, root_in

PAGE = ROOT / "docs" / "deploy.md"
PARTS = {
    "preflight": ("A preflight of an empty project:\n\n", "\n\nIts deployment:"),
    "deploy": ("Its deployment:\n\n", "\n\nAnd what `make verify`"),
    "verify": ("And what `make verify` says afterwards:\n\n", "\n\n### Beside an app"),
    "beside": (
        "A preflight beside an app, with `FUNCTION_PREFIX=pay` and `HOSTING_SITE=demo-pay`:\n\n",
        "\n\nAnd the rules",
    ),
    "rules": ("joined to the app's, as the file shows them:\n\n", "\n\n## By hand"),
    "steps": ("### The steps\n\n", "\n\n### What they print"),
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> dict[str, str]:
    scene = Scene(root_in(tmp_path_factory.mktemp("page")))
    before = report.preflight(scene.look(), PROJECT)
    results = run.do(
        STEPS, scene.clients(), scene.wanted, lambda one: scene.said.append(report.progress(one))
    )
    done = [*scene.said, "", report.deployed(results, len(STEPS), PROJECT)]
    return {
        "preflight": fenced(before),
        "deploy": fenced("\n".join(done)),
        "verify": fenced(report.verified(scene.look(), PROJECT)),
        **beside_an_app(tmp_path_factory.mktemp("beside")),
        "steps": "\n".join([f"{place}. **{one.name}**: {one.why}" for place, one in enumerate(STEPS, 1)]),
    }


def beside_an_app(folder: Path) -> dict[str, str]:
    """Of the joined rules the app's are shown whole, and of ours where they begin and end."""
    scene = Scene(root_in(folder, BESIDE), app.with_an_app())
    shown = report.preflight(scene.look(), PROJECT)
    lines = (scene.root / ".deploy" / f"{PROJECT}.rules").read_text().splitlines()
    begin, end = (next(at for at, one in enumerate(lines) if mark in one) for mark in (BEGIN, END))
    rules = [*lines[: begin + 2], f"    ... {end - begin - 2} lines of firestore.rules ...", *lines[end:]]
    return {"beside": fenced(shown), "rules": fenced("\n".join(rules))}


def fenced(text: str) -> str:
    return f"```text\n{text}\n```"


@pytest.mark.parametrize("part", PARTS)
def test_the_page_shows_what_is_printed(printed, part):
    text = PAGE.read_text()
    start, end = PARTS[part]
    first, last = text.index(start) + len(start), text.index(end)
    if os.environ.get("PULSE_RECORD"):
        PAGE.write_text(text[:first] + printed[part] + text[last:])

    assert PAGE.read_text()[first:].startswith(printed[part] + end)


def test_the_page_counts_the_decisions_that_are_left():
    (section,) = re.findall(r"### What is left for you\n(.*?)\n### ", PAGE.read_text(), re.DOTALL)
    rows = re.findall(r"^\| ([a-z]+) \|", section, re.MULTILINE)

    assert rows[1:] == ["project", "parameters", "secrets", "endpoints", "pages", "administrators"]
    assert "Six decisions" in section
