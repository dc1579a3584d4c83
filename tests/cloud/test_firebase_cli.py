"""The real Firebase CLI against the stand-in, in a project that an app is in: what it sends, and what it
leaves."""

from __future__ import annotations

import json

import pytest

from deploy import package
from deploy.firebase_cli import FirebaseCli
from deploy.wanted import CODEBASE, Wanted
from tests.cloud import app
from tests.cloud.environment import ROOT, of_the_cli
from tests.cloud.recording import compared, recorded
from tests.cloud.server import serving
from tests.cloud.standin import PROJECT, Cloud
from tests.deploy.scene import BESIDE, PARAMETERS, root_in

pytestmark = pytest.mark.thorough
ASKED_BY_TLS = {"iam.googleapis.com:443"}
"""The CLI has this address in its code. It asks there whether it may act as an account, and goes on
without."""


def ready(cloud: Cloud) -> Cloud:
    """With what the steps before the CLI make: APIs, secrets, the site of our pages."""
    site = f"projects/{PROJECT}/sites/demo-pay"
    cloud.things[f"firebasehosting.googleapis.com/{site}"] = {"name": site, "type": "USER_SITE"}
    cloud.apis |= {f"{name}.googleapis.com" for name in ("secretmanager", "cloudtasks", "cloudscheduler")}
    for secret in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS", "STRIPE_CONNECT_WEBHOOK_SECRETS",
                   "SLACK_WEBHOOK_URL", "SMTP_PASSWORD"):  # fmt: skip
        name = f"projects/{PROJECT}/secrets/{secret}"
        cloud.things[f"secretmanager.googleapis.com/{name}"] = {"name": name}
        version = {"name": f"{name}/versions/1", "state": "ENABLED", "payload": {"data": ""}}
        cloud.things[f"secretmanager.googleapis.com/{name}/versions/1"] = version
    return cloud


def run(cloud: Cloud, folder, parameters: str, *only: str) -> Wanted:
    wanted = Wanted.of(PROJECT, root_in(folder, parameters))
    with serving(cloud) as proxy:
        home = folder / "home"
        home.mkdir()
        cli = FirebaseCli(wanted, ROOT / "node_modules" / ".bin" / "firebase", of_the_cli(proxy, home))
        for one in only:
            cli.deploy(one, force=one.startswith("functions:"))
    assert set(cloud.refused) <= ASKED_BY_TLS
    return wanted


def test_beside_an_app_nothing_of_it_is_deleted_or_overwritten(tmp_path):
    cloud = ready(app.with_an_app())
    before = app.of_the_app(cloud)

    run(cloud, tmp_path, BESIDE,
        f"functions:{CODEBASE}", "firestore:indexes", "hosting")  # fmt: skip

    assert app.of_the_app(cloud) == before
    assert [one.path for one in cloud.changes if one.method == "DELETE"] == []
    assert compared("beside_an_app", recorded(cloud)) == []


def test_queues_schedules_callables_and_rewrites_follow_the_prefix(tmp_path):
    cloud = ready(app.with_an_app())

    run(
        cloud,
        tmp_path,
        BESIDE,
        f"functions:{CODEBASE}",
        "hosting",
    )

    place = f"projects/{PROJECT}/locations/us-central1"
    queues = cloud.named(f"cloudtasks.googleapis.com/{place}/queues")
    jobs = cloud.named(f"cloudscheduler.googleapis.com/{place}/jobs")
    assert [name.rsplit("/", 1)[-1] for name in queues if "/pay-" in name] == [
        "pay-fanoutprizes", "pay-handleevent", "pay-payprize", "pay-sendnotice",
    ]  # fmt: skip
    assert [name.rsplit("/", 1)[-1] for name in jobs if "-pay-" in name] == [
        f"firebase-schedule-pay-{one}-us-central1" for one in ("nightly", "reconcile", "sweep")
    ]
    assert f"cloudfunctions.googleapis.com/{place}/functions/pay-createPaymentIntent" in cloud.things
    versions = [
        one for one in cloud.changes if "/sites/demo-pay/versions" in one.path and "config" in one.body
    ]
    rewrites = [rewrite for one in versions for rewrite in one.body["config"]["rewrites"]]
    assert rewrites
    assert all('"pay-' in json.dumps(rewrite) for rewrite in rewrites)


def test_schedules_and_functions_run_as_the_accounts_that_are_made_for_them(tmp_path):
    cloud = ready(app.empty_project())
    cloud.apis |= {f"{name}.googleapis.com" for name in app.APIS}
    cloud.things[f"firestore.googleapis.com/{app.DATABASE}"] = {"name": app.DATABASE}

    run(cloud, tmp_path, PARAMETERS, f"functions:{CODEBASE}")

    place = f"projects/{PROJECT}/locations/us-central1"
    account = f"@{PROJECT}.iam.gserviceaccount.com"
    of = {
        name: cloud.things[f"cloudfunctions.googleapis.com/{place}/functions/{name}"]["serviceConfig"][
            "serviceAccountEmail"
        ]
        for name in ("api", "payprize", "sweep", "onchallengewritten")
    }
    job = cloud.things[f"cloudscheduler.googleapis.com/{place}/jobs/firebase-schedule-sweep-us-central1"]
    assert of == {
        "api": f"pulse-doors{account}",
        "payprize": f"pulse-workers{account}",
        "sweep": f"pulse-schedules{account}",
        "onchallengewritten": f"pulse-workers{account}",
    }
    assert job["httpTarget"]["oidcToken"]["serviceAccountEmail"] == f"pulse-schedules{account}"
    assert compared("into_an_empty_project", recorded(cloud)) == []


def test_with_the_codebase_of_the_app_its_function_would_be_deleted(tmp_path, monkeypatch):
    """Why the codebase has a name of its own; and that the stand-in sees it."""
    cloud = ready(app.with_an_app())
    before = app.of_the_app(cloud)
    monkeypatch.setattr(package, "CODEBASE", "default")

    run(cloud, tmp_path, f"{PARAMETERS}FUNCTION_PREFIX=pay\n", "functions:default")

    gone = [name for name, thing in app.of_the_app(cloud).items() if thing != before[name]]
    assert f"cloudfunctions.googleapis.com/projects/{PROJECT}/locations/us-central1/functions/appFunc" in gone
