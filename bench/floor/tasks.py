"""Cloud Tasks as a plain function uses it: the client, and a task for another function."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksRestTransport

PARENT = f"projects/{os.environ['GCLOUD_PROJECT']}/locations/us-central1/queues/handleevent"


def enqueue(data: dict[str, Any]) -> None:
    request = tasks_v2.HttpRequest(
        http_method=tasks_v2.HttpMethod.POST,
        url="https://example.com/handleevent",
        headers={"Content-Type": "application/json"},
        body=json.dumps({"data": data}).encode(),
        oidc_token=tasks_v2.OidcToken(service_account_email="a@example.com", audience="https://example.com"),
    )
    _client().create_task(parent=PARENT, task=tasks_v2.Task(http_request=request))


@cache
def _client() -> tasks_v2.CloudTasksClient:
    host = os.environ["CLOUD_TASKS_EMULATOR_HOST"]
    credentials = AnonymousCredentials()
    transport = CloudTasksRestTransport(host=host, url_scheme="http", credentials=credentials)
    return tasks_v2.CloudTasksClient(transport=transport)
