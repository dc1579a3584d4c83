"""Which web pages may read our answers: only the exact origins in the settings."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request

from pulse.settings import Settings

_ALLOWED_HEADERS = "Authorization, Content-Type, X-Firebase-AppCheck"
_EXPOSED_HEADERS = "X-Request-Id, Retry-After"
_PREFLIGHT_SECONDS = "3600"
_CALLABLE_HEADERS = "Firebase-Instance-ID-Token"


def cors_headers(request: Request, settings: Settings) -> dict[str, str]:
    """Headers that let the page of an allowed origin read this answer."""
    origin = request.headers.get("Origin", "")
    if origin not in allowed_origins(settings):
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": _EXPOSED_HEADERS,
    }


def preflight_headers(request: Request, settings: Settings, methods: tuple[str, ...]) -> dict[str, str]:
    """The headers of an answer to OPTIONS, including *cors_headers*."""
    headers = cors_headers(request, settings)
    if "Access-Control-Allow-Origin" not in headers:
        return headers
    return {
        **headers,
        "Access-Control-Allow-Methods": ", ".join((*methods, "OPTIONS")),
        "Access-Control-Allow-Headers": f"{_ALLOWED_HEADERS}, {_CALLABLE_HEADERS}",
        "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
    }


def allowed_origins(settings: Settings) -> frozenset[str]:
    site = urlsplit(settings.site_url)
    return frozenset({f"{site.scheme}://{site.netloc}", *settings.cors_origins})
