"""The guide's `notifyError`: what Stripe refused is logged, grouped, and kept with the person."""

from __future__ import annotations

from pulse.errors import StripeRefused
from pulse.ports import Alert, Ports, Severity
from pulse.ports.paths import path

_CRITICAL_TYPES = frozenset({"card_error"})
_CRITICAL_CODES = frozenset({"transfer_failed"})


def notify_error(error: StripeRefused, *, operation: str, user_id: str, ports: Ports) -> None:
    """*operation* is our own name of what was tried. Stripe's message is left out: it may hold anything."""
    critical = error.stripe_type in _CRITICAL_TYPES or error.stripe_code in _CRITICAL_CODES
    ports.alerts.raise_alert(
        Alert(
            cause="stripe.refused",
            severity=Severity.CRITICAL if critical else Severity.WARNING,
            message="Stripe refused what we asked of it for somebody. No money moved by it.",
            subject=path("users", user_id),
            user_id=user_id,
            facts={
                "operation": operation,
                "http_status": error.http_status,
                "stripe_type": error.stripe_type,
                "stripe_code": error.stripe_code,
                "param": error.param,
                "stripe_request_id": error.request_id,
            },
        )
    )
