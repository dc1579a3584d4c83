"""Stripe's two endpoints: verify the event, store it, and answer. A task handles it later.

Each endpoint has its own secret: an event that was signed for one endpoint is not believed by the other.
"""

from __future__ import annotations

from flask import Request, Response

from pulse.doors.clients import Clients, Connect, connect
from pulse.doors.deployment import CONNECT_WEBHOOK, SLACK, STRIPE, WEBHOOK, options, served_over_http
from pulse.doors.wire.body import raw_body
from pulse.doors.wire.exchange import exchange, json_response
from pulse.doors.wire.failures import Failure, MethodNotAllowed
from pulse.inbox import receive_event
from pulse.settings import secrets_listed

PLATFORM, CONNECT = "platform", "connect"
_SECRET_OF = {PLATFORM: WEBHOOK, CONNECT: CONNECT_WEBHOOK}


@served_over_http(**options(STRIPE, WEBHOOK, SLACK, timeout_seconds=30))
def stripewebhook(request: Request) -> Response:
    return serve(PLATFORM, request, connect)


@served_over_http(**options(STRIPE, CONNECT_WEBHOOK, SLACK, timeout_seconds=30))
def stripeconnectwebhook(request: Request) -> Response:
    return serve(CONNECT, request, connect)


def serve(endpoint: str, request: Request, connect: Connect) -> Response:
    """Only a POST gets past the first check: the emulator sends GET to every path of a new worker."""
    return exchange(
        request,
        f"webhook.{endpoint}",
        settings=lambda: connect().ports.settings,
        answer=lambda: _answer(endpoint, request, connect()),
        refuse=refusal,
    )


def _answer(endpoint: str, request: Request, clients: Clients) -> Response:
    if request.method != "POST":
        raise MethodNotAllowed(("POST",))
    payload = raw_body(request, clients.ports.settings.webhook_body_bytes_max)
    signature = request.headers.get("Stripe-Signature", "")
    secrets = secrets_listed(_SECRET_OF[endpoint])
    receive_event(endpoint, payload, signature, secrets=secrets, ports=clients.ports)
    return json_response({"received": True})


def refusal(failure: Failure, request_id: str) -> Response:
    body = {"error": failure.message, "code": failure.code, "requestId": request_id}
    return json_response(body, failure.status)
