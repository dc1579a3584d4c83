"""Connected accounts (docs.stripe.com/api/accounts, docs.stripe.com/connect/accounts)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from stripe_emulator.errors import account_invalid, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import bank_accounts, requirements
from stripe_emulator.resources.accounts.shapes import ACCOUNT_SETTINGS, BUSINESS_PROFILE
from stripe_emulator.resources.accounts.v2_view import changes
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page_of
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

APPLICATION: Obj = {"id": "ca_EmulatorApplication00", "object": "application", "name": "Emulated platform"}

MANUAL_PAYOUTS: Obj = {"schedule": {"delay_days": 2, "interval": "manual"}}
"""The platform keeps its balance for transfers until it asks for a payout."""


def open_platform(world: World) -> None:
    """Open the account that owns the API key: it exists from the start and is ready."""
    ready = {"charges_enabled": True, "payouts_enabled": True, "details_submitted": True, "type": "standard"}
    capabilities = {"card_payments": "active", "transfers": "active"}
    created = world.clock.second()
    platform = {"id": PLATFORM, "created": created, "capabilities": capabilities, **ready}
    world.store.add(PLATFORM, "account", platform)
    platform["settings"] = {**ACCOUNT_SETTINGS, "payouts": {**ACCOUNT_SETTINGS["payouts"], **MANUAL_PAYOUTS}}
    world.ledger.open(PLATFORM, "usd")
    number, routing = bank_accounts.GOOD_ACCOUNT_NUMBER, bank_accounts.GOOD_ROUTING_NUMBER
    bank_accounts.attach(world, PLATFORM, number=number, routing=routing, currency="usd")


def find_connected(world: World, account_id: str) -> Obj | None:
    """A connected account that is neither deleted nor closed nor disconnected."""
    account = world.store.get(PLATFORM, "account", account_id)
    gone = account is None or account_id == PLATFORM or account.get("_deauthorized") or account.get("_closed")
    return None if gone else account


def find_in_path(call: Call) -> Obj:
    """The account in the path, or Stripe's 403."""
    account_id = call.path["id"]
    account = find_connected(call.world, account_id)
    if account is None or call.owner not in (PLATFORM, account_id):
        if account_id == call.owner == PLATFORM:
            return call.find("account")
        raise account_invalid(account_id)
    return account


def find_connected_in_path(call: Call) -> Obj:
    """The account in the path that a platform may change: its own is changed in the Dashboard.

    docs.stripe.com/api/accounts/update and /delete.
    """
    account = find_in_path(call)
    if account["id"] == PLATFORM:
        raise refused("You cannot change your own account by API. Use the Dashboard.", param="account")
    return account


def request_capabilities(world: World, account: Obj, requested: dict[str, bool]) -> None:
    """Request capabilities, or stop requesting them."""
    wanted = account.setdefault("_requested_at", {})
    capabilities = dict(account["capabilities"])
    for name, yes in requested.items():
        if yes and name not in wanted:
            wanted[name] = world.clock.second()
            capabilities[name] = "active" if account.get("charges_enabled") else "inactive"
        elif not yes and name in wanted:
            del wanted[name]
            capabilities.pop(name, None)
    change(world, account, capabilities=capabilities)


def change(world: World, account: Obj, **fields: Any) -> None:
    """Change an account and emit what changed."""
    with changing(world, account):
        account.update(fields)


@contextmanager
def changing(world: World, account: Obj) -> Iterator[None]:
    """Emit what changes of an account inside, once, in v1's words and in v2's.

    In v1 that is `capability.updated` for each changed capability, then `account.updated`.
    """
    if world.events.is_telling(account["id"]):
        yield
        return
    before = world.render(PLATFORM, "account", account)
    with changes.told(world, account):
        yield
        after = world.render(PLATFORM, "account", account)
        for name, status in after["capabilities"].items():
            if before["capabilities"].get(name) != status:
                shown = requirements.capability(account, name)
                world.events.emit_rendered(account["id"], "capability.updated", shown)
        previous = {name: before[name] for name in before if before[name] != after[name]}
        if previous and _is_told_in_v1(world, account):
            world.events.emit_rendered(account["id"], "account.updated", after, previous=previous)


def _is_told_in_v1(world: World, account: Obj) -> bool:
    """Reports disagree on whether accounts that v2 made send `account.updated`: a setting decides."""
    return not account.get("_by_v2") or bool(world.state.settings.get("account_updated_for_v2", True))


def retrieve(call: Call) -> Obj:
    """GET /v1/accounts/{id}."""
    return call.render("account", find_in_path(call))


def retrieve_current(call: Call) -> Obj:
    """GET /v1/account: the account of the key, or the one in `Stripe-Account`."""
    return call.render("account", call.world.store.known(PLATFORM, "account", call.owner))


def update(call: Call) -> Obj:
    """POST /v1/accounts/{id}."""
    account = find_connected_in_path(call)
    params = call.params
    _check_identity_may_change(account, params)
    check_terms(account["controller"], params)
    if params.get("external_account"):
        bank_accounts.replace_default(call.world, account, params["external_account"])
    changed = dict(account)
    apply(changed, params)
    if "metadata" in params:
        changed["metadata"] = merged_metadata(account.get("metadata", {}), params["metadata"])
    change(call.world, account, **changed)
    asked = {name: bool(one.get("requested")) for name, one in params.get("capabilities", {}).items() if one}
    if asked:
        request_capabilities(call.world, account, asked)
    return call.render("account", account)


def _check_identity_may_change(account: Obj, params: Obj) -> None:
    """Refuse changes of identity after the first account link, if Stripe collects the requirements."""
    collected_by_stripe = account.get("controller", {}).get("requirement_collection") == "stripe"
    if not (account.get("_linked") and collected_by_stripe):
        return
    for name in ("individual", "company", "business_type", "external_account", "tos_acceptance"):
        if name in params:
            message = f"This application does not have the required permissions for the parameter '{name}'."
            raise refused(message, param=name)


def check_terms(controller: Obj, params: Obj) -> None:
    """Refuse to accept Stripe's terms for somebody whom Stripe itself asks.

    The kind of agreement may be named:
    docs.stripe.com/connect/updating-service-agreements.
    """
    accepted = {"date", "ip", "user_agent"} & (params.get("tos_acceptance") or {}).keys()
    if accepted and controller["requirement_collection"] == "stripe":
        message = (
            "You cannot accept the Terms of Service on behalf of Standard and Express connected accounts."
        )
        raise refused(message, param="tos_acceptance")


def apply(account: Obj, params: Obj) -> None:
    """Copy what the parameters say about the business into an account."""
    for name in ("email", "business_type", "default_currency"):
        if name in params:
            account[name] = params[name] or None
    if params.get("business_profile"):
        account["business_profile"] = {
            **BUSINESS_PROFILE, **account.get("business_profile", {}), **params["business_profile"]
        }  # fmt: skip
    if "settings" in params:
        account["settings"] = _merged(account.get("settings", ACCOUNT_SETTINGS), params["settings"])


def _merged(before: Obj, change_: Obj) -> Obj:
    merged = dict(before)
    for name, value in change_.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _merged(merged[name], value) if both else value
    return merged


def delete(call: Call) -> Obj:
    """DELETE /v1/accounts/{id}: test accounts at any time (docs.stripe.com/api/accounts/delete)."""
    account = find_connected_in_path(call)
    funds = call.world.state.funds.get(account["id"], {})
    if any(one["available"] or one["pending"] for one in funds.values()):
        raise refused("You cannot delete an account with a nonzero balance.", code="account_invalid")
    call.world.store.remove(PLATFORM, "account", account["id"])
    return {"id": account["id"], "object": "account", "deleted": True}


def reject(call: Call) -> Obj:
    """POST /v1/accounts/{id}/reject; that the platform did it is told since 2026-09-30.

    docs.stripe.com/changelog/endive/2026-09-30/platform-rejection-reasons.
    """
    account = find_connected_in_path(call)
    if account.get("controller", {}).get("losses", {}).get("payments") != "application":
        raise refused("You can only reject accounts for which your platform is liable.")
    reason = call.params["reason"]
    why = "terms_of_service" if reason == "terms_of_service" else "fraud" if "fraud" in reason else "other"
    mark_rejected(call.world, account, f"rejected.platform_{why}")
    return call.render("account", account)


def mark_rejected(world: World, account: Obj, reason: str) -> None:
    """Reject an account: no more charges and payouts."""
    capabilities = dict.fromkeys(account["capabilities"], "inactive")
    change(world, account, capabilities=capabilities, **requirements.closed(reason))


def list_all(call: Call) -> Obj:
    """GET /v1/accounts."""
    every = reversed(call.world.store.all(call.owner, "account").values())
    mine = (one for one in every if find_connected(call.world, one["id"]) is not None)
    return page_of(call, "account", "/v1/accounts", mine)
