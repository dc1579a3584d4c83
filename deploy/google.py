"""Google's APIs by plain REST: one way for all of them, with the credentials of whoever runs the command."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from deploy.errors import CannotDeploy, NotAllowed, Unanswered

Json = dict[str, Any]
SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_SECONDS = 60
_OPERATION_SECONDS_MAX = 600
_SETTLING_TRIES = 12


@dataclass(frozen=True)
class Google:
    """*scheme* is https; the tests name http and a session that reaches their stand-in alone."""

    session: requests.Session
    project: str
    scheme: str = "https"
    settling_seconds: float = 10
    """Between two tries at what does not see yet that an API was switched on or an account made."""

    def get(self, url: str, **query: str) -> Json | None:
        """The resource; None if it is not there, or if its API was never enabled."""
        answer = self._send("GET", url, None, query)
        if answer.status_code == requests.codes.not_found or _is_disabled(answer):
            return None
        return self._read(answer, "GET", url)

    def all(self, url: str, field: str, **query: str) -> list[Json]:
        """Every resource of a list, page by page."""
        return [one for page in self._pages(url, query) for one in page.get(field, ())]

    def _pages(self, url: str, query: Mapping[str, str]) -> Iterator[Json]:
        token = ""
        while True:
            page = self.get(url, **query, **({"pageToken": token} if token else {})) or {}
            yield page
            token = page.get("nextPageToken", "")
            if not token:
                return

    def policy(self, url: str, *, by: str = "POST") -> Json:
        """The IAM policy of a resource, with all that is needed to write it back. Reading it changes
        nothing.
        """
        answer = self._send(by, f"{url}:getIamPolicy", {} if by == "POST" else None, {})
        if answer.status_code == requests.codes.not_found or _is_disabled(answer):
            return {}
        return self._read(answer, by, url)

    def send(self, method: str, url: str, body: Json | None = None, **query: str) -> Json:
        """Change something, and wait until it is done. Something that is there already counts as made.

        Raises *NotAllowed*, *Unanswered* and *CannotDeploy*.
        """
        answer = self._send(method, url, body, query)
        for _ in range(_SETTLING_TRIES):
            if not _is_settling(answer):
                break
            time.sleep(self.settling_seconds)
            answer = self._send(method, url, body, query)
        if answer.status_code == requests.codes.conflict:
            return {}
        return self._finished(self._read(answer, method, url), url)

    def _finished(self, answer: Json, url: str) -> Json:
        """The result of a long operation; any other answer as it is."""
        name = str(answer.get("name", ""))
        if "done" not in answer and not ("/operations/" in f"/{name}" and "metadata" in answer):
            return answer
        deadline = time.monotonic() + _OPERATION_SECONDS_MAX
        host, _, path = url.partition("/")
        while not answer.get("done"):
            if time.monotonic() > deadline:
                raise Unanswered(f"Google is still working on {name}. Run the command again in some minutes.")
            time.sleep(2)
            answer = self.get(f"{host}/{path.split('/')[0]}/{name}") or {}
        if failed := answer.get("error"):
            raise CannotDeploy(f"Google could not finish {name}: {failed.get('message', failed)}")
        response: Json = answer.get("response", {})
        return response

    def _send(self, method: str, url: str, body: Json | None, query: Mapping[str, str]) -> requests.Response:
        headers = {"x-goog-user-project": self.project}
        try:
            return self.session.request(
                method, f"{self.scheme}://{url}", json=body, params=query, headers=headers, timeout=_SECONDS
            )
        except requests.RequestException as error:
            raise Unanswered(f"{url.partition('/')[0]} did not answer ({type(error).__name__}).") from error

    def _read(self, answer: requests.Response, method: str, url: str) -> Json:
        if answer.ok:
            found: Json = answer.json() if answer.content else {}
            return found
        message = _message(answer)
        if answer.status_code in (requests.codes.unauthorized, requests.codes.forbidden):
            raise NotAllowed(f"Your Google credentials may not {method} {url}: {message}")
        raise CannotDeploy(f"Google refuses {method} {url}: {message}")


def _message(answer: requests.Response) -> str:
    try:
        return str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"


def _is_settling(answer: requests.Response) -> bool:
    """Google shows a new API and a new account everywhere only after up to some minutes."""
    unknown = answer.status_code == requests.codes.bad_request and "does not exist" in answer.text
    return unknown or _is_disabled(answer)


def _is_disabled(answer: requests.Response) -> bool:
    """An API that was never enabled has no resources yet."""
    return answer.status_code == requests.codes.forbidden and "SERVICE_DISABLED" in answer.text
