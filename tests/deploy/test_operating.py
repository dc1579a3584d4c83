"""The pages of docs/operating/ are scripts: their commands run here, against the stand-in and the emulator.

A command that neither can answer says so beside it, and is not run.
"""

from __future__ import annotations

import base64
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy import __main__ as commands
from deploy import manifest
from tests.cloud import app
from tests.cloud.standin import PROJECT
from tests.code_facts import ROOT
from tests.deploy.commands import lines_in, operators
from tests.deploy.scene import KEY, SETUP_KEY, SMALL, Scene, small_root_in
from tests.doors.command_line.terminal import run
from tests.world import World

PAGES = ROOT / "docs" / "operating"
NOT_RUN = "# not run against the real service"
GIVEN = {"rk_test_...": KEY, "rk_test_rolled...": "sk_test_rolled"}
"""What a deployer writes in place of the dots."""


def lines_of(page: str) -> list[str]:
    return lines_in(PAGES / page)


@dataclass
class Shell:
    """Runs a page's lines, one after another, in one project and one world."""

    scene: Scene
    world: World = field(default_factory=World)
    said: list[tuple[str, int]] = field(default_factory=list)

    def run(self, page: str, *, until: str = "") -> list[tuple[str, int]]:
        """The exit code of each command. *until*: the first word sequence that ends it, before it is run."""
        for line in lines_of(page):
            if until and until in line:
                break
            if NOT_RUN not in line:
                self.said.append((line, self._line(line)))
        return self.said

    def _line(self, line: str) -> int:
        if (words := operators(line)) is not None:
            return run(self.world, *words).code
        match shlex.split(line):
            case ["export", setting]:
                return self._export(*setting.split("=", 1))
            case ["echo", text, ">>", place]:
                return self._append(text, place.replace("your-project", PROJECT))
            case ["make", target, "PROJECT=your-project", *more] if set(more) <= {"APPLY=1"}:
                return commands.chosen(target, yes=bool(more))(self.scene.clients(), self.scene.wanted)
        raise AssertionError(f"no test knows how to run: {line}")

    def _export(self, name: str, value: str) -> int:
        value = GIVEN.get(value, value)
        if name == "STRIPE_SETUP_KEY":
            self.scene.setup_key = SETUP_KEY
        else:
            self.scene.given[name] = value
        return 0

    def _append(self, text: str, place: str) -> int:
        with (self.scene.root / place).open("a") as file:
            file.write(f"{text}\n")
        return 0

    def stored(self, name: str) -> str:
        secret = f"secretmanager.googleapis.com/projects/{PROJECT}/secrets/{name}/versions"
        newest = max(self.scene.cloud.named(secret), key=lambda one: int(one.rsplit("/", 1)[-1]))
        return base64.b64decode(self.scene.cloud.things[newest]["payload"]["data"]).decode()


@pytest.fixture
def shell(tmp_path) -> Shell:
    """An empty project, about which nothing is decided yet."""
    return Shell(Scene(small_root_in(tmp_path, ""), given={}, setup_key=""))


@pytest.fixture
def deployed(shell) -> Shell:
    """A staging project that is as it should be."""
    shell.run("staging.md")
    shell.said.clear()
    return shell


def failed(said: list[tuple[str, int]]) -> list[str]:
    return [line for line, code in said if code]


def test_every_command_is_run_or_says_that_it_is_not():
    known = ("make ", "export ", "echo ")
    for page in PAGES.glob("*.md"):
        strange = [one for one in lines_of(page.name) if not one.startswith(known) and NOT_RUN not in one]
        assert strange == [], page.name
        assert "not run against the real service" in page.read_text()


def test_a_staging_project_is_made_from_nothing(shell):
    assert failed(shell.run("staging.md")) == []
    assert shell.stored("STRIPE_SECRET_KEY") == KEY
    assert shell.scene.cloud.refused == []


def version(main: Path, text: str) -> None:
    """Another commit is checked out; each command reads it in a process of its own."""
    main.write_text(text)
    for cached in (manifest._read_in, manifest.functions, manifest.secrets_of):
        cached.cache_clear()


def test_an_older_version_is_deployed_over_a_newer_one_and_the_newer_one_again(deployed):
    functions = f"cloudfunctions.googleapis.com/projects/{PROJECT}/locations/us-central1/functions"
    main = deployed.scene.root / "functions" / "main.py"
    newer = set(deployed.scene.cloud.named(functions))
    version(main, SMALL.replace("from pulse.doors.schedules import sweep\n", ""))

    assert failed(deployed.run("rolling-back.md", until="migrate undo")) == []

    assert newer - set(deployed.scene.cloud.named(functions)) == {f"{functions}/sweep"}
    version(main, SMALL)
    assert failed(deployed.run("rolling-back.md", until="migrate undo")) == []
    assert set(deployed.scene.cloud.named(functions)) == newer


def test_a_restored_database_gets_its_protection_back(deployed):
    name = f"firestore.googleapis.com/{app.DATABASE}"
    deployed.scene.cloud.things[name] = {
        "name": app.DATABASE, "locationId": "nam5", "type": "FIRESTORE_NATIVE",
        "deleteProtectionState": "DELETE_PROTECTION_DISABLED",
        "pointInTimeRecoveryEnablement": "POINT_IN_TIME_RECOVERY_DISABLED",
    }  # fmt: skip

    assert failed(deployed.run("restoring.md", until="catch-up")) == []

    database = deployed.scene.cloud.things[name]
    assert database["deleteProtectionState"] == "DELETE_PROTECTION_ENABLED"
    assert database["pointInTimeRecoveryEnablement"] == "POINT_IN_TIME_RECOVERY_ENABLED"


def test_a_new_key_is_stored_and_the_signing_secrets_are_others_afterwards(deployed):
    names = ("STRIPE_WEBHOOK_SECRETS", "STRIPE_CONNECT_WEBHOOK_SECRETS")
    before = {one for name in names for one in deployed.stored(name).split(",")}
    former = {one["id"] for one in deployed.scene.clients().stripe.all("/v1/webhook_endpoints")}

    assert failed(deployed.run("rotating-keys.md")) == []

    assert deployed.stored("STRIPE_SECRET_KEY") == "sk_test_rolled"
    assert deployed.stored("SMTP_PASSWORD") == "..."
    after = {one for name in names for one in deployed.stored(name).split(",")}
    assert len(after) == len(before) == 3
    assert after & before == set()
    hooks = {one["id"] for one in deployed.scene.clients().stripe.all("/v1/webhook_endpoints")}
    assert len(hooks) == 2
    assert hooks & former == set()


def test_without_apply_no_endpoint_is_noted_to_be_replaced(deployed):
    before = len(deployed.scene.cloud.changes)
    assert deployed._line("make roll-endpoints PROJECT=your-project") == 0
    assert len(deployed.scene.cloud.changes) == before


def test_app_check_is_enforced_once_every_app_can_prove_itself(deployed):
    web = f"firebase.googleapis.com/projects/{PROJECT}/webApps/one"
    deployed.scene.cloud.things[web] = {"name": web, "appId": "1:web:one", "displayName": "Pulse"}

    assert "make deploy PROJECT=your-project APPLY=1" in failed(
        deployed.run("app-check.md", until="monitor'")
    )

    provider = f"firebaseappcheck.googleapis.com/projects/{PROJECT}/apps/1:web:one/recaptchaV3Config"
    deployed.scene.cloud.things[provider] = {"name": provider}
    deployed.said.clear()
    assert failed(deployed.run("app-check.md")) == []
    assert deployed.scene.wanted.settings.app_check == "monitor"
