"""The task queue on Cloud Tasks, with the same client in production and in the local world."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from google.api_core import exceptions as google_errors
from google.api_core import retry as google_retry
from google.auth.credentials import AnonymousCredentials
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksRestTransport
from google.protobuf.duration_pb2 import Duration  # type: ignore[attr-defined]
from google.protobuf.timestamp_pb2 import Timestamp  # type: ignore[attr-defined]

from pulse.errors import OutcomeUnknown
from pulse.settings import Settings

_RETRY = google_retry.Retry(
    predicate=google_retry.if_exception_type(
        google_errors.ServiceUnavailable, google_errors.DeadlineExceeded
    ),
    initial=0.2,
    timeout=10,
)
"""The client does not retry by itself. A named task that exists counts as success, so repeating is safe."""


class CloudTasksQueue:
    def __init__(self, client: tasks_v2.CloudTasksClient, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def enqueue(
        self, queue: str, payload: Mapping[str, Any], *, name: str | None = None, delay_seconds: float = 0
    ) -> None:
        settings = self._settings
        queue = settings.function_name(queue)
        parent = self._client.queue_path(settings.project, settings.region, queue)
        task = self._task(queue, payload, delay_seconds)
        if name is not None:
            task.name = f"{parent}/tasks/{hashlib.sha256(name.encode()).hexdigest()}"
        try:
            self._client.create_task(parent=parent, task=task, retry=_RETRY, timeout=20)
        except google_errors.Conflict:
            return  # an equal task is queued already
        except (
            google_errors.GoogleAPIError
        ) as error:  # includes `RetryError`, when the time for retries is over
            raise OutcomeUnknown("the task queue did not answer", code="queue_unavailable") from error
        except requests.RequestException as error:
            raise OutcomeUnknown("the task queue cannot be reached", code="queue_unavailable") from error

    def _task(self, queue: str, payload: Mapping[str, Any], delay_seconds: float) -> tasks_v2.Task:
        settings = self._settings
        own = f"https://{settings.region}-{settings.project}.cloudfunctions.net"
        url = f"{settings.task_functions_url or own}/{queue}"
        task = tasks_v2.Task(
            http_request=tasks_v2.HttpRequest(
                http_method=tasks_v2.HttpMethod.POST,
                url=url,
                headers={"Content-Type": "application/json"},
                # Task functions read {"data": ...} and answer 400 to other bodies.
                body=json.dumps({"data": dict(payload)}).encode(),
                oidc_token=tasks_v2.OidcToken(service_account_email=settings.task_account, audience=url),
            ),
            dispatch_deadline=Duration(seconds=settings.function_timeout_seconds),
        )
        if delay_seconds > 0:
            due = Timestamp()
            due.FromDatetime(datetime.now(UTC) + timedelta(seconds=delay_seconds))
            task.schedule_time = due
        return task


def connect(emulator_host: str | None) -> tasks_v2.CloudTasksClient:
    """A client for Cloud Tasks, or for the Firebase Tasks emulator at *emulator_host* (`127.0.0.1:9499`)."""
    if not emulator_host:
        return tasks_v2.CloudTasksClient()
    transport = CloudTasksRestTransport(
        host=emulator_host,
        url_scheme="http",
        credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]
    )
    transport._session.mount("http://", _WithoutVersion())  # noqa: SLF001 - the transport offers no other way
    return tasks_v2.CloudTasksClient(transport=transport)


class _WithoutVersion(requests.adapters.HTTPAdapter):
    """The emulator serves `/projects/...` where the client asks for `/v2/projects/...`."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        request.url = (request.url or "").replace("/v2/projects/", "/projects/", 1)
        return super().send(request, *args, **options)
