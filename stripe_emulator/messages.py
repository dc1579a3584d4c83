"""What goes into the emulator and what comes out: HTTP requests, HTTP responses and JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Obj = dict[str, Any]
"""A JSON object of the Stripe API."""

encode = json.JSONEncoder(separators=(",", ":")).encode
"""The JSON text that Stripe sends, in one line without spaces."""


@dataclass(frozen=True)
class Request:
    """One HTTP request; header names are lower case, the body is still encoded."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    @classmethod
    def of(cls, method: str, url: str, headers: Mapping[str, str], body: str | bytes | None) -> "Request":
        """From an absolute or relative URL and headers in any case."""
        parts = urlsplit(url)
        text = body.decode() if isinstance(body, bytes) else body or ""
        lowered = {name.lower(): str(value) for name, value in headers.items()}
        return cls(method.upper(), parts.path, parts.query, lowered, text)


@dataclass(frozen=True)
class Response:
    """One HTTP response; `lost` is "reset" or "timeout" when the caller must not see it."""

    status: int
    headers: Mapping[str, str]
    body: str
    lost: str = ""
