"""The doors on a world: real requests through the functions framework's own wrapping, real tokens."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import flask
import functions_framework
from werkzeug.test import TestResponse

from pulse.doors import api, callables
from pulse.doors.access.authentication import FirebaseTokens
from pulse.doors.clients import Clients
from pulse.doors.operations import BY_NAME
from pulse.settings import Settings
from tests.doors.documented import hold_callable_to_document, hold_to_document
from tests.doors.google_side import GoogleSide
from tests.world import START, TEST_SETTINGS, World

SITE = TEST_SETTINGS.site_url
FUNCTION = "pulse.function"
"""Where a request's environment has the function that is called."""


class Served:
    """One process: its world, what its doors need, and callers for its functions."""

    def __init__(self, settings: Settings = TEST_SETTINGS, start: datetime = START) -> None:
        self.world = World(settings, start=start)
        self.google = GoogleSide()
        self.clients = Clients.of(self.world.ports, FirebaseTokens(lambda: self.google.app))
        self.http = wsgi(lambda request: api.serve(request, lambda: self.clients))

    def restarted(self) -> None:
        """As in a new instance: counts in memory are gone."""
        self.clients = Clients.of(self.world.ports, self.clients.tokens)

    def token(self, user_id: str, **claims: Any) -> str:
        return self.google.id_token(user_id, **{"auth_time": int(self.world.clock.unix()), **claims})

    def admin_token(self, user_id: str = "admin", **claims: Any) -> str:
        second_factor = {"firebase": {"sign_in_second_factor": "phone"}}
        return self.token(user_id, **{"admin": True, **second_factor, **claims})

    def support_token(self, user_id: str = "support_1", **claims: Any) -> str:
        second_factor = {"firebase": {"sign_in_second_factor": "phone"}}
        return self.token(user_id, **{"support": True, **second_factor, **claims})

    def get(self, name: str, *, token: str | None = None, **options: Any) -> TestResponse:
        return self.call("GET", name, token=token, **options)

    def post(self, name: str, body: Any = None, *, token: str | None = None, **options: Any) -> TestResponse:
        if body is not None:
            options["json"] = body
        return self.call("POST", name, token=token, **options)

    def call(
        self, method: str, name: str, *, token: str | None = None, headers: Any = None, **options: Any
    ) -> TestResponse:
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        answer = self.http.open(f"/.netlify/functions/{name}", method=method, headers=sent, **options)
        if answer.is_json and answer.status_code != 405:
            hold_to_document(name.partition("?")[0], answer.status_code, answer.json)
        return answer

    def callable(
        self, name: str, fields: Any = None, /, *, token: str | None = None, **options: Any
    ) -> TestResponse:
        """Sends *fields* as `data`, or any other request by the options of werkzeug's client."""
        client = wsgi(lambda request: callables.serve(BY_NAME[name], request, lambda: self.clients))
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        sent = {"method": "POST", **(options or {"json": {"data": fields}})}
        answer = client.open("/", headers={**headers, **sent.pop("headers", {})}, **sent)
        if answer.is_json:
            hold_callable_to_document(name, answer.json)
        return answer

    def webhook(self, endpoint: str, **options: Any) -> TestResponse:
        from pulse.doors import webhooks  # noqa: PLC0415 - needed by few

        client = wsgi(lambda request: webhooks.serve(endpoint, request, lambda: self.clients))
        return client.open("/", **{"method": "POST", **options})

    def documents(self) -> dict[str, Any]:
        """Everything that is stored except the counts of the rate limits."""
        return {
            path: dict(document.fields)
            for name, collection in self.world.store._documents.items()
            for path, document in collection.items()
            if name != "rateLimits"
        }


def wsgi(function: Any) -> Any:
    """A client that calls *function* as the functions framework does."""
    client = _framework().test_client()
    client.environ_base[FUNCTION] = function
    return client


@cache
def _framework() -> flask.Flask:
    """One application for all tests: setting it up takes longer than most of their calls."""
    app = flask.Flask("test")
    functions_framework._configure_app(app, lambda request: request.environ[FUNCTION](request), "http")
    return app
