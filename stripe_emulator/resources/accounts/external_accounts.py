"""Bank accounts for payouts (docs.stripe.com/api/external_accounts)."""

from stripe_emulator.errors import refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.accounts.bank_accounts import attach_given, make_default, newest_first, remove
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page_of
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.world import World


def create(call: Call) -> Obj:
    """POST /v1/accounts/{id}/external_accounts."""
    account = accounts.find_connected_in_path(call)
    collected_by_stripe = account.get("controller", {}).get("requirement_collection") == "stripe"
    if account.get("_linked") and collected_by_stripe:
        message = "This application does not have the required permissions for this endpoint."
        raise refused(message, param="external_account")
    default = bool(call.params.get("default_for_currency"))
    bank_account = attach_given(call.world, account, call.params["external_account"], default=default)
    bank_account["metadata"] = merged_metadata({}, call.params.get("metadata", {}))
    return call.world.render(account["id"], "bank_account", bank_account)


def _find_in_path(call: Call) -> tuple[str, Obj]:
    account_id = accounts.find_in_path(call)["id"]
    inner = Call(call.world, account_id, call.params, call.path)
    return account_id, inner.find("bank_account", call.path["external_account"], noun="external account")


def retrieve(call: Call) -> Obj:
    """GET /v1/accounts/{id}/external_accounts/{external_account}."""
    account_id, bank_account = _find_in_path(call)
    return call.world.render(account_id, "bank_account", bank_account)


def update(call: Call) -> Obj:
    """POST /v1/accounts/{id}/external_accounts/{external_account}."""
    accounts.find_connected_in_path(call)
    account_id, bank_account = _find_in_path(call)
    if call.params.get("default_for_currency"):
        make_default(call.world, account_id, bank_account)
    if "metadata" in call.params:
        bank_account["metadata"] = merged_metadata(bank_account["metadata"], call.params["metadata"])
    call.world.events.emit(account_id, "account.external_account.updated", "bank_account", bank_account)
    return call.world.render(account_id, "bank_account", bank_account)


def delete(call: Call) -> Obj:
    """DELETE /v1/accounts/{id}/external_accounts/{external_account}."""
    account = accounts.find_connected_in_path(call)
    account_id, bank_account = _find_in_path(call)
    if _must_stay(call.world, account, bank_account):
        message = "You cannot delete the default external account for your default currency."
        raise refused(message, param="external_account")
    remove(call.world, account_id, bank_account)
    return {
        "id": bank_account["id"],
        "object": "bank_account",
        "deleted": True,
        "currency": bank_account["currency"],
    }


def _must_stay(world: World, account: Obj, bank_account: Obj) -> bool:
    """Whether payouts still need it (docs.stripe.com/api/external_account_bank_accounts/delete)."""
    currency = bank_account["currency"]
    same = [one for one in newest_first(world, account["id"]) if one["currency"] == currency]
    needed = currency == account["default_currency"] or len(same) > 1
    return bool(bank_account["default_for_currency"] and needed)


def list_all(call: Call) -> Obj:
    """GET /v1/accounts/{id}/external_accounts."""
    account_id = accounts.find_in_path(call)["id"]
    inner = Call(call.world, account_id, call.params)
    found = newest_first(call.world, account_id) if call.params.get("object") != "card" else []
    return page_of(inner, "bank_account", f"/v1/accounts/{account_id}/external_accounts", found)
