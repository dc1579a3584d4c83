"""Account links and login links: single-use addresses of hosted pages.

docs.stripe.com/api/account_links (five minutes, refresh and return URLs),
docs.stripe.com/api/accounts/login_link (accounts with the Express Dashboard only).
"""

from stripe_emulator.errors import refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources import addresses
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.call import Call
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

VALID_SECONDS = 300


def create(call: Call) -> Obj:
    """POST /v1/account_links."""
    params = call.params
    account = accounts.find_connected(call.world, params["account"])
    if account is None:
        raise refused(f"No such account: '{params['account']}'", code="resource_missing", param="account")
    if params["type"] == "account_update" and account["controller"]["requirement_collection"] == "stripe":
        message = (
            "You cannot create `account_update` type Account Links for this account. Valid types for "
            "this account are: `account_onboarding`."
        )
        raise refused(message, param="type")
    for name in ("refresh_url", "return_url"):
        if not addresses.is_web(params.get(name, "")):
            raise addresses.not_valid(name)
    account["_linked"] = True
    token = call.world.state.new_id("link").removeprefix("link_")
    link: Obj = {
        "id": token,
        "account": account["id"],
        "created": call.now(),
        "expires_at": call.now() + VALID_SECONDS,
        "refresh_url": params["refresh_url"],
        "return_url": params["return_url"],
        "visited": False,
        "used": False,
    }
    call.world.store.add(PLATFORM, "account_link", link)
    url = f"{call.world.base_url}/setup/s/{account['id']}/{token}"
    shown = {name: link[name] for name in ("created", "expires_at")}
    return {"object": "account_link", **shown, "url": url}


def create_login(call: Call) -> Obj:
    """POST /v1/accounts/{id}/login_links."""
    account = accounts.find_in_path(call)
    if account.get("controller", {}).get("stripe_dashboard", {}).get("type") != "express":
        raise refused(
            f"Cannot create a login link for the account {account['id']}, which is not an Express account "
            "or does not use the Express Dashboard."
        )
    if not account["details_submitted"]:
        raise refused("Cannot create a login link for an account that has not completed onboarding.")
    token = call.world.state.new_id("login").removeprefix("login_")
    link = {"id": token, "account": account["id"], "created": call.now(), "visited": False}
    call.world.store.add(PLATFORM, "login_link", link)
    url = f"{call.world.base_url}/express/{account['id']}/{token}"
    return {"object": "login_link", "created": link["created"], "url": url}


def find_link(world: World, kind: str, account_id: str, token: str) -> Obj | None:
    """The link behind the address of a hosted page, even when it is used or expired."""
    link = world.store.get(PLATFORM, kind, token)
    return link if link is not None and link["account"] == account_id else None
