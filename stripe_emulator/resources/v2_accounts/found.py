"""Finds the account that a request to `/v2` is about."""

from stripe_emulator.errors_v2 import not_found, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

V1_SETTLES = "v1_accounts_reach_v2_after_seconds"


def check_access(world: World) -> None:
    """Refuse a platform that has no access to Accounts v2, by the setting `v2_accounts_blocked`."""
    if world.state.settings.get("v2_accounts_blocked"):
        message = "Your platform does not have access to Accounts v2. Enable it in the Dashboard."
        for_users = "This account cannot be set up right now. Contact the platform."
        raise refused("accounts_v2_access_blocked", message, user_message=for_users)


def known(call: Call, account_id: str) -> Obj:
    """A connected account, also a closed one, or 404."""
    account = call.world.store.get(PLATFORM, "account", account_id)
    if account is None or account.get("_deauthorized") or call.owner not in (PLATFORM, account_id):
        raise not_found("account", account_id)
    if is_too_new(call.world, account):
        message = "This account was created with Accounts v1 and is not yet compatible with Accounts v2."
        raise refused("account_not_yet_compatible_with_v2", message)
    return account


def usable(call: Call, account_id: str) -> Obj:
    """A connected account that is not closed, and not the platform's own."""
    account = known(call, account_id)
    if account["id"] == PLATFORM:
        raise refused("platform_account", "A platform cannot change its own account by this endpoint.")
    if account.get("_closed"):
        raise refused("account_closed", f"The account {account_id} is closed.")
    return account


def is_too_new(world: World, account: Obj) -> bool:
    """Whether v2 does not know a v1 account yet (docs.stripe.com/connect/accounts-v2/migrate-integration)."""
    wait = world.state.settings.get(V1_SETTLES, 0)
    return not account.get("_by_v2") and account["id"] != PLATFORM and (
        world.clock.now() < account["created"] + wait
    )  # fmt: skip


def is_listed(world: World, obj: Obj) -> bool:
    """Whether lists show an object already: they lag behind by the setting `v2_lists_lag_seconds`."""
    return bool(obj["created"] <= world.clock.now() - world.state.settings.get("v2_lists_lag_seconds", 0))
