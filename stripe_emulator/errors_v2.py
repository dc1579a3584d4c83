"""Errors of `/v2`: `code` and `message`, mostly without a `type` (docs.stripe.com/api-v2-overview).

What any endpoint of either API can raise (a bad key, a rate limit, a failure of Stripe) is told by `shown`
in the words of v2.
"""

from typing import Any

from stripe_emulator.errors import StripeError
from stripe_emulator.messages import Obj

CODES = {
    400: "invalid_fields",
    401: "invalid_api_key",
    403: "forbidden",
    404: "not_found",
    409: "idempotency_key_in_use",
    429: "account_rate_limit_exceeded",
}
"""Of an error that has no code of its own; above them `api_error`. Stripe documents only some of these."""


class V2Error(StripeError):
    """An error response of `/v2`; `more` are further fields of its body."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(status, "", message)
        self.error: Obj = {"code": code, "message": message, **more}


def invalid_fields(message: str) -> V2Error:
    """400: a field is unknown or has the wrong type."""
    return V2Error(400, "invalid_fields", message)


def refused(code: str, message: str, **more: Any) -> V2Error:
    """400: the state or the platform forbids the request."""
    return V2Error(400, code, message, **more)


def not_found(noun: str, object_id: str) -> V2Error:
    """404: no such object for this caller."""
    return V2Error(404, "not_found", f"No such {noun}: '{object_id}'.")


def keys_differ() -> V2Error:
    """409: the parameters of a retry differ from those of the first request."""
    message = "An idempotent retry occurred with different request parameters."
    return V2Error(409, "idempotency_error", message)


def shown(error: StripeError) -> Obj:
    """The body of any error as `/v2` tells it."""
    if isinstance(error, V2Error):
        return error.error
    code = error.error.get("code") or CODES.get(error.status, "api_error")
    body: Obj = {"code": code, "message": error.error["message"]}
    if error.status == 429:
        body["type"] = "rate_limit"
    return body
