"""Connected accounts (docs.stripe.com/api/accounts, docs.stripe.com/connect/accounts)."""

from typing import TYPE_CHECKING, Any

from stripe_emulator.call import Call
from stripe_emulator.errors import account_invalid, refused
from stripe_emulator.listing import list_object, page_of
from stripe_emulator.messages import Obj
from stripe_emulator.parameters import merged_metadata
from stripe_emulator.resources import bank_accounts, requirements
from stripe_emulator.shapes import ACCOUNT_SETTINGS, BUSINESS_PROFILE
from stripe_emulator.state import PLATFORM

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator

APPLICATION: Obj = {"id": "ca_EmulatorApplication00", "object": "application", "name": "Emulated platform"}

MANUAL_PAYOUTS: Obj = {"schedule": {"delay_days": 2, "interval": "manual"}}
"""The platform keeps its balance for transfers until it asks for a payout."""


def open_platform(emulator: "Emulator") -> None:
    """The account that owns the key exists from the start and is ready."""
    ready = {"charges_enabled": True, "payouts_enabled": True, "details_submitted": True, "type": "standard"}
    capabilities = {"card_payments": "active", "transfers": "active"}
    created = emulator.clock.second()
    platform = {"id": PLATFORM, "created": created, "capabilities": capabilities, **ready}
    emulator.store.add(PLATFORM, "account", platform)
    platform["settings"] = {**ACCOUNT_SETTINGS, "payouts": {**ACCOUNT_SETTINGS["payouts"], **MANUAL_PAYOUTS}}
    emulator.ledger.funds(PLATFORM, "usd")
    number, routing = bank_accounts.GOOD_ACCOUNT_NUMBER, bank_accounts.GOOD_ROUTING_NUMBER
    bank_accounts.attach(emulator, PLATFORM, number=number, routing=routing, currency="usd")


def is_connected(emulator: "Emulator", account_id: str) -> bool:
    """Whether the platform has access to the account."""
    return connected(emulator, account_id) is not None


def connected(emulator: "Emulator", account_id: str) -> Obj | None:
    """A connected account that is neither deleted nor disconnected."""
    account = emulator.store.get(PLATFORM, "account", account_id)
    gone = account is None or account_id == PLATFORM or account.get("_deauthorized")
    return None if gone else account


def of_path(call: Call) -> Obj:
    """The account in the path, or Stripe's 403."""
    account_id = call.path["id"]
    account = connected(call.emulator, account_id)
    if account is None or call.owner not in (PLATFORM, account_id):
        if account_id == call.owner == PLATFORM:
            return call.find("account")
        raise account_invalid(account_id)
    return account


def request_capabilities(emulator: "Emulator", account: Obj, requested: dict[str, bool]) -> None:
    """Ask for capabilities, or give them back."""
    wanted = account.setdefault("_requested_at", {})
    capabilities = dict(account["capabilities"])
    for name, yes in requested.items():
        if yes and name not in wanted:
            wanted[name] = emulator.clock.second()
            capabilities[name] = "active" if account.get("charges_enabled") else "inactive"
        elif not yes and name in wanted:
            del wanted[name]
            capabilities.pop(name, None)
    change(emulator, account, capabilities=capabilities)


def change(emulator: "Emulator", account: Obj, **fields: Any) -> None:
    """Change an account and tell: `capability.updated` for each capability, then `account.updated`."""
    before = emulator.render(PLATFORM, "account", account)
    account.update(fields)
    after = emulator.render(PLATFORM, "account", account)
    for name, status in after["capabilities"].items():
        if before["capabilities"].get(name) != status:
            shown = requirements.capability(account, name)
            emulator.events.emit_rendered(account["id"], "capability.updated", shown)
    previous = {name: before[name] for name in before if before[name] != after[name]}
    if previous:
        emulator.events.emit_rendered(account["id"], "account.updated", after, previous=previous)


def retrieve(call: Call) -> Obj:
    """GET /v1/accounts/{id}."""
    return call.render("account", of_path(call))


def retrieve_current(call: Call) -> Obj:
    """GET /v1/account: the account of the key, or the one in `Stripe-Account`."""
    return call.render("account", call.emulator.store.known(PLATFORM, "account", call.owner))


def update(call: Call) -> Obj:
    """POST /v1/accounts/{id}."""
    account = of_path(call)
    params = call.params
    _check_identity_is_ours(account, params)
    if "external_account" in params:
        bank_accounts.attach_given(call.emulator, account, params["external_account"])
    changed = dict(account)
    apply(changed, params)
    if "metadata" in params:
        changed["metadata"] = merged_metadata(account.get("metadata", {}), params["metadata"])
    change(call.emulator, account, **changed)
    asked = {name: bool(one.get("requested")) for name, one in params.get("capabilities", {}).items() if one}
    if asked:
        request_capabilities(call.emulator, account, asked)
    return call.render("account", account)


def _check_identity_is_ours(account: Obj, params: Obj) -> None:
    """After the first account link, identity belongs to whoever collects the requirements."""
    collected_by_stripe = account.get("controller", {}).get("requirement_collection") == "stripe"
    if not (account.get("_linked") and collected_by_stripe):
        return
    for name in ("individual", "company", "business_type", "external_account", "tos_acceptance"):
        if name in params:
            message = f"This application does not have the required permissions for the parameter '{name}'."
            raise refused(message, param=name)


def apply(account: Obj, params: Obj) -> None:
    """Set what the parameters say about the business."""
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
    account = of_path(call)
    funds = call.emulator.state.funds.get(account["id"], {})
    if any(one["available"] or one["pending"] for one in funds.values()):
        raise refused("You cannot delete an account with a nonzero balance.", code="account_invalid")
    call.emulator.store.remove(PLATFORM, "account", account["id"])
    return {"id": account["id"], "object": "account", "deleted": True}


def reject(call: Call) -> Obj:
    """POST /v1/accounts/{id}/reject."""
    account = of_path(call)
    if account.get("controller", {}).get("losses", {}).get("payments") != "application":
        raise refused("You can only reject accounts for which your platform is liable.")
    reason = call.params["reason"]
    why = "terms_of_service" if reason == "terms_of_service" else "fraud" if "fraud" in reason else "other"
    mark_rejected(call.emulator, account, f"rejected.{why}")
    return call.render("account", account)


def mark_rejected(emulator: "Emulator", account: Obj, reason: str) -> None:
    """No charges and no payouts any more."""
    capabilities = dict.fromkeys(account["capabilities"], "inactive")
    change(emulator, account, capabilities=capabilities, **requirements.closed(reason))


def set_capability(emulator: "Emulator", account_id: str, name: str, status: str) -> None:
    """Stripe changes its mind about one capability."""
    account = connected(emulator, account_id)
    if account is None or name not in account["capabilities"]:
        raise KeyError(f"{account_id} {name}")
    if status not in ("active", "inactive", "pending"):
        raise ValueError(f"unknown capability status {status!r}")
    change(emulator, account, capabilities={**account["capabilities"], name: status})


def require(
    emulator: "Emulator", account_id: str, fields: list[str], *, deadline: int | None, future: bool
) -> None:
    """Stripe wants more from an account, by a deadline; until then nothing is disabled."""
    account = connected(emulator, account_id)
    if account is None:
        raise KeyError(account_id)
    change(emulator, account, **requirements.wanted_by(account, fields, deadline, future=future))


def deauthorize(emulator: "Emulator", account_id: str) -> None:
    """The account holder disconnects: `account.application.deauthorized`, then no access."""
    account = connected(emulator, account_id)
    if account is None:
        raise KeyError(account_id)
    emulator.events.emit_rendered(account_id, "account.application.deauthorized", APPLICATION)
    account["_deauthorized"] = True


def list_all(call: Call) -> Obj:
    """GET /v1/accounts."""
    every = reversed(call.emulator.store.all(call.owner, "account").values())
    mine = [one for one in every if one["id"] != PLATFORM and not one.get("_deauthorized")]
    return page_of(call, "account", "/v1/accounts", mine)


def render(emulator: "Emulator", out: Obj) -> None:
    """Embed the external accounts."""
    owned = bank_accounts.newest_first(emulator, out["id"])
    data = [emulator.render(out["id"], "bank_account", one) for one in owned]
    out["external_accounts"] = list_object(f"/v1/accounts/{out['id']}/external_accounts", data)
    out["controller"] = out["controller"] or {"type": "account"}
