"""Every error the system answers with: one small tree, each with its HTTP status and machine word.

The deciding question of each branch is whether money possibly moved. A `Refusal` says it did not and
why; `OutcomeUnknown` says nobody knows yet, so nothing may be released.
"""

from __future__ import annotations

from typing import Any, ClassVar


class PulseError(Exception):
    """An error with an answer: a sentence for a person, a code for a program, facts for both."""

    status: ClassVar[int] = 500
    code: str = "internal"

    def __init__(self, message: str, *, code: str | None = None, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.facts = facts


class InvalidRequest(PulseError):
    status, code = 400, "invalid_request"


class NotSignedIn(PulseError):
    status, code = 401, "not_signed_in"


class NotAllowed(PulseError):
    status, code = 403, "not_allowed"


class NotFound(PulseError):
    status, code = 404, "not_found"


class Refusal(PulseError):
    """The request is well formed, and the true state of things forbids it. No money moved."""

    status, code = 409, "refused"


class TooManyRequests(PulseError):
    status, code = 429, "too_many_requests"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class OutcomeUnknown(PulseError):
    """Something outside did not answer, or not clearly. It may have happened: nothing is released."""

    status, code = 503, "try_again"


class StripeUnavailable(OutcomeUnknown):
    """Stripe timed out, refused the connection, or answered 401, 409, 424, 429 or 5xx."""

    code = "stripe_unavailable"

    def __init__(
        self,
        message: str,
        *,
        http_status: int | None = None,
        stripe_code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.stripe_code = stripe_code
        self.request_id = request_id


class StripeUnreadable(StripeUnavailable):
    """Stripe answered in a form that we do not know: this object's trouble, and no sign of an outage."""

    code = "stripe_unreadable"


class StripeRefused(PulseError):
    """Stripe answered a definite 4xx. `stripe_code` is Stripe's `error.code`, possibly unknown to us."""

    status, code = 409, "stripe_refused"

    def __init__(
        self,
        message: str,
        *,
        http_status: int,
        stripe_type: str | None = None,
        stripe_code: str | None = None,
        decline_code: str | None = None,
        param: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.stripe_type = stripe_type
        self.stripe_code = stripe_code
        self.decline_code = decline_code
        self.param = param
        self.request_id = request_id


class StoreUnavailable(OutcomeUnknown):
    """Firestore did not answer clearly: the commit may have happened."""

    code = "store_unavailable"


class Conflict(Exception):
    """A precondition of a commit did not hold: somebody else was first, nothing was written."""


class Busy(PulseError):
    """Somebody else is at work on this very thing; come back shortly."""

    status, code = 503, "busy"


class Misconfigured(PulseError):
    """A secret or setting is absent or contradicts another; says which, and what to do."""

    code = "misconfigured"
