"""Connects our log lines to Cloud Run's lines of the same request (cloud.google.com/run/docs/logging)."""

from __future__ import annotations

import re

from flask import Request

from pulse.settings import Settings

_TRACE = re.compile(r"([0-9a-f]{32})(?:/.*)?")


def trace_of(request: Request, settings: Settings) -> dict[str, str]:
    """The field that Cloud Logging groups by; empty if no front end traces the request."""
    match = _TRACE.fullmatch(request.headers.get("X-Cloud-Trace-Context", ""))
    if match is None:
        return {}
    return {"logging.googleapis.com/trace": f"projects/{settings.project}/traces/{match[1]}"}
