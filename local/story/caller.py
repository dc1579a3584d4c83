"""The app of a person: it calls the documented operations through Hosting with the person's ID token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from local.endpoints import Endpoints
from local.people import Auth, Person
from local.story.expect import expect

TIMEOUT_SECONDS = 60
"""When a worker does not start, the Functions emulator does not answer at all."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Caller:
    where: Endpoints
    token: str | None

    @classmethod
    def of(cls, where: Endpoints, person: Person) -> Caller:
        return cls(where, Auth(where.auth).id_token(person))

    def get(self, operation: str, **query: str) -> Answer:
        return self.send("GET", operation, params=query)

    def post(self, operation: str, **body: Any) -> Answer:
        return self.send("POST", operation, json=body)

    def send(self, method: str, operation: str, **request: Any) -> Answer:
        """Every answer is returned, also a refusal. *request* is as in `httpx.request`."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = httpx.request(
            method,
            self.where.operation(operation),
            headers={**headers, **request.pop("headers", {})},
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
            **request,
        )
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        body = answer.json() if is_json else {"text": answer.text}
        return Answer(answer.status_code, body, answer.headers)


def succeeded(answer: Answer) -> Mapping[str, Any]:
    """The body of a success. Raises *Unexpected* with the words of the answer otherwise."""
    said = answer.body.get("error") or answer.body
    expect(
        answer.status == httpx.codes.OK and answer.body.get("success") is True,
        f"HTTP {answer.status}: {said}",
    )
    return answer.body
