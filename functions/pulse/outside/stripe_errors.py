"""The only place that turns the SDK's errors into ours: either Stripe refused, or the outcome is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from pulse import log
from pulse.errors import StripeNotPermitted, StripeRefused, StripeUnavailable

_UNKNOWN_OUTCOME = frozenset({401, 409, 424, 429})
"""As after 5xx or no answer, the outcome of these is unknown (docs.stripe.com/error-low-level)."""
_KEY_MISUSED = "idempotency_error"
"""API v2 says it with 409: the key was sent with other parameters. That is a clear answer."""
_NO_CODE = frozenset({None, "forbidden"})
"""Of a 403 that says something about our key, and nothing about the object."""
_NO_SUCH_ADDRESS = "Unrecognized request URL"
_TOO_BUSY = frozenset({"rate_limit", "lock_timeout"})
"""Stripe had no time for the request. A 400 may carry these too (docs.stripe.com/rate-limits)."""
_RIGHT = re.compile(r"'(rak_\w+)'")
"""The right that a restricted key lacks, in Stripe's sentence (docs.stripe.com/keys#limit-access)."""


@contextmanager
def translated() -> Iterator[None]:
    """By class and HTTP status. `error.code` only adds the reason: the SDK often leaves it out."""
    try:
        yield
    except stripe.StripeError as error:
        body = getattr(error, "error", None)
        code = getattr(body, "code", None) or getattr(error, "code", None)
        status = error.http_status
        if _NO_SUCH_ADDRESS in (error.user_message or ""):
            code = None  # of API v2 it is `not_found`, and says nothing about an object
        log.write(
            "stripe.error",
            severity="WARNING",
            stripe_class=type(error).__name__,
            http_status=status,
            stripe_code=code,
            stripe_request_id=error.request_id,
        )
        if status == 403 and code in _NO_CODE:
            right = _RIGHT.search(error.user_message or "")
            raise StripeNotPermitted(
                "Stripe cannot be asked right now; we have been told, please try again later",
                right=right and right[1],
                request_id=error.request_id,
            ) from error
        if (
            status is None
            or status >= 500
            or code in _TOO_BUSY
            or (status in _UNKNOWN_OUTCOME and code != _KEY_MISUSED)
        ):
            raise StripeUnavailable(
                "Stripe does not answer clearly right now; please try again shortly",
                http_status=status,
                stripe_code=code,
                request_id=error.request_id,
            ) from error
        raise StripeRefused(
            error.user_message or "Stripe refused the request",
            http_status=status,
            stripe_type=getattr(body, "type", None),
            stripe_code=_KEY_MISUSED if isinstance(error, stripe.IdempotencyError) else code,
            decline_code=getattr(body, "decline_code", None),
            param=getattr(error, "param", None),
            request_id=error.request_id,
        ) from error
