"""Stripe's two endpoints: the event is verified and stored, and answered; it is handled by a task.

One secret each, named after the endpoint: an event signed for one is not believed by the other.
"""

from __future__ import annotations

from firebase_functions import https_fn
from flask import Request, Response

from pulse.doors.body import raw_body
from pulse.doors.deployment import CONNECT_WEBHOOK, SLACK, STRIPE, WEBHOOK, options
from pulse.doors.exchange import exchange, json_response
from pulse.doors.failures import Failure, MethodNotAllowed
from pulse.doors.gate import Gate, Gates, gate
from pulse.inbox import receive_event
from pulse.settings import secrets_listed

PLATFORM, CONNECT = "platform", "connect"
_SECRET_OF = {PLATFORM: WEBHOOK, CONNECT: CONNECT_WEBHOOK}


@https_fn.on_request(**options(STRIPE, WEBHOOK, SLACK, timeout_seconds=30))
def stripewebhook(request: Request) -> Response:
    return serve(PLATFORM, request, gate)


@https_fn.on_request(**options(STRIPE, CONNECT_WEBHOOK, SLACK, timeout_seconds=30))
def stripeconnectwebhook(request: Request) -> Response:
    return serve(CONNECT, request, gate)


def serve(endpoint: str, request: Request, gates: Gates) -> Response:
    """Nothing but a POST reaches further: the emulator probes every path of a new worker with GET."""

    def answer(gate: Gate) -> Response:
        if request.method != "POST":
            raise MethodNotAllowed(("POST",))
        payload = raw_body(request, gate.ports.settings.webhook_body_bytes_max)
        signature = request.headers.get("Stripe-Signature", "")
        receive_event(
            endpoint, payload, signature, secrets=secrets_listed(_SECRET_OF[endpoint]), ports=gate.ports
        )
        return json_response({"received": True})

    return exchange(request, gates, f"webhook.{endpoint}", answer=answer, refuse=refusal)


def refusal(failure: Failure, request_id: str) -> Response:
    body = {"error": failure.message, "code": failure.code, "requestId": request_id}
    return json_response(body, failure.status)
