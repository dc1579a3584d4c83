"""What keeps the repository in order: one version, a changelog, and the checks before a commit."""

from __future__ import annotations

import json
import re
import tomllib

from tests import named
from tests.named import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()


def make_static() -> list[str]:
    """The commands of `make static`, as make would run them."""
    makefile = (ROOT / "Makefile").read_text()
    values = dict(re.findall(r"^(\w+) [:?]?= *(.*)$", makefile, re.MULTILINE))
    recipe = re.search(r"^static:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1]
    while "$(" in recipe:
        recipe = re.sub(r"\$\((\w+)\)", lambda name: values[name[1]], recipe)
    return [line.strip().lstrip("@") for line in recipe.splitlines()]


def test_the_version_stands_in_one_place():
    version = re.compile(rf"(?<![\d.]){re.escape(PROJECT['version'])}(?![\d.])")
    packages = ("requirements.txt", "functions/requirements.in", "functions/requirements.txt")
    texts = {name: text for name, text in named.texts().items() if name not in packages}

    assert {name for name, text in texts.items() if version.search(text)} == {
        "pyproject.toml",
        "CHANGELOG.md",
    }
    assert "version" not in json.loads((ROOT / "package.json").read_text())
    assert [name for name, text in texts.items() if re.search(r"^__version__\b", text, re.MULTILINE)] == []


def test_the_changelog_ends_at_the_version_and_dates_every_release():
    headings = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", CHANGELOG, re.MULTILINE)
    released = [(name, date) for name, date in headings if name != "Unreleased"]

    assert headings[0] == ("Unreleased", "")
    assert released[0][0] == PROJECT["version"]
    assert all(date for _, date in released)


def test_the_changelog_sorts_by_kind_of_change():
    kinds = set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE))

    assert {"Added", "Changed", "Fixed"} <= kinds
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_checks_before_a_commit_are_those_of_make_static():
    hooks = re.findall(r"^ *entry: (.+)$", (ROOT / ".pre-commit-config.yaml").read_text(), re.MULTILINE)

    assert [hook.removeprefix("env ") for hook in hooks] == make_static()


def test_the_license_is_the_one_that_the_project_names():
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text()
