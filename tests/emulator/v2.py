"""What the tests of `/v2` share: an account with all of its parts, refusals, capabilities in a word."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.emulator.conftest import V2_INCLUDABLE, V2_RECIPIENT


def opened(client: stripe.StripeClient, **more: Any) -> stripe.v2.core.Account:
    """A new account that receives transfers and takes cards, with all of its parts."""
    params: Any = {**V2_RECIPIENT, "include": list(V2_INCLUDABLE), **more}
    return client.v2.core.accounts.create(params=params)


def read(client: stripe.StripeClient, account: str) -> stripe.v2.core.Account:
    """The account as it is now, with all of its parts."""
    return client.v2.core.accounts.retrieve(account, params={"include": list(V2_INCLUDABLE)})


def refused(call: Callable[[], object]) -> tuple[int | None, str | None]:
    """Status and code of a refusal; the code stands in the body whatever class the SDK makes of it."""
    with pytest.raises(stripe.StripeError) as error:
        call()
    return error.value.http_status, error.value.json_body["error"].get("code")


def told(capability: Any) -> tuple[str, str | None, str | None]:
    """Status of a capability, and code and resolution of its one detail."""
    details = [(one.code, one.resolution) for one in capability.status_details]
    code, resolution = details[0] if details else (None, None)
    assert len(details) <= 1
    return capability.status, code, resolution


def session(
    client: stripe.StripeClient, account: str, *names: str, **features: bool
) -> stripe.AccountSession:
    """A session that shows some components of an account, all with the same features."""
    components: Any = {
        one: {"enabled": True, **({"features": features} if features else {})} for one in names
    }
    return client.v1.account_sessions.create(params={"account": account, "components": components})
