"""The doors on a story over HTTP, and the entrance by which clients ask for what people do at Stripe."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import flask
from werkzeug.serving import make_server

from pulse.doors import api
from tests.doors.broken import without_store
from tests.doors.story import Story

AT_STRIPE = "/at-stripe"
AtStripe = Callable[[str, str], None]
"""An act and its subject: `onboard` a link, `pay` a payment."""


class Serving:
    """*busy*: how many calls from now on find the store away."""

    def __init__(self, story: Story) -> None:
        self.story, self.busy = story, 0

    def at_stripe(self, act: str, subject: str) -> None:
        match act:
            case "pay":
                self.story.pay(subject)
            case "onboard":
                self.story.world.emulator.complete_onboarding(self._account_of(subject))
            case "busy":
                self.busy = int(subject)

    def _account_of(self, link: str) -> str:
        return next(part for part in link.split("/") if part.startswith("acct_"))

    def operation(self, name: str) -> flask.Response:
        clients = self.story.clients
        if self.busy:
            self.busy -= 1
            clients = without_store(clients)
        return api.serve(flask.request, lambda: clients)


@contextmanager
def serving(story: Story) -> Iterator[str]:
    """The address at which the doors answer, and the entrance."""
    doors = Serving(story)
    app = _entrance(doors.at_stripe)
    app.add_url_rule("/.netlify/functions/<name>", view_func=doors.operation, methods=["GET", "POST"])
    with _answering(app) as site:
        yield site


@contextmanager
def entrance(at_stripe: AtStripe) -> Iterator[str]:
    """The address of the entrance alone."""
    with _answering(_entrance(at_stripe)) as site:
        yield f"{site}{AT_STRIPE}"


def _entrance(at_stripe: AtStripe) -> flask.Flask:
    app = flask.Flask("entrance")

    def act() -> dict[str, str]:
        at_stripe(**flask.request.get_json())
        return {}

    app.add_url_rule(AT_STRIPE, view_func=act, methods=["POST"])
    return app


@contextmanager
def _answering(app: flask.Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
