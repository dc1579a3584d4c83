"""How each function is deployed: processor, memory, time, concurrency, and its secrets.

Every function sets every option: `set_global_options` would silently choose first-generation processors (0.17
CPU, one request at a time), and each deployment resets an option that is left out to the platform's default.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias, TypeVar

from flask import Request, Response

from pulse.settings import REGION_DEFAULT, Settings

THREADS = 8
"""Requests at once in one instance; `functions/.env` gives gunicorn the same number of threads."""

STRIPE, SLACK = "STRIPE_SECRET_KEY", "SLACK_WEBHOOK_URL"
SMTP = "SMTP_PASSWORD"
WEBHOOK, CONNECT_WEBHOOK = "STRIPE_WEBHOOK_SECRETS", "STRIPE_CONNECT_WEBHOOK_SECRETS"

_ACCOUNT = "pulse-{}@{{{{ params.PROJECT_ID }}}}.iam.gserviceaccount.com"
"""firebase-tools fills the project in."""
DOORS, WORKERS, SCHEDULES = (_ACCOUNT.format(name) for name in ("doors", "workers", "schedules"))
"""The service accounts: what is called from outside, what tasks and triggers call, and what runs by the
clock.
`make deploy` makes them and grants each what it uses."""

Function: TypeAlias = Callable[[Request], Response]
FunctionT = TypeVar("FunctionT", bound=Function)

_TIMEOUT_SECONDS = Settings.model_fields["function_timeout_seconds"].default


def options(
    *secrets: str, account: str = DOORS, instances: int = 20, timeout_seconds: int = _TIMEOUT_SECONDS
) -> dict[str, Any]:
    return {
        "service_account": account,
        "region": REGION_DEFAULT,
        "cpu": 1,
        "memory": 512,
        "concurrency": THREADS,
        "min_instances": 0,
        "max_instances": instances,
        "timeout_sec": timeout_seconds,
        "secrets": list(secrets),
    }


def called_function() -> str | None:
    """The name of the one function that this process serves. None while a deployment reads them all."""
    return os.environ.get("FUNCTION_TARGET")


def served_over_http(**options: Any) -> Callable[[FunctionT], FunctionT]:
    return lambda function: _declared(function, "on_request", options)


def served_as_callable(**options: Any) -> Callable[[FunctionT], FunctionT]:
    return lambda function: _declared(function, "on_call", options)


def _declared(function: FunctionT, decorator: str, options: dict[str, Any]) -> FunctionT:
    """A process that serves a call needs no entry of the manifest, and spares the import that makes it."""
    if called_function() is None:
        https_fn = import_module("firebase_functions.https_fn")
        declaration = getattr(https_fn, decorator)(**options)(function)
        function.__firebase_endpoint__ = declaration.__firebase_endpoint__  # type: ignore[attr-defined]
    return function
