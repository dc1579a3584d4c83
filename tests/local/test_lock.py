"""What is deployed is pinned with hashes, is what people wrote down, and is imported."""

from __future__ import annotations

import ast
import re
from importlib.metadata import packages_distributions

from local.lock import COMMAND, LOCK, WANTED
from local.places import FUNCTIONS

PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)
STARTED = {"functions-framework"}
"""It imports the functions, and nothing imports it."""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    return {normal(name): version for name, version in PIN.findall(text)}


def imported() -> set[str]:
    """The packages of which the deployed code imports a module."""
    files = [FUNCTIONS / "main.py", *(FUNCTIONS / "pulse").rglob("*.py")]
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    tops = {name.partition(".")[0] for name in found}
    packages = {normal(one) for top in tops - {"google"} for one in packages_distributions().get(top, ())}
    return packages | {f"google-cloud-{name.split('.')[2].partition('_')[0]}" for name in found
                       if name.startswith("google.cloud.")}  # fmt: skip


def test_every_package_that_is_deployed_has_a_version_and_hashes():
    blocks = re.split(r"\n(?=[A-Za-z0-9])", LOCK.read_text().partition("\n#    make lock\n")[2])
    bare = [
        block.partition("\n")[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block
    ]
    assert bare == []
    assert len(blocks) > len(pins(WANTED.read_text()))


def test_the_lock_holds_what_is_wanted_in_the_versions_that_are_wanted():
    wanted, locked = pins(WANTED.read_text()), pins(LOCK.read_text())
    assert {name: locked.get(name) for name in wanted} == wanted


def test_each_wanted_package_says_why_and_is_imported():
    lines = [line for line in WANTED.read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if "  # " not in line] == []
    assert pins(WANTED.read_text()).keys() - STARTED - imported() == set()


def test_no_address_of_an_index_is_written():
    assert re.findall(r"https?://|--(extra-)?index-url|--find-links", LOCK.read_text()) == []
    assert "--generate-hashes" in COMMAND
