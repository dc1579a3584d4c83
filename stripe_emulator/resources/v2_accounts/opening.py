"""Opening an account by `/v2/core/accounts` (docs.stripe.com/api/v2/core/accounts/create)."""

from stripe_emulator.errors_v2 import V2Error, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.accounts.opening import CURRENCY_BY_COUNTRY
from stripe_emulator.resources.accounts.v2_view import changes, view
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.v2_accounts import applying, asking, configurations, found, responsibilities
from stripe_emulator.world.clock import DAY_SECONDS
from stripe_emulator.world.state import PLATFORM

CONNECTED = ("merchant", "recipient")
"""Configurations that make an account part of Connect."""


def create(call: Call) -> Obj:
    """POST /v2/core/accounts."""
    params, world = call.params, call.world
    if call.owner != PLATFORM:
        raise V2Error(403, "forbidden", "Only the platform can create accounts.")
    found.check_access(world)
    configuration = {
        name: one for name, one in (params.get("configuration") or {}).items() if one is not None
    }
    asked = configurations.asked(configuration)
    country = _check(call, configuration, asked)
    applying.check(params)
    controller = responsibilities.controller(params)
    responsibilities.check_terms(controller, params)
    if "transfers" in asked and params.get("dashboard") is None:
        raise refused(
            "dashboard_required", "Field 'dashboard' is required for this account.", param="dashboard"
        )
    account = call.add(
        "account",
        "acct",
        controller=controller,
        type="none",
        country=country,
        default_currency=CURRENCY_BY_COUNTRY.get(country or "US", "usd"),
        capabilities={},
        metadata={},
        _by_v2=True,
        _applied=[],
    )
    with changes.quietly(world, account["id"]):
        applying.apply(world, account, params)
        configurations.use(world, account, configuration)
        world.ledger.open(account["id"], account["default_currency"])
        account.update(asking.ask(world, account))
        accounts.request_capabilities(world, account, asked)
    changes.emit_created(world, account)
    world.schedule.add(world.clock.now() + DAY_SECONDS, "payouts_of_the_day", account["id"])
    return view.shown(account, params.get("include") or (), call.version)


def _check(call: Call, configuration: Obj, asked: configurations.Requests) -> str | None:
    """The country, if the account may be opened there with these capabilities."""
    params = call.params
    given = (params.get("identity") or {}).get("country")
    if params.get("account_token"):
        raise refused("account_token_not_found", "Account tokens are not modelled by this emulator.")
    if given is None and any(one in CONNECTED for one in configuration):
        message = "identity.country is required for accounts with a merchant or recipient configuration."
        raise refused("identity_country_required", message)
    country = None if given is None else str(given).upper()
    wanted = {name for name, yes in asked.items() if yes}
    configurations.check(call.world, country or "US", wanted)
    return country
