"""Every error that the system answers with: one small tree, each with its HTTP status and machine word.

The question that separates the branches is whether money may have moved. A `Refusal` says that it did not,
and why. `OutcomeUnknown` says that it is not known yet, so nothing may be released.
"""

from __future__ import annotations

from typing import Any, ClassVar


class PulseError(Exception):
    """An error that is answered with a sentence for a person, a code for a program, and facts."""

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
    """The request is well formed, but the current state forbids it. No money moved."""

    status, code = 409, "refused"


class TooManyRequests(PulseError):
    status, code = 429, "too_many_requests"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class OutcomeUnknown(PulseError):
    """An outside service gave no clear answer. The act may have happened, so nothing is released."""

    status, code = 503, "try_again"


class StripeUnavailable(OutcomeUnknown):
    """Stripe timed out, refused the connection, or answered 401, 409, 424, 429, 5xx or `rate_limit`."""

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
    """Stripe's answer has a form that we do not know. It is about this object, no sign of an outage."""

    code = "stripe_unreadable"


class StripeNotPermitted(StripeUnavailable):
    """Our restricted key lacks a right: 403 without a code. It says nothing about the object of the call.

    *right* is Stripe's name for what is missing (`rak_transfer_write`), if the answer gave it.
    """

    code = "stripe_right_missing"

    def __init__(self, message: str, *, right: str | None = None, request_id: str | None = None) -> None:
        super().__init__(message, http_status=403, request_id=request_id)
        self.right = right


class StripeRefused(PulseError):
    """Stripe refused with a 4xx. `stripe_code` is Stripe's `error.code`, and may be unknown to us."""

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
    """Firestore gave no clear answer. The commit may have happened."""

    code = "store_unavailable"


class NoRoom(Refusal):
    """Firestore took nothing of a commit: a document would have become larger than it may be."""

    code = "no_room"

    def __init__(self) -> None:
        super().__init__("a document of this has no room left: remove fields of your own from it")


class FieldUnfit(ValueError):
    """Which field of a document does not fit, and what is allowed. It quotes nothing of the document."""


class SumsUnfit(FieldUnfit):
    """The amounts of a document are readable and do not add up."""


class RecordDamaged(PulseError, ValueError):
    """What is stored at *path* is not the record that should be there. Nothing is concluded from it.

    Callers of our operations read no more than `internal`; whoever repairs it needs the path.
    """

    code = "record_damaged"

    def __init__(self, path: str, why: str = "") -> None:
        super().__init__(f"a record cannot be read: {why}" if why else "a record cannot be read")
        self.path = path


class Conflict(Exception):
    """A precondition of a commit did not hold: another writer was first. Nothing was written."""


class Busy(PulseError):
    """Another worker has the same record at this moment. The caller may try again shortly."""

    status, code = 503, "busy"


class Misconfigured(PulseError):
    """A secret or setting is missing or contradicts another. The message says which, and what to do."""

    code = "misconfigured"
