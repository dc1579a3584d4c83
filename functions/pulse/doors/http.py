"""The Cloud Function behind Hosting's rewrites: every operation, in one warm pool."""

from __future__ import annotations

from firebase_functions import https_fn
from flask import Request, Response

from pulse.doors.api import serve
from pulse.doors.deployment import SLACK, STRIPE, options
from pulse.doors.gate import gate


@https_fn.on_request(**options(STRIPE, SLACK, instances=50))
def api(request: Request) -> Response:
    return serve(request, gate)
