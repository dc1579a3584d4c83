"""What an app has under a name of ours is overwritten only where the deployer has named it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy import run
from deploy.errors import CannotDeploy
from deploy.step import Kind
from deploy.wanted import Wanted
from tests.cloud import app
from tests.cloud.standin import PROJECT, Cloud
from tests.deploy.scene import PARAMETERS, Scene, root_in, wrong

_P = f"projects/{PROJECT}"
NAMES = {
    "field:notices.sendAt": (
        "indexes", f"firestore.googleapis.com/{app.DATABASE}/collectionGroups/notices/fields/sendAt",
    ),
    "account:pulse-workers": (
        "accounts",
        f"iam.googleapis.com/{_P}/serviceAccounts/pulse-workers@{PROJECT}.iam.gserviceaccount.com",
    ),
    "secret:STRIPE_SECRET_KEY": (
        "secrets", f"secretmanager.googleapis.com/{_P}/secrets/STRIPE_SECRET_KEY",
    ),
    "endpoint:": ("endpoints", ""),
    "site:demo-pulse-pulse": ("pages", f"firebasehosting.googleapis.com/{_P}/sites/{PROJECT}-pulse"),
    "metric:pulse/alerts": ("metrics", "logging.googleapis.com/metric:pulse/alerts"),
    "bucket:audit-heads": (
        "digests", f"logging.googleapis.com/{_P}/locations/global/buckets/audit-heads",
    ),
    "sink:audit-heads": ("digests", f"logging.googleapis.com/{_P}/sinks/audit-heads"),
}  # fmt: skip
"""What may be agreed to -> the step that asks, and where it is. An endpoint is at Stripe, by Stripe's id."""


@pytest.fixture
def scene(tmp_path) -> Scene:
    """Beside an app that has things of our names, and an endpoint at the address of one of our functions."""
    scene = Scene(root_in(tmp_path, f"{PARAMETERS}FUNCTION_PREFIX=pay\n"), app.with_our_names())
    url = scene.wanted.function_url("stripewebhook")
    hook = {"url": url, "enabled_events": ["charge.failed"]}
    scene.hook = scene.clients().stripe.post("/v1/webhook_endpoints", hook)["id"]
    return scene


def named(scene: Scene) -> list[str]:
    return [f"endpoint:{scene.hook}" if one == "endpoint:" else one for one in NAMES]


def agree(scene: Scene, names: list[str]) -> None:
    own = scene.root / "functions" / f".env.{PROJECT}"
    own.write_text(f"{PARAMETERS}FUNCTION_PREFIX=pay\nREPLACES={','.join(names)}\n")


def of_the_app(cloud: Cloud) -> dict[str, str]:
    return app.of_the_app(cloud, app.with_our_names())


def hooks(scene: Scene) -> list[str]:
    return [one["id"] for one in scene.clients().stripe.all("/v1/webhook_endpoints")]


def test_a_preflight_asks_for_each_of_them_by_name(scene):
    asked: dict[str, str] = {}
    for one in scene.look():
        for each in one.plan.decisions:
            if "REPLACES=" in each.instead:
                asked[one.step.name] = asked.get(one.step.name, "") + each.instead

    assert set(asked) == {step for step, _ in NAMES.values()}
    for name, (step, _) in zip(named(scene), NAMES.values(), strict=True):
        assert name in asked[step]


def test_without_an_agreement_nothing_of_them_is_lost_and_the_deployment_stops(scene):
    before = of_the_app(scene.cloud)

    results = scene.deploy()

    assert results[-1].step.name == "indexes"
    assert of_the_app(scene.cloud) == before
    assert hooks(scene) == [scene.hook]


@pytest.mark.parametrize("kept", range(len(NAMES)), ids=list(NAMES))
def test_what_alone_is_not_named_stops_its_step_and_stays(scene, kept):
    name, (step, place) = list(NAMES.items())[kept]
    before = at(scene, place)
    agree(scene, [one for index, one in enumerate(named(scene)) if index != kept])

    results = scene.deploy()

    assert results[-1].step.name == step
    assert named(scene)[kept] in results[-1].plan.decisions[0].instead
    assert scene.hook in hooks(scene) if name == "endpoint:" else at(scene, place) == before


def at(scene: Scene, place: str) -> dict[str, str]:
    """Everything at *place* of the cloud and below it."""
    return {
        name: json.dumps(thing, sort_keys=True)
        for name, thing in scene.cloud.things.items()
        if name == place or name.startswith(f"{place}/")
    }


def test_what_is_agreed_to_is_shown_as_a_replacement_and_is_ours_from_then_on(scene):
    agree(scene, named(scene))
    replaced = [
        one.step.name for one in scene.look() for change in one.plan.changes if change.kind is Kind.REPLACE
    ]
    assert replaced == ["secrets", "endpoints", "pages"]

    assert wrong(scene.deploy()) == []

    assert run.is_right(scene.look())
    secret = scene.cloud.things[f"secretmanager.googleapis.com/projects/{PROJECT}/secrets/STRIPE_SECRET_KEY"]
    assert secret["labels"] == {"of": "app", "system": "pulse"}
    changed = {change.kind for one in scene.look() for change in one.plan.changes}
    assert changed == {Kind.REFRESH}


def test_nothing_else_of_the_app_is_lost_by_an_agreement(scene):
    before = app.of_the_app(scene.cloud)
    agree(scene, named(scene))

    scene.deploy()

    site = f"firebasehosting.googleapis.com/projects/{PROJECT}/sites/{PROJECT}-pulse"
    lost = [name for name, thing in app.of_the_app(scene.cloud).items() if thing != before[name]]
    assert lost == [site, "pages"]


@pytest.mark.parametrize(
    "carrier", ["the queue payprize", f"the schedule firebase-schedule-sweep-{app.REGION}"]
)
def test_a_queue_or_a_schedule_of_a_functions_name_stops_the_deployment(root, carrier):
    cloud = app.with_our_names()
    gone = [name for name in cloud.things if name.endswith("/functions/api")]
    for name in gone:
        del cloud.things[name]

    found = Scene(root, cloud).step("functions")

    assert carrier in found.plan.decisions[0].sentence
    assert "FUNCTION_PREFIX" in found.plan.decisions[0].instead


def test_the_queue_of_a_function_that_was_removed_is_no_obstacle(root):
    cloud = app.empty_project()
    cloud.apis.add("cloudtasks.googleapis.com")
    name = f"projects/{PROJECT}/locations/{app.REGION}/queues/payprize"
    cloud.things[f"cloudtasks.googleapis.com/{name}"] = {"name": name, "state": "DISABLED"}

    assert Scene(root, cloud).step("functions").plan.decisions == ()


@pytest.mark.parametrize("value", ["site", "site:", "house:mine", "secret:A,:B"])
def test_an_agreement_that_names_nothing_is_refused(tmp_path: Path, value):
    root = root_in(tmp_path, f"{PARAMETERS}REPLACES={value}\n")

    with pytest.raises(CannotDeploy, match=rf"functions/\.env\.{PROJECT}: REPLACES"):
        Wanted.of(PROJECT, root)
