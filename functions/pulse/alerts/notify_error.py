"""The guide's `notifyError`: a refusal by Stripe is logged, grouped, and kept with the person."""

from __future__ import annotations

from collections.abc import Iterable

from pulse.alerts import causes
from pulse.errors import StripeNotPermitted, StripeRefused
from pulse.ports import Ports, Severity
from pulse.ports.paths import path

_CRITICAL_TYPES = frozenset({"card_error"})
_CRITICAL_CODES = frozenset({"transfer_failed"})


def notify_error(error: StripeRefused, *, operation: str, user_id: str, ports: Ports) -> None:
    """*operation* is our own name for what was tried. Stripe's message is left out: it may hold anything."""
    critical = error.stripe_type in _CRITICAL_TYPES or error.stripe_code in _CRITICAL_CODES
    cause = causes.STRIPE_REFUSED.at(Severity.CRITICAL) if critical else causes.STRIPE_REFUSED
    ports.alerts.raise_alert(
        cause.alert(
            "Stripe refused a request that we made for a person. It moved no money.",
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


def notify_missing_rights(errors: Iterable[StripeNotPermitted], *, ports: Ports) -> None:
    """For a loop: what its items were refused."""
    for error in errors:
        notify_missing_right(error, ports=ports)


def notify_missing_right(error: StripeNotPermitted, *, ports: Ports) -> None:
    """One alert for each right that our restricted key lacks, however many calls it stops."""
    right = error.right or "unknown"
    ports.alerts.raise_alert(
        causes.RIGHT_REFUSED.alert(
            f"Our key at Stripe lacks the right `{right}`. What needs it waits. Add the right.",
            subject=f"rights/{right}",
            facts={"right": right, "stripe_request_id": error.request_id},
            announced=True,  # only people can give a right
        )
    )
