"""Who calls and in which version: API key, `Stripe-Account`, `Stripe-Version`; and the response headers."""

import re

from stripe_emulator import errors
from stripe_emulator.messages import Request
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

API_VERSION = "2026-10-28.endive"
VERSION_FORM = re.compile(r"\d{4}-\d\d-\d\d(\.[a-z]+)?")


def check_key(request: Request) -> None:
    """Refuse a request without a test key."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise errors.unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization "
            "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    if secret.startswith(("sk_live", "rk_live")):
        raise errors.unauthorized(
            "This is an emulator and it takes test keys only: a live key must never be sent here."
        )
    if not secret.startswith(("sk_test_", "rk_test_")):
        raise errors.unauthorized(f"Invalid API Key provided: {secret[:7]}****")


def find_owner(world: World, request: Request) -> str:
    """The account that acts: the one in the `Stripe-Account` header, or else the platform."""
    account = request.headers.get("stripe-account", PLATFORM)
    if account != PLATFORM and accounts.find_connected(world, account) is None:
        raise errors.account_invalid(account)
    return account


def check_version(request: Request) -> None:
    """Refuse what does not look like an API version."""
    version = request.headers.get("stripe-version", API_VERSION)
    if not VERSION_FORM.fullmatch(version):
        raise errors.invalid(f"Invalid Stripe API version: {version}")


def response_headers(request: Request, request_id: str) -> dict[str, str]:
    """The headers of every response."""
    headers = {
        "Content-Type": "application/json",
        "Request-Id": request_id,
        "Stripe-Version": request.headers.get("stripe-version", API_VERSION),
    }
    for name, title in (("idempotency-key", "Idempotency-Key"), ("stripe-account", "Stripe-Account")):
        if name in request.headers:
            headers[title] = request.headers[name]
    return headers
