"""Who calls and in which version: API key, `Stripe-Account`, `Stripe-Version`; and the response headers."""

import re
from base64 import b64decode

from stripe_emulator import errors
from stripe_emulator.messages import Request
from stripe_emulator.requests.versions import API_VERSION
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

ECHOED = (
    ("idempotency-key", "Idempotency-Key"),
    ("stripe-account", "Stripe-Account"),
    ("stripe-context", "Stripe-Context"),
)
VERSION_FORM = re.compile(r"\d{4}-\d\d-\d\d(\.[a-z]+)?")


def read_key(request: Request) -> str:
    """The test key of a request: bearer, or the user name of basic authentication.

    docs.stripe.com/api/authentication.
    """
    secret = _given_key(request)
    if not secret:
        raise errors.unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization "
            "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    if secret.startswith(("sk_live", "rk_live", "pk_live")):
        raise errors.unauthorized(
            "This is an emulator and it takes test keys only: a live key must never be sent here."
        )
    if not secret.startswith(("sk_test_", "rk_test_", "pk_test_")):
        raise errors.unauthorized(f"Invalid API Key provided: {secret[:7]}****")
    return secret


def _given_key(request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return _user_name(given)
    return given if scheme.lower() == "bearer" else ""


def refuse_foreign(request: Request) -> None:
    """Refuse the secret key of a web page from another site: any would do here, so that page guesses it."""
    if _given_key(request).startswith(("sk_", "rk_")):
        message = "A web page from another site may use a publishable key only, and never a secret one."
        raise errors.StripeError(403, "invalid_request_error", message, kept=False)


def _user_name(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def find_owner(world: World, request: Request) -> str:
    """The account that acts: the one in `Stripe-Account` or `Stripe-Context`, or else the platform."""
    account = _named_account(request) or PLATFORM
    if account != PLATFORM and accounts.find_connected(world, account) is None:
        raise errors.account_invalid(account)
    return account


def find_v2_owner(world: World, request: Request) -> str:
    """As `find_owner`; a closed account may still be read in its own context."""
    account = world.store.get(PLATFORM, "account", _named_account(request) or PLATFORM)
    if request.method == "GET" and account is not None and account.get("_closed"):
        return str(account["id"])
    return find_owner(world, request)


def _named_account(request: Request) -> str | None:
    """docs.stripe.com/context: the context is a path of accounts, and the last one acts."""
    account, context = request.headers.get("stripe-account"), request.headers.get("stripe-context")
    if context is None:
        return account
    named = context.rpartition("/")[2]
    if account not in (None, named):
        raise errors.invalid("The Stripe-Account and Stripe-Context headers name different accounts.")
    return named


def read_version(request: Request) -> str:
    """The API version of a request; refuses what does not look like one."""
    version = request.headers.get("stripe-version", API_VERSION)
    if not VERSION_FORM.fullmatch(version):
        raise errors.invalid(f"Invalid Stripe API version: {version}")
    return version


def response_headers(request: Request, request_id: str) -> dict[str, str]:
    """The headers of every response."""
    headers = {
        "Content-Type": "application/json",
        "Request-Id": request_id,
        "Stripe-Version": request.headers.get("stripe-version", API_VERSION),
    }
    for name, title in ECHOED:
        if name in request.headers:
            headers[title] = request.headers[name]
    return headers
