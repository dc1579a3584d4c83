"""Account links of v2: single-use addresses of hosted pages (docs.stripe.com/api/v2/core/account-links).

A link has no id and cannot be read again. It is good for five minutes, as recorded.
"""

from stripe_emulator.errors_v2 import V2Error, invalid_fields, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources import addresses
from stripe_emulator.resources.accounts.links import VALID_SECONDS
from stripe_emulator.resources.accounts.v2_view.capabilities import applied
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.v2_accounts import found
from stripe_emulator.world.state import PLATFORM
from stripe_emulator.world.values import rfc3339

CASES = ("account_onboarding", "account_update")
COLLECTED: Obj = {"fields": "currently_due", "future_requirements": "omit"}
"""What the page collects unless `collection_options` say otherwise."""


def create(call: Call) -> Obj:
    """POST /v2/core/account_links."""
    found.check_access(call.world)
    use_case = call.params["use_case"]
    case = use_case["type"]
    given = use_case.get(case)
    if given is None:
        raise invalid_fields(f"Field 'use_case.{case}' is required.")
    if any(use_case.get(one) is not None for one in CASES if one != case):
        raise invalid_fields(f"Field 'use_case' must have no other part than '{case}'.")
    account = found.usable(call, call.params["account"])
    _check_configurations(account, given)
    for name in ("refresh_url", "return_url"):
        if given.get(name) is not None and not addresses.is_web(given[name]):
            raise V2Error(400, "url_invalid", f"Field 'use_case.{case}.{name}' must be a URL.")
    account["_linked"] = True
    shown = {
        "collection_options": {**COLLECTED, **(given.get("collection_options") or {})},
        "refresh_url": given["refresh_url"],
        "return_url": given.get("return_url"),
    }
    link = _keep(call, account, case, shown)
    return {
        "object": "v2.core.account_link",
        "account": account["id"],
        "created": rfc3339(link["created"]),
        "expires_at": rfc3339(link["expires_at"]),
        "livemode": False,
        "url": f"{call.world.base_url}/setup/e/{account['id']}/{link['id']}",
        "use_case": {**dict.fromkeys(CASES), "type": case, case: shown},
    }


def _check_configurations(account: Obj, given: Obj) -> None:
    """Only older versions name the configurations, and they name all of them."""
    named = given.get("configurations")
    if named is not None and sorted(named) != sorted(applied(account)):
        message = "The configurations of an account link must be those that are applied to the account."
        raise refused("configs_must_match_to_use_account_links", message)


def _keep(call: Call, account: Obj, case: str, shown: Obj) -> Obj:
    """Store the link for the page that it leads to."""
    link: Obj = {
        "id": call.world.state.new_id("link").removeprefix("link_"),
        "account": account["id"],
        "created": call.now(),
        "expires_at": call.now() + VALID_SECONDS,
        "refresh_url": shown["refresh_url"],
        "return_url": shown["return_url"],
        "use_case": case,
        "visited": False,
        "used": False,
    }
    return call.world.store.add(PLATFORM, "account_link", link)
