"""What would be deployed, as firebase-tools reads it: mistakes here cost money or sleep."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from pulse.doors.deployment import THREADS
from pulse.doors.operations import every_operation
from pulse.settings import Settings
from tests.doors.expected import SLACK, STRIPE
from tests.doors.operations import EXPECTED

OPERATIONS = every_operation()

FUNCTIONS = Path(__file__).parents[2] / "functions"

HTTP = {"api", "stripewebhook", "stripeconnectwebhook"}
QUEUES = {"payprize", "handleevent", "fanoutprizes", "sendnotice"}
TRIGGERS = {"onchallengewritten", "onnoticecreated", "onprizerecordwritten"}
SCHEDULES = {"sweep", "reconcile", "nightly"}
CALLABLES = {operation.callable_name for operation in OPERATIONS}

SECRETS = {
    "api": {STRIPE, SLACK},
    "stripewebhook": {STRIPE, SLACK, "STRIPE_WEBHOOK_SECRETS"},
    "stripeconnectwebhook": {STRIPE, SLACK, "STRIPE_CONNECT_WEBHOOK_SECRETS"},
    "payprize": {STRIPE, SLACK},
    "handleevent": {STRIPE, SLACK},
    "fanoutprizes": set(),
    "sendnotice": {SLACK, "SMTP_PASSWORD"},
    "onnoticecreated": set(),
    "onchallengewritten": {STRIPE, SLACK},
    "onprizerecordwritten": set(),
    "sweep": {STRIPE, SLACK},
    "reconcile": {STRIPE, SLACK},
    "nightly": {STRIPE, SLACK},
    **{operation.callable_name: EXPECTED[operation.name].secrets for operation in OPERATIONS},
}


@cache
def manifest() -> dict:
    """Read in a process with an empty environment, as a deployment does."""
    read = (
        "from firebase_functions.private import serving as s; print(s.functions_as_yaml(s.get_functions()))"
    )
    bare = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", read], cwd=FUNCTIONS, env=bare, capture_output=True, text=True, check=True
    )
    return yaml.safe_load(done.stdout)


def endpoints() -> dict:
    return manifest()["endpoints"]


def test_exactly_these_functions_are_deployed():
    assert set(endpoints()) == HTTP | QUEUES | TRIGGERS | SCHEDULES | CALLABLES


@pytest.mark.parametrize("name", sorted(HTTP | QUEUES | TRIGGERS | SCHEDULES | CALLABLES))
def test_each_function_has_a_whole_processor_and_its_bounds_set(name):
    endpoint = endpoints()[name]

    assert endpoint["cpu"] == 1
    assert endpoint["concurrency"] == THREADS
    assert endpoint["availableMemoryMb"] == 512
    assert endpoint["region"] == ["us-central1"]
    assert 1 <= endpoint["maxInstances"] <= 50
    assert endpoint["timeoutSeconds"] in {30, 120, 540}


@pytest.mark.parametrize("name", sorted(HTTP | QUEUES | TRIGGERS | SCHEDULES | CALLABLES))
def test_each_function_is_given_exactly_the_secrets_it_needs(name):
    bound = {secret["key"] for secret in endpoints()[name]["secretEnvironmentVariables"]}

    assert bound == SECRETS[name]


@pytest.mark.parametrize("name", sorted(HTTP | QUEUES | TRIGGERS | SCHEDULES | CALLABLES))
def test_each_function_runs_as_the_account_of_its_part(name):
    part = "workers" if name in QUEUES | TRIGGERS else "schedules" if name in SCHEDULES else "doors"
    account = f"pulse-{part}@{{{{ params.PROJECT_ID }}}}.iam.gserviceaccount.com"

    assert endpoints()[name]["serviceAccountEmail"] == account


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_triggers_are_delivered_again_when_they_fail(name):
    assert endpoints()[name]["eventTrigger"]["retry"] is True


@pytest.mark.parametrize("name", sorted(QUEUES))
def test_queues_have_names_that_cloud_tasks_takes_and_limits_of_ours(name):
    trigger = endpoints()[name]["taskQueueTrigger"]

    assert "_" not in name
    assert trigger["rateLimits"]["maxDispatchesPerSecond"] == 20
    assert trigger["retryConfig"] == {
        "maxAttempts": 100,
        "minBackoffSeconds": 2,
        "maxBackoffSeconds": Settings.model_fields["retry_seconds_max"].default,
        "maxDoublings": 11,
    }


@pytest.mark.parametrize("name", sorted(CALLABLES))
def test_callables_are_deployed_as_callables(name):
    endpoint = endpoints()[name]

    assert endpoint["callableTrigger"] == {}
    assert endpoint["labels"] == {"deployment-callable": "true"}


@pytest.mark.parametrize("name", sorted(SCHEDULES))
def test_schedules_run_one_at_a_time(name):
    assert endpoints()[name]["scheduleTrigger"]["schedule"] in {
        "every 5 minutes",
        "every 1 hours",
        "every day 03:30",
    }
    assert endpoints()[name]["maxInstances"] == 1


def test_gunicorn_has_as_many_threads_as_requests_are_let_in():
    parameters = (FUNCTIONS / ".env").read_text().splitlines()

    assert f"THREADS={THREADS}" in parameters


def test_the_parameters_are_no_secrets():
    names = [line.partition("=")[0] for line in (FUNCTIONS / ".env").read_text().splitlines()]

    assert not {STRIPE, SLACK, "STRIPE_WEBHOOK_SECRETS", "STRIPE_CONNECT_WEBHOOK_SECRETS"} & set(names)
