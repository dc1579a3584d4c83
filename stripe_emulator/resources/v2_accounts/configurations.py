"""Applies the configurations that a request names and requests their capabilities.

docs.stripe.com/connect/accounts-v2/account-creation. Who may receive transfers without card payments is
Stripe's decision about a platform and a country: the setting `transfers_only_allowed`.
"""

from stripe_emulator.errors_v2 import V2Error, invalid_fields, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.accounts.opening import CURRENCY_BY_COUNTRY
from stripe_emulator.resources.accounts.v2_view.capabilities import TRANSFERS, applied
from stripe_emulator.world import World

GLOBAL_PAYOUTS = ("bank_accounts", "cards")
ALL_TRANSFERS = f"configuration.recipient.capabilities.{TRANSFERS}"
CARD_PAYMENTS = "configuration.merchant.capabilities.card_payments"
Requests = dict[str, bool]
"""Capabilities by their v1 name, and whether they are requested."""


def asked(configuration: Obj) -> Requests:
    """The capabilities that a request names."""
    recipient = configuration.get("recipient") or {}
    capabilities = recipient.get("capabilities") or {}
    for name in GLOBAL_PAYOUTS:
        if capabilities.get(name) is not None:
            raise invalid_fields(f"Field 'configuration.recipient.capabilities.{name}' is in preview only.")
    found: Requests = {}
    transfers = (capabilities.get("stripe_balance") or {}).get("stripe_transfers")
    if transfers is not None:
        found["transfers"] = transfers["requested"]
    merchant = configuration.get("merchant") or {}
    for name, one in (merchant.get("capabilities") or {}).items():
        if one is not None:
            found[name] = one["requested"]
    return found


def check(world: World, country: str, wanted: set[str]) -> None:
    """Refuse capabilities that Stripe does not offer in a country, or not alone."""
    if not wanted:
        return
    if country not in CURRENCY_BY_COUNTRY:
        name = "stripe_transfers" if "transfers" in wanted else min(wanted)
        message = f"{name} is not available in country {country}"
        raise refused("capability_not_available_in_country", message, param=_path(min(wanted)))
    alone = "transfers" in wanted and "card_payments" not in wanted
    if alone and not world.state.settings.get("transfers_only_allowed"):
        raise _not_alone(country)


def _path(v1_name: str) -> str:
    if v1_name == "transfers":
        return ALL_TRANSFERS
    return f"configuration.merchant.capabilities.{v1_name}"


def _not_alone(country: str) -> V2Error:
    code = "capability_not_available_without_other_capability"
    where = "" if country == "US" else f" in {country}"
    message = f"{ALL_TRANSFERS} can only be requested with {CARD_PAYMENTS}{where}."
    return refused(code if country == "US" else f"{code}_in_country", message, param=ALL_TRANSFERS)


def use(world: World, account: Obj, configuration: Obj) -> None:
    """Apply or deactivate the configurations of a request; a deactivated one has no capabilities."""
    now, gone = applied(account), list(account.get("_deactivated", ()))
    for name, given in configuration.items():
        if given is None:
            continue
        if given.get("applied") is False:
            now, gone = [one for one in now if one != name], [*{*gone, name}]
            _withdraw(world, account, name)
        elif name not in now:
            now, gone = [*now, name], [one for one in gone if one != name]
    account["_applied"], account["_deactivated"] = now, sorted(gone)


def _withdraw(world: World, account: Obj, configuration: str) -> None:
    requested = account.get("_requested_at", {})
    names = [one for one in requested if (one == "transfers") == (configuration == "recipient")]
    if configuration != "customer" and names:
        accounts.request_capabilities(world, account, dict.fromkeys(names, False))
