"""Stripe's errors: status, type, code, param and message (docs.stripe.com/api/errors).

An endpoint that began to execute raises `refused` and the like, and an idempotency key keeps them.
Validation raises `invalid` and the like, and a key does not keep those
(docs.stripe.com/api/idempotent_requests).
"""

import traceback
from typing import Any

from stripe_emulator.messages import Obj


class StripeError(Exception):
    """An error response; `kept` says that an idempotency key keeps it."""

    def __init__(
        self,
        status: int,
        error_type: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        kept: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kept = kept
        self.headers: dict[str, str] = {}
        named = {"code": code, "param": param, **more}
        self.error: Obj = {"message": message, "type": error_type}
        self.error.update({name: value for name, value in named.items() if value is not None})
        if code is not None:
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"


def invalid(message: str, *, code: str | None = None, param: str | None = None) -> StripeError:
    """400 from validation: nothing was executed."""
    return StripeError(400, "invalid_request_error", message, code=code, param=param, kept=False)


def refused(message: str, *, code: str | None = None, param: str | None = None, **more: Any) -> StripeError:
    """400 from the endpoint: it began to execute, and the state forbids the request."""
    return StripeError(400, "invalid_request_error", message, code=code, param=param, **more)


def missing(noun: str, object_id: str, *, param: str = "id", status: int = 404) -> StripeError:
    """The object does not exist: 404 if its id is in the path, 400 if a parameter gives it."""
    message = f"No such {noun}: '{object_id}'"
    return StripeError(status, "invalid_request_error", message, code="resource_missing", param=param)


def parameter_missing(param: str) -> StripeError:
    """A required parameter is not there."""
    return invalid(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unauthorized(message: str) -> StripeError:
    """401: no key or a bad one."""
    return StripeError(401, "invalid_request_error", message, kept=False)


def account_invalid(account: str) -> StripeError:
    """403: not our account, or access to it is revoked (docs.stripe.com/error-codes/account-invalid)."""
    message = (
        f"The provided key 'sk_test_***' does not have access to account '{account}' "
        "(or that account does not exist). Application access may have been revoked."
    )
    return StripeError(403, "invalid_request_error", message, code="account_invalid", kept=False)


def card_error(message: str, *, code: str, **more: Any) -> StripeError:
    """402: the card was refused."""
    return StripeError(402, "card_error", message, code=code, **more)


def key_in_use(key: str) -> StripeError:
    """409: another request with this key is executing (docs.stripe.com/error-low-level)."""
    message = (
        f"There is currently another in-progress request using this Idempotent Key ({key}) "
        "(that probably means you submitted twice, and the other request is still going through). "
        "Please try again later."
    )
    return StripeError(409, "idempotency_error", message, code="idempotency_key_in_use", kept=False)


def rate_limited() -> StripeError:
    """429 for too many requests; the SDK does not retry it (docs.stripe.com/rate-limits)."""
    message = (
        "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits."
    )
    return StripeError(429, "invalid_request_error", message, code="rate_limit", kept=False)


def lock_timeout() -> StripeError:
    """429 for a contended object; Stripe asks clients to retry it (docs.stripe.com/rate-limits)."""
    message = (
        "This object cannot be accessed right now because another API request or Stripe process is "
        "currently accessing it. If you see this error intermittently, retry the request."
    )
    error = StripeError(429, "invalid_request_error", message, code="lock_timeout", kept=False)
    error.headers["Stripe-Should-Retry"] = "true"
    return error


def permission_missing(key: str, permission: str, account: str) -> StripeError:
    """403: a restricted key lacks a right (docs.stripe.com/keys#limit-access)."""
    message = (
        f"The provided key '{key[:8]}***' does not have the required permissions for this endpoint on "
        f"account '{account}'. Having the '{permission}' permission would allow this request to continue."
    )
    return StripeError(403, "invalid_request_error", message, kept=False)


def secret_key_required() -> StripeError:
    """401: a publishable key may not do this (docs.stripe.com/error-codes/secret-key-required)."""
    message = (
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find "
        "a list of your API keys at https://dashboard.stripe.com/account/apikeys."
    )
    return StripeError(401, "invalid_request_error", message, code="secret_key_required", kept=False)


def report_unforeseen() -> StripeError:
    """500 for a fault of the emulator itself; prints the traceback of the exception being handled."""
    traceback.print_exc()
    return api_fault()


def api_fault(status: int = 500) -> StripeError:
    """5xx: Stripe's own failure; the outcome is unknown to the caller."""
    message = "An unknown error occurred. If you continue to see this, contact support@stripe.com."
    return StripeError(status, "api_error", message)
