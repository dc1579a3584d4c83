"""An example app takes in this backend by the README alone, and nothing of the app is lost."""

from __future__ import annotations

import copy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.manifest import _READ
from tests.cloud import app
from tests.cloud.environment import ROOT, of_the_cli
from tests.cloud.real import FIREBASE
from tests.cloud.server import serving
from tests.cloud.standin import PROJECT, Cloud
from tests.deploy.commands import BLOCK
from tests.deploy.scene import Scene, root_in
from tests.deploy.test_operating import Shell

pytestmark = pytest.mark.thorough
APP = ROOT / "examples" / "app"
RELEASE = f"firebaserules.googleapis.com/projects/{PROJECT}/releases/cloud.firestore"
JOINED = {f"firestore.googleapis.com/{app.DATABASE}", RELEASE}
"""What may be another afterwards: the database is protected, and the rules have ours in them."""


def commands() -> list[str]:
    """Of the README's section, without what is said beside them."""
    section = (ROOT / "README.md").read_text().partition("## Deploy\n")[2].partition("\n## ")[0]
    return [line for block in BLOCK.findall(section) for line in block.splitlines()]


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory) -> Cloud:
    """The cloud of the app, deployed by the real CLI as its makers deploy it."""
    folder = tmp_path_factory.mktemp("example") / "app"
    shutil.copytree(APP, folder)
    read = [sys.executable, "-c", _READ]
    found = subprocess.run(read, cwd=folder / "functions", capture_output=True, text=True, check=True)
    (folder / "functions" / "functions.yaml").write_text(found.stdout)
    cloud = app.empty_project()
    cloud.apis |= {f"{name}.googleapis.com" for name in (*app.APIS, "cloudscheduler")}
    site = f"projects/{PROJECT}/sites/{PROJECT}"
    cloud.things[f"firebasehosting.googleapis.com/{site}"] = {"name": site, "type": "DEFAULT_SITE"}
    with serving(cloud) as proxy:
        words = [str(FIREBASE), "deploy", "--project", PROJECT, "--non-interactive", "--force"]
        home = folder.parent / "home"
        home.mkdir()
        said = subprocess.run(
            words, cwd=folder, env=of_the_cli(proxy, home), capture_output=True, text=True, check=False
        )
    assert said.returncode == 0, said.stdout[-2_000:]
    return cloud


@pytest.fixture
def cloud(taken_in) -> Cloud:
    fresh = app.empty_project()
    fresh.things, fresh.policies = copy.deepcopy(taken_in.things), copy.deepcopy(taken_in.policies)
    fresh.apis, fresh.numbers = set(taken_in.apis), taken_in.numbers
    return fresh


def changed(before: Cloud, after: Cloud) -> set[str]:
    return {name for name, thing in before.things.items() if after.things.get(name) != thing}


def rights(cloud: Cloud) -> set[tuple[str, str, str]]:
    return {
        (place, one["role"], member)
        for place, policy in cloud.policies.items()
        for one in policy.get("bindings", ())
        for member in one["members"]
    }


def followed(cloud: Cloud, folder: Path, *, without: str = "nothing") -> list[int]:
    """The exit codes of the README's commands."""
    shell = Shell(Scene(root_in(folder, ""), cloud, given={}, setup_key=""))
    lines = [line.partition("  # ")[0].strip() for line in commands()]
    return [shell._line(line) for line in lines if without not in line]


def test_the_app_is_there_before(taken_in):
    names = {name.rpartition("/functions/")[2] for name in taken_in.things if "/functions/" in name}

    assert {"api", "nightly", "onworkoutcreated"} <= names


def test_by_the_readme_alone_the_backend_is_there_and_nothing_of_the_app_is_lost(cloud, taken_in, tmp_path):
    assert set(followed(cloud, tmp_path)) == {0}

    functions = {name.rpartition("/")[2] for name in cloud.things if "/functions/" in name}
    assert {"api", "nightly", "pay-api", "pay-nightly"} <= functions
    assert changed(taken_in, cloud) <= JOINED
    assert rights(taken_in) <= rights(cloud)
    (ruleset,) = [cloud.things[RELEASE]["rulesetName"]]
    files = cloud.things[f"firebaserules.googleapis.com/{ruleset}"]["source"]["files"]
    theirs = [line for line in (APP / "firestore.rules").read_text().splitlines() if line.strip()]
    assert app._without_ours("\n".join(file["content"] for file in files)) == theirs
    assert [one.path for one in cloud.changes if one.method == "DELETE"] == []


def test_without_the_prefix_the_deployment_stops_and_nothing_of_the_app_is_lost(cloud, taken_in, tmp_path):
    codes = followed(cloud, tmp_path, without="FUNCTION_PREFIX")

    assert 1 in codes
    assert changed(taken_in, cloud) <= JOINED - {RELEASE}
