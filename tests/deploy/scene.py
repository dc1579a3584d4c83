"""A project to deploy to, in this process: the stand-in, the Stripe emulator, and a CLI that sends what the
real one sends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy import manifest, package, run
from deploy.clients import Clients
from deploy.google import Google
from deploy.manifest import Trigger
from deploy.run import Result
from deploy.stripe_side import StripeSide
from deploy.table import STEPS
from deploy.wanted import ROOT, Wanted
from stripe_emulator.core import Emulator
from tests.cloud import app
from tests.cloud.in_process import Fuse, Wires
from tests.cloud.standin import PROJECT, Cloud

KEY, SETUP_KEY = "sk_test_product", "sk_test_setup"
PARAMETERS = "STRIPE_MODE=test\nALERT_EMAILS=night@example.com\n"
BESIDE = f"{PARAMETERS}FUNCTION_PREFIX=pay\nHOSTING_SITE=demo-pay\n"
"""With names that keep ours apart from an app's."""


def root_in(folder: Path, parameters: str = PARAMETERS) -> Path:
    """What is deployed, by links, with a deployer's parameters."""
    (folder / "functions").mkdir(exist_ok=True)
    for name in (".env", "main.py", "pulse", "requirements.txt"):
        (folder / "functions" / name).symlink_to(ROOT / "functions" / name)
    for name in ("web", "monitoring", "firebase.json", "firestore.indexes.json", "firestore.rules"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "functions" / f".env.{PROJECT}").write_text(parameters)
    return folder


SMALL = """
from pulse.doors.api import api
from pulse.doors.queues import payprize
from pulse.doors.schedules import sweep
from pulse.doors.triggers import onnoticecreated
"""


def small_root_in(folder: Path, parameters: str) -> Path:
    """The same with few of each kind: a function of each trigger, indexes, a metric, an alert."""
    root_in(folder, parameters)
    for name in ("functions/main.py", "firestore.indexes.json", "monitoring"):
        (folder / name).unlink()
    (folder / "functions" / "main.py").write_text(SMALL)
    spec = json.loads((ROOT / "firestore.indexes.json").read_text())
    expiring = [one for one in spec["fieldOverrides"] if one.get("ttl")]
    some = {"indexes": spec["indexes"][:2], "fieldOverrides": expiring[:1]}
    (folder / "firestore.indexes.json").write_text(json.dumps(some))
    for kind in ("metrics", "policies"):
        (folder / "monitoring" / kind).mkdir(parents=True)
        first = min((ROOT / "monitoring" / kind).glob("*.json"))
        (folder / "monitoring" / kind / first.name).symlink_to(first)
    return folder


@dataclass(frozen=True)
class QuickCli:
    """Makes by REST what the real CLI makes (`tests/cloud` runs that one), without starting Node."""

    wanted: Wanted
    google: Google

    def deploy(self, only: str, *, force: bool = False) -> None:
        configuration = package.configuration(self.wanted)
        if only.startswith("functions:"):
            self._functions(configuration)
        elif only == "firestore:indexes":
            self._indexes()
        else:
            self._pages(configuration)

    def _functions(self, configuration: dict[str, Any]) -> None:
        parent = f"projects/{self.wanted.project}/locations/{self.wanted.region}"
        labels = {
            "firebase-functions-codebase": configuration["functions"]["codebase"],
            "deployment-tool": "cli-firebase",
        }
        url = f"cloudfunctions.googleapis.com/v2/{parent}/functions"
        listed = self.google.all(url, "functions")
        there = {one["name"].rsplit("/", 1)[-1] for one in listed}
        wanted = {self.wanted.function(one.name) for one in manifest.functions(self.wanted.root)}
        mine = [one["name"].rsplit("/", 1)[-1] for one in listed if one.get("labels") == labels]
        for name in sorted(set(mine) - wanted):
            self.google.send("DELETE", f"{url}/{name}")
        for one in manifest.functions(self.wanted.root):
            name = self.wanted.function(one.name)
            if name in there:
                continue
            self.google.send("POST", url, {"labels": labels}, functionId=name)
            member = (
                "allUsers"
                if one.trigger is Trigger.HTTP
                else f"serviceAccount:{self.wanted.account(one.account)}"
            )
            if one.trigger in (Trigger.HTTP, Trigger.SCHEDULE):
                policy = {"policy": {"bindings": [{"role": "roles/run.invoker", "members": [member]}]}}
                self.google.send(
                    "POST", f"run.googleapis.com/v1/{parent}/services/{name.lower()}:setIamPolicy", policy
                )

    def _indexes(self) -> None:
        spec = json.loads((self.wanted.root / "firestore.indexes.json").read_text())
        groups = f"firestore.googleapis.com/v1/{self.wanted.database}/collectionGroups"
        for one in spec["indexes"]:
            body = {"queryScope": one["queryScope"], "fields": one["fields"]}
            self.google.send("POST", f"{groups}/{one['collectionGroup']}/indexes", body)
        for one in spec["fieldOverrides"]:
            body = {
                "indexConfig": {"indexes": one["indexes"]},
                **({"ttlConfig": {}} if one.get("ttl") else {}),
            }
            self.google.send("PATCH", f"{groups}/{one['collectionGroup']}/fields/{one['fieldPath']}", body)

    def _pages(self, configuration: dict[str, Any]) -> None:
        sites = f"firebasehosting.googleapis.com/v1beta1/projects/{self.wanted.project}/sites"
        site = f"{sites}/{configuration['hosting']['site']}"
        version = self.google.send("POST", f"{site}/versions", {"status": "CREATED"})
        self.google.send("POST", f"{site}/channels/live/releases", versionName=version["name"])


@dataclass
class Scene:
    root: Path
    cloud: Cloud = field(default_factory=app.empty_project)
    emulator: Emulator = field(default_factory=Emulator)
    fuse: Fuse = field(default_factory=Fuse)
    given: dict[str, str] = field(default_factory=lambda: {"STRIPE_SECRET_KEY": KEY})
    setup_key: str = SETUP_KEY
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wires = Wires(self.cloud, self.emulator, self.fuse)

    @property
    def wanted(self) -> Wanted:
        return Wanted.of(PROJECT, self.root)

    def clients(self) -> Clients:
        google = Google(self.wires.google(), PROJECT, settling_seconds=0)
        stripe = StripeSide(self.wires.stripe(), self.given.get("STRIPE_SECRET_KEY", ""), self.setup_key)
        return Clients(google, stripe, QuickCli(self.wanted, google), self.given)

    def look(self) -> list[Result]:
        return run.look(STEPS, self.clients(), self.wanted)

    def deploy(self) -> list[Result]:
        return run.do(STEPS, self.clients(), self.wanted, self.said.append)

    def step(self, name: str) -> Result:
        (found,) = (one for one in self.look() if one.step.name == name)
        return found


def wrong(results: list[Result]) -> list[str]:
    """What is not as it should be, as sentences."""
    return [
        sentence
        for one in results
        for sentence in (
            *([f"{one.step.name}: {one.failed}"] if one.failed else []),
            *(f"{one.step.name}: {change.sentence}" for change in one.plan.wrong),
            *(f"{one.step.name}: {decision.sentence}" for decision in one.plan.decisions if decision.blocks),
        )
    ]
