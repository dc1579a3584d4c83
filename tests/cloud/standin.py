"""What the stand-in for Google's cloud holds, how it answers, and every request that it got.

Resources are kept by `host/name`, as Google names them. Answers follow Google's public REST references as
far as firebase-tools and `deploy/` use them; whatever else is asked is a 501 and makes the test fail.
"""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PROJECT, NUMBER = "demo-pulse", "123456789012"
READS = re.compile(
    r":(getIamPolicy|testIamPermissions|access|query|lookup|runQuery|generateUploadUrl)$|/token$|:test$"
)
"""Requests by POST that change nothing."""

Body = dict[str, Any]
Answer = tuple[int, Body]


class Lost(Exception):
    """The connection ended without an answer."""


@dataclass(frozen=True)
class Request:
    method: str
    host: str
    path: str
    query: dict[str, str]
    body: Body

    @property
    def mutates(self) -> bool:
        return self.method != "GET" and not READS.search(self.path)


Handler = Callable[["Cloud", Request, re.Match[str]], Answer]


@dataclass
class Cloud:
    things: dict[str, Body] = field(default_factory=dict)
    """`host/name` -> the resource."""
    policies: dict[str, Body] = field(default_factory=dict)
    """`host/name` -> its IAM policy."""
    operations: dict[str, Body] = field(default_factory=dict)
    apis: set[str] = field(default_factory=set)
    billing: bool = True
    requests: list[Request] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Hosts that were asked for by TLS, and requests that no handler knows."""
    stop_at: int | None = None
    """The how-manieth changing request is the last one."""
    answered_last: bool = True
    """Whether that one takes effect; its answer is lost either way."""
    on_stop: Callable[[], None] = lambda: None
    numbers: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def changes(self) -> list[Request]:
        return [request for request in self.requests if request.mutates]

    def answer(self, request: Request) -> Answer:
        with self.lock:
            if self.stop_at is not None and len(self.changes) >= self.stop_at:
                self.on_stop()
                raise Lost
            self.requests.append(request)
            last = self.stop_at is not None and len(self.changes) == self.stop_at and request.mutates
            if last and not self.answered_last:
                self.on_stop()
                raise Lost
            answer = self._handled(request)
            if last:
                self.on_stop()
                raise Lost
            return copy.deepcopy(answer)

    def _handled(self, request: Request) -> Answer:
        from tests.cloud.apis import find_handler  # noqa: PLC0415 - the tables of the APIs need this class

        if request.host in NEEDS_API and request.host not in self.apis:
            return disabled(request.host)
        found = find_handler(request)
        if found is None:
            self.refused.append(f"{request.method} {request.host}{request.path}")
            return 501, error(501, "the stand-in does not know this request", "UNIMPLEMENTED")
        handler, match = found
        status, answer = handler(self, request, match)
        if answer.get("done"):
            self.operations[answer["name"]] = answer
        return status, answer

    def next_number(self) -> int:
        self.numbers += 1
        return self.numbers

    def named(self, prefix: str) -> list[str]:
        """The names of what is directly in the collection *prefix*."""
        shape = re.compile(
            re.escape(prefix).replace(r"/\-/", "/[^/]+/").replace("/-/", "/[^/]+/") + "/[^/]+$"
        )
        return sorted(name for name in self.things if shape.match(name))


NEEDS_API = {
    "firestore.googleapis.com",
    "secretmanager.googleapis.com",
    "cloudfunctions.googleapis.com",
    "run.googleapis.com",
    "cloudtasks.googleapis.com",
    "cloudscheduler.googleapis.com",
    "artifactregistry.googleapis.com",
    "identitytoolkit.googleapis.com",
    "firebaseappcheck.googleapis.com",
    "monitoring.googleapis.com",
    "iam.googleapis.com",
}
"""They answer nothing before they are enabled."""


def error(code: int, message: str, status: str, **details: str) -> Body:
    more = {"details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", **details}]} if details else {}
    return {"error": {"code": code, "message": message, "status": status, **more}}


def missing(name: str) -> Answer:
    return 404, error(404, f"Resource '{name}' was not found", "NOT_FOUND")


def exists(name: str) -> Answer:
    return 409, error(409, f"Resource '{name}' already exists", "ALREADY_EXISTS")


def disabled(host: str) -> Answer:
    message = f"{host} has not been used in project {NUMBER} before or it is disabled."
    return 403, error(403, message, "PERMISSION_DENIED", reason="SERVICE_DISABLED", domain="googleapis.com")


def done(name: str, response: Body) -> Answer:
    """A long operation that has ended."""
    return 200, {"name": f"operations/{name}", "done": True, "response": response}
