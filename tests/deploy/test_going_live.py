"""One page states the order of going live, and every command of the operators' pages runs as it is pasted."""

from __future__ import annotations

import re
import shlex

import pytest
import typer

from deploy.operate import environment_of, main
from deploy.wanted import Wanted
from pulse.doors.command_line import app
from tests.cloud.standin import PROJECT
from tests.code_facts import ROOT
from tests.deploy.commands import lines_in, operators
from tests.deploy.scene import BESIDE, root_in

DOCS = ROOT / "docs"
PAGES = [DOCS / name for name in ("going-live.md", "deploy.md", "migrating.md")]
PAGES += sorted((DOCS / "operating").glob("*.md"))
ORDER = (
    "**Staging**", "**Choose the moment**", "**Stop selling**", "**Stop the first system**",
    "**Stop payouts**", "**Deploy**", "**Migrate**", "**Learn what happened in between**", "**Go on**",
)  # fmt: skip
NOT_OURS = ("export ", "echo ", "git checkout ", "gcloud ", "npx firebase ", "$EDITOR functions/")
"""Programs and parts of the shell that are run from anywhere, or name a file from the root."""


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_steps_are_in_one_order():
    text = (DOCS / "going-live.md").read_text()
    places = [text.index(step) for step in ORDER]

    assert places == sorted(places)
    assert re.findall(r"^\| (\d) \|", text, re.MULTILINE) == [str(number) for number in range(1, 10)]


@pytest.mark.parametrize("page", ["deploy.md", "migrating.md"])
def test_each_page_leads_to_the_order_and_states_none_of_its_own(page):
    text = (DOCS / page).read_text()

    assert "(going-live.md)" in text
    assert "stop it first" not in text


def test_the_day_from_which_prizes_are_awarded_has_one_place():
    for page in PAGES:
        assert not re.search(r"`AWARDS_FROM` in `functions/\.env`", page.read_text()), page.name
    assert "AWARDS_FROM" not in (ROOT / "functions" / ".env").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_is_known_and_runs_from_the_root(page):
    for line in lines_in(page):
        words = shlex.split(line, comments=True)
        if words[0] == "make":
            assert words[1] in targets(), line
            assert words[1] in ("rehearse", "test") or "PROJECT=your-project" in words, line
        else:
            assert line.startswith(NOT_OURS), line
        if "gcloud" in words and "auth" not in words and "storage" not in words:
            assert "--project" in words, line


def test_every_operators_command_exists():
    for line in [line for page in PAGES for line in lines_in(page)]:
        found = typer.main.get_command(app)
        for word in operators(line) or ():
            if not hasattr(found, "commands"):
                break
            found = found.commands[word]
        assert operators(line) is None or not hasattr(found, "commands"), line


def test_an_operators_command_has_the_parameters_of_the_projects_functions(tmp_path):
    wanted = Wanted.of(PROJECT, root_in(tmp_path, f"{BESIDE}AWARDS_FROM=2026-11-01\n"))

    found = environment_of(wanted, {"STRIPE_SECRET_KEY": "rk_test_1", "FUNCTION_PREFIX": "other"})

    assert (found["GCLOUD_PROJECT"], found["FUNCTION_PREFIX"]) == (PROJECT, "pay")
    assert (found["AWARDS_FROM"], found["STRIPE_SECRET_KEY"]) == ("2026-11-01", "rk_test_1")
    assert "HOSTING_SITE" not in found


def test_a_project_that_is_none_is_refused_before_anything_is_run(capsys):
    assert main(["Not a project", "status"], {}) == 1
    assert "no project id" in capsys.readouterr().err


def test_the_command_line_is_found_from_the_root():
    assert main([PROJECT, "--help"], {"PATH": "/usr/bin:/bin"}) == 0
