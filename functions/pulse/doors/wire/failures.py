"""Every exception as the failure that a caller may see: status, code, sentence and facts, no internals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic.alias_generators import to_camel

from pulse import log
from pulse.doors.wire.moments import iso
from pulse.errors import PulseError, StripeRefused, TooManyRequests

RETRY_AFTER_SECONDS = 5
"""For 503, to people who try again. Task queues have their own backoff."""


class MethodNotAllowed(PulseError):
    status, code = 405, "method_not_allowed"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"Use the method {' or '.join(allowed)}")
        self.allow = ", ".join((*allowed, "OPTIONS"))


@dataclass(frozen=True, slots=True)
class Failure:
    status: int
    code: str
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


_BUG = Failure(500, "internal", "Something went wrong on our side, and it was logged")
_STRIPE_REFUSED = "Stripe did not accept this; nothing was changed"


def failure_of(error: Exception) -> Failure:
    """Logs what we must fix (bugs and missing configuration) with the stack."""
    if not isinstance(error, PulseError) or error.status == 500:
        log.write_exception("door.failed", error)
        return _BUG
    message = _STRIPE_REFUSED if isinstance(error, StripeRefused) else error.message
    facts = {to_camel(name): _plain(value) for name, value in error.facts.items()}
    return Failure(error.status, error.code, message, facts, _headers(error))


def _headers(error: PulseError) -> dict[str, str]:
    match error:
        case TooManyRequests():
            return {"Retry-After": str(error.retry_after_seconds)}
        case MethodNotAllowed():
            return {"Allow": error.allow}
        case _ if error.status == 401:
            return {"WWW-Authenticate": "Bearer"}
        case _ if error.status == 503:
            return {"Retry-After": str(RETRY_AFTER_SECONDS)}
        case _:
            return {}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return iso(value)
        case Mapping():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
