"""From an empty project to one that is as it should be: what is sent, what is kept, and what a second run
does."""

from __future__ import annotations

import base64
import json

import pytest

from deploy import run
from deploy.step import Kind
from tests.cloud import app
from tests.cloud.in_process import Fuse, Killed
from tests.cloud.standin import PROJECT
from tests.deploy.scene import BESIDE, KEY, PARAMETERS, SETUP_KEY, Scene, root_in, small_root_in, wrong

SECRET = f"secretmanager.googleapis.com/projects/{PROJECT}/secrets"


def stored(scene: Scene, name: str) -> str:
    versions = scene.cloud.named(f"{SECRET}/{name}/versions")
    newest = max(versions, key=lambda one: int(one.rsplit("/", 1)[-1]))
    return base64.b64decode(scene.cloud.things[newest]["payload"]["data"]).decode()


def test_an_empty_project_becomes_one_that_is_as_it_should_be(scene):
    results = scene.deploy()

    assert wrong(results) == []
    assert run.is_right(scene.look())
    assert scene.cloud.refused == []


def test_a_preflight_sends_reading_requests_alone(scene):
    scene.look()

    assert scene.cloud.changes == []
    assert {method for method, _ in scene.wires.asked_of_stripe} == {"GET"}


def test_a_preflight_beside_an_app_sends_reading_requests_alone(root_beside):
    scene = Scene(root_beside, app.with_an_app())

    scene.look()

    assert scene.cloud.changes == []


def test_a_second_deployment_changes_nothing(scene):
    scene.deploy()
    things, before = json.dumps(scene.cloud.things, sort_keys=True), len(scene.wires.asked_of_stripe)

    scene.deploy()

    pages = f"firebasehosting.googleapis.com/projects/{PROJECT}/sites"
    now = {name: thing for name, thing in scene.cloud.things.items() if not name.startswith(pages)}
    assert {name: thing for name, thing in json.loads(things).items() if not name.startswith(pages)} == now
    assert {method for method, _ in scene.wires.asked_of_stripe[before:]} <= {"GET"}


def test_nothing_of_the_app_is_changed_with_a_prefix(root_beside):
    scene = Scene(root_beside, app.with_an_app())
    before = app.of_the_app(scene.cloud)

    assert wrong(scene.deploy()) == []

    assert app.of_the_app(scene.cloud) == before


def test_without_a_prefix_a_function_of_the_app_stops_the_deployment(root):
    scene = Scene(root, app.with_an_app())
    before = app.of_the_app(scene.cloud)

    results = scene.deploy()

    assert wrong(results[-1:]) == [
        "functions: The app has api of the same name: deploying would overwrite it."
    ]
    assert "FUNCTION_PREFIX" in results[-1].plan.decisions[0].instead
    assert app.of_the_app(scene.cloud) == before


def test_the_keys_are_stored_in_secret_manager_and_said_nowhere(scene):
    scene.deploy()

    assert stored(scene, "STRIPE_SECRET_KEY") == KEY
    assert stored(scene, "SLACK_WEBHOOK_URL") == " "
    elsewhere = json.dumps([thing for name, thing in scene.cloud.things.items() if "/versions/" not in name])
    signing = stored(scene, "STRIPE_CONNECT_WEBHOOK_SECRETS").split(",")
    assert len(signing) == 2
    for secret in (KEY, SETUP_KEY, *signing, stored(scene, "STRIPE_WEBHOOK_SECRETS")):
        assert secret not in elsewhere
        assert secret not in "".join(scene.said)
    assert SETUP_KEY not in json.dumps(scene.cloud.things)


def test_a_key_of_the_wrong_mode_is_not_stored(tmp_path):
    scene = Scene(root_in(tmp_path, PARAMETERS.replace("STRIPE_MODE=test", "AWARDS_FROM=2026-11-01")))

    results = scene.deploy()

    assert wrong(results[-1:]) == [
        "secrets: STRIPE_SECRET_KEY is a test key, and this project takes only live keys."
    ]
    assert scene.cloud.named(f"{SECRET}/STRIPE_SECRET_KEY/versions") == []


def test_what_only_a_person_can_decide_stops_before_anything_is_changed(tmp_path):
    scene = Scene(root_in(tmp_path, "ALERT_EMAILS=night@example.com\n"))

    results = scene.deploy()

    assert [one.step.name for one in results] == ["project", "parameters"]
    assert "AWARDS_FROM" in wrong(results)[0]
    assert scene.cloud.changes == []


def test_a_project_without_a_billing_account_is_left_alone(scene):
    scene.cloud.billing = False

    results = scene.deploy()

    assert wrong(results) == ["project: The project has no billing account, and functions need one."]
    assert scene.cloud.changes == []


def test_each_part_has_the_rights_that_it_uses_and_no_others(scene):
    scene.deploy()

    policy = scene.cloud.policies[f"cloudresourcemanager.googleapis.com/projects/{PROJECT}"]
    roles = {
        (binding["role"], member.partition(":")[2].partition("@")[0])
        for binding in policy["bindings"]
        for member in binding["members"]
    }
    common = {"roles/datastore.user", "roles/cloudtasks.enqueuer", "roles/firebaseauth.viewer"}
    assert {role for role, member in roles if member == "pulse-doors"} == common
    assert {role for role, member in roles if member == "pulse-schedules"} == common
    assert {role for role, member in roles if member == "pulse-workers"} == {
        *common,
        "roles/eventarc.eventReceiver",
    }


def test_rights_that_others_have_stay(scene):
    name = f"cloudresourcemanager.googleapis.com/projects/{PROJECT}"
    theirs = {"role": "roles/datastore.user", "members": ["user:owner@example.com"]}
    conditional = {
        "role": "roles/datastore.user",
        "members": ["user:temp@example.com"],
        "condition": {"title": "till noon"},
    }
    scene.cloud.policies[name] = {"etag": "ACAB", "bindings": [theirs, conditional]}

    scene.deploy()

    bindings = scene.cloud.policies[name]["bindings"]
    assert "user:owner@example.com" in bindings[0]["members"]
    assert bindings[1] == conditional


def killed_runs(scene_of) -> int:
    """Every run that is killed at one of its changes is completed by the next. Returns how many there
    were."""
    whole = scene_of(Fuse())
    whole.deploy()
    for at in range(1, whole.fuse.changes + 1):
        for takes_effect in (False, True):
            scene = scene_of(Fuse(at, takes_effect))
            before = app.of_the_app(scene.cloud)
            with pytest.raises(Killed):
                scene.deploy()
            scene.fuse.at = 0
            assert wrong(scene.deploy()) == [], (at, takes_effect)
            assert wrong(scene.look()) == [], (at, takes_effect)
            assert [
                name for name, thing in app.of_the_app(scene.cloud).items() if thing != before[name]
            ] == []
    return whole.fuse.changes


@pytest.mark.thorough
def test_a_run_that_is_killed_at_any_request_is_completed_by_the_next(tmp_path):
    root = small_root_in(tmp_path, BESIDE)

    assert killed_runs(lambda fuse: Scene(root, app.with_an_app(), fuse=fuse)) >= 50


def test_stripe_has_each_endpoint_once_after_a_run_that_was_killed(scene):
    scene.deploy()
    listed = scene.clients().stripe.all("/v1/webhook_endpoints")
    destinations = scene.clients().stripe.all("/v2/core/event_destinations")

    assert len(listed) == 2
    assert len(destinations) == 1


def test_a_function_that_nobody_may_call_after_an_interruption_is_mended(scene):
    scene.deploy()
    service = f"run.googleapis.com/projects/{PROJECT}/locations/us-central1/services/api"
    scene.cloud.policies[service] = {"etag": "ACAB", "bindings": []}

    assert wrong(scene.look()) == ["invokers: Let everybody call api."]
    scene.deploy()

    assert scene.cloud.policies[service]["bindings"] == [
        {"role": "roles/run.invoker", "members": ["allUsers"]}
    ]


def test_a_function_that_this_version_no_longer_has_is_said_before_it_is_removed(scene):
    scene.deploy()
    name = f"cloudfunctions.googleapis.com/projects/{PROJECT}/locations/us-central1/functions/former"
    labels = {"firebase-functions-codebase": "payments", "deployment-tool": "cli-firebase"}
    scene.cloud.things[name] = {"name": name.partition("/")[2], "labels": labels, "state": "ACTIVE"}

    (change,) = scene.step("functions").plan.changes

    assert change.kind is Kind.DELETE
    assert "former" in change.sentence
