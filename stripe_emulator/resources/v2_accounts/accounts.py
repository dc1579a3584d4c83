"""Accounts by `/v2/core/accounts`: retrieve, update, list, close (docs.stripe.com/api/v2/core/accounts)."""

from collections.abc import Iterator

from stripe_emulator.errors_v2 import refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.accounts.v2_view import changes, view
from stripe_emulator.resources.accounts.v2_view.capabilities import applied
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.v2_accounts import (
    applying,
    asking,
    configurations,
    found,
    responsibilities,
)
from stripe_emulator.resources.v2_listing import page
from stripe_emulator.world.state import PLATFORM

URL = "/v2/core/accounts"


def retrieve(call: Call) -> Obj:
    """GET /v2/core/accounts/{id}."""
    return _shown(call, found.known(call, call.path["id"]))


def _shown(call: Call, account: Obj) -> Obj:
    return view.shown(account, call.params.get("include") or (), call.version)


def update(call: Call) -> Obj:
    """POST /v2/core/accounts/{id}."""
    account, params = found.usable(call, call.path["id"]), call.params
    configuration = params.get("configuration") or {}
    asked = configurations.asked(configuration)
    _check(call, account, asked)
    applying.check(params)
    with accounts.changing(call.world, account):
        applying.apply(call.world, account, params)
        if params.get("dashboard"):
            account["controller"] = {
                **account["controller"],
                "stripe_dashboard": {"type": params["dashboard"]},
            }
        if configuration:
            configurations.use(call.world, account, configuration)
        if asked:
            accounts.request_capabilities(call.world, account, asked)
        if account.get("_by_v2") and not account.get("details_submitted"):
            account.update(asking.ask(call.world, account))
    return _shown(call, account)


def _check(call: Call, account: Obj, asked: configurations.Requests) -> None:
    """Refuse what cannot change any more."""
    params = call.params
    country = (params.get("identity") or {}).get("country")
    if country is not None and account.get("country") not in (None, country.upper()):
        message = "identity.country cannot be changed once it is set."
        raise refused("immutable_identity_param", message, param="identity.country")
    if "merchant" in applied(account) and (params.get("defaults") or {}).get("responsibilities"):
        message = "Responsibilities cannot be changed once a merchant configuration is applied."
        raise refused("immutable_responsibilities", message, param="defaults.responsibilities")
    responsibilities.check_terms(account["controller"], params)
    held = {*account.get("_requested_at", {}), *(name for name, yes in asked.items() if yes)}
    if any(asked.values()):
        after = held - {name for name, yes in asked.items() if not yes}
        configurations.check(call.world, account.get("country") or country or "US", after)


def close(call: Call) -> Obj:
    """POST /v2/core/accounts/{id}/close."""
    account = found.usable(call, call.path["id"])
    if sorted(call.params.get("applied_configurations") or []) != sorted(applied(account)):
        message = "All applied configurations of the account must be named to close it."
        raise refused("configs_must_match_to_close", message)
    if account.get("controller", {}).get("losses", {}).get("payments") == "stripe":
        message = "An account whose losses Stripe collects cannot be closed by its platform."
        raise refused("stripe_loss_liable_cannot_be_deleted", message)
    funds = call.world.state.funds.get(account["id"], {}).values()
    if any(one["available"] for one in funds):
        message = "You cannot close an account with a balance."
        raise refused("cannot_delete_account_with_balance", message)
    if any(one["pending"] for one in funds):
        message = "You cannot close an account with pending transactions."
        raise refused("pending_transactions_cannot_be_deleted", message)
    account["_closed"] = True
    changes.emit(call.world, account, "v2.core.account.closed")
    return _shown(call, account)


def list_all(call: Call) -> Obj:
    """GET /v2/core/accounts: open ones unless `closed` says otherwise."""

    def find(filters: Obj) -> Iterator[Obj]:
        wanted = set(filters.get("applied_configurations") or ())
        every = reversed(call.world.store.all(call.owner, "account").values())
        for one in every:
            gone = one["id"] == PLATFORM or one.get("_deauthorized") or found.is_too_new(call.world, one)
            same = bool(one.get("_closed")) == bool(filters.get("closed"))
            if not gone and same and wanted <= set(applied(one)) and found.is_listed(call.world, one):
                yield one

    return page(call, URL, find, lambda one: view.shown(one, (), call.version))
