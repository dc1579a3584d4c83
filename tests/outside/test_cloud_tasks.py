"""The queue on Cloud Tasks: every failure to add a task is the same error for its callers."""

from __future__ import annotations

import pytest
import requests
from google.api_core import exceptions as google_errors

from pulse.errors import OutcomeUnknown
from pulse.outside.cloud_tasks import CloudTasksQueue
from pulse.settings import Settings


class Answering:
    """A client of Cloud Tasks with one answer to every task."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def queue_path(self, *names: str) -> str:
        return "/".join(names)

    def create_task(self, **_asked: object) -> None:
        raise self._error


class Noting:
    """A client of Cloud Tasks that takes every task."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, object]] = []

    def queue_path(self, *names: str) -> str:
        return "/".join(names)

    def create_task(self, *, parent: str, task, **_asked: object) -> None:
        self.taken.append((parent, task.http_request))


@pytest.mark.parametrize(("prefix", "name"), [("", "payprize"), ("pay", "pay-payprize")])
def test_queue_and_function_have_the_prefix_of_the_deployment(prefix, name):
    client = Noting()
    settings = Settings(environment="test", project="one", function_prefix=prefix)

    CloudTasksQueue(client, settings).enqueue("payprize", {})

    ((parent, request),) = client.taken
    assert parent == f"one/us-central1/{name}"
    assert request.url == f"https://us-central1-one.cloudfunctions.net/{name}"
    assert request.oidc_token.service_account_email == "pulse-workers@one.iam.gserviceaccount.com"


def enqueue(error: Exception) -> None:
    CloudTasksQueue(Answering(error), Settings(environment="test")).enqueue("payprize", {}, name="one")


@pytest.mark.parametrize(
    "error",
    [
        google_errors.ServiceUnavailable("away"),
        google_errors.RetryError("away for longer than we wait", google_errors.ServiceUnavailable("away")),
        google_errors.PermissionDenied("not ours"),
        requests.ConnectionError("unreachable"),
    ],
)
def test_a_queue_that_does_not_take_a_task_is_an_unknown_outcome(error):
    with pytest.raises(OutcomeUnknown, match="queue"):
        enqueue(error)


def test_an_equal_task_in_the_queue_is_a_success():
    enqueue(google_errors.AlreadyExists("there is such a task"))
