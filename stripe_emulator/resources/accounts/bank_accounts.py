"""The bank accounts that payouts go to (docs.stripe.com/connect/testing#account-numbers)."""

import re
from hashlib import blake2b

from stripe_emulator.errors import invalid, refused
from stripe_emulator.messages import Obj
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

GOOD_ROUTING_NUMBER = "110000000"
GOOD_ACCOUNT_NUMBER = "000123456789"

PAYOUT_FAILURES = {
    "000111111116": "no_account",
    "000111111113": "account_closed",
    "000222222227": "insufficient_funds",
    "000333333335": "debit_not_authorized",
    "000444444440": "invalid_currency",
}
"""Account numbers to which payouts fail, and the failure code."""

TOKENS = {"btok_us_verified": GOOD_ACCOUNT_NUMBER, "btok_us": GOOD_ACCOUNT_NUMBER} | {
    f"btok_us_verified_{code}": number for number, code in PAYOUT_FAILURES.items()
}


US_ACCOUNT_NUMBERS = (GOOD_ACCOUNT_NUMBER, *PAYOUT_FAILURES)
ROUTING_NUMBER = re.compile("[0-9]{9}")


def newest_first(world: World, account_id: str) -> list[Obj]:
    """The bank accounts of an account, newest first."""
    return list(reversed(world.store.all(account_id, "bank_account").values()))


def find_default(world: World, account_id: str, currency: str) -> Obj | None:
    """The bank account that receives payouts in a currency."""
    for one in newest_first(world, account_id):
        if one["currency"] == currency and one["default_for_currency"]:
            return one
    return None


def is_usable_as(bank_account: Obj, number: str, routing: str) -> bool:
    """Whether the bank account has these numbers and no payout to it has failed."""
    same = bool(bank_account["fingerprint"] == _fingerprint(number, routing))
    return same and bank_account.get("status") != "errored"


def _fingerprint(number: str, routing: str) -> str:
    return blake2b(f"{routing}/{number}".encode(), digest_size=8).hexdigest()


def attach(
    world: World,
    account_id: str,
    *,
    number: str,
    routing: str,
    currency: str,
    holder: str | None = None,
    default: bool = True,
) -> Obj:
    """Add a bank account; the first in its currency is the default also without `default`."""
    default = default or find_default(world, account_id, currency) is None
    bank_account: Obj = {
        "id": world.state.new_id("ba"),
        "account": account_id,
        "account_holder_name": holder,
        "available_payout_methods": ["standard", "instant"],
        "created": world.clock.second(),
        "currency": currency,
        "default_for_currency": default,
        "fingerprint": _fingerprint(number, routing),
        "last4": number[-4:],
        "metadata": {},
        "routing_number": routing,
        "_fails": PAYOUT_FAILURES.get(number),
    }
    world.store.add(account_id, "bank_account", bank_account)
    if default:
        make_default(world, account_id, bank_account)
    world.events.emit(account_id, "account.external_account.created", "bank_account", bank_account)
    return bank_account


def make_default(world: World, account_id: str, bank_account: Obj) -> None:
    """Let the payouts of its currency go to this bank account and to no other."""
    for one in newest_first(world, account_id):
        if one["currency"] == bank_account["currency"]:
            one["default_for_currency"] = one is bank_account


def replace_default(world: World, account: Obj, given: str | Obj) -> None:
    """Put a bank account in the place of the default for its currency, which is deleted.

    So does `external_account` in an account update (docs.stripe.com/api/accounts/update).
    """
    defaults = [one for one in newest_first(world, account["id"]) if one["default_for_currency"]]
    after = attach_given(world, account, given, default=True)
    for one in defaults:
        if one["currency"] == after["currency"]:
            remove(world, account["id"], one)


def remove(world: World, account_id: str, bank_account: Obj) -> None:
    """Delete a bank account."""
    world.store.remove(account_id, "bank_account", bank_account["id"])
    world.events.emit(account_id, "account.external_account.deleted", "bank_account", bank_account)


def attach_given(world: World, account: Obj, given: str | Obj, *, default: bool) -> Obj:
    """Add the bank account of an `external_account` parameter: a test token, or the numbers themselves."""
    if account["id"] == PLATFORM:
        message = "You can only add external accounts to connected accounts; add your own in the Dashboard."
        raise refused(message, param="external_account")
    if isinstance(given, str):
        if given not in TOKENS:
            raise invalid(f"No such token: '{given}'", code="resource_missing", param="external_account")
        given = {"account_number": TOKENS[given]}
    if "account_number" not in given:
        message = "Debit cards as external accounts are not modelled by this emulator."
        raise invalid(message, param="external_account")
    if str(given.get("country", account.get("country", "US"))).upper() == "US":
        _check_us_numbers(given)
    return attach(
        world,
        account["id"],
        number=given["account_number"],
        routing=given.get("routing_number", GOOD_ROUTING_NUMBER),
        currency=str(given.get("currency", account["default_currency"])).lower(),
        holder=given.get("account_holder_name"),
        default=default,
    )


def _check_us_numbers(given: Obj) -> None:
    """Take the test numbers alone: docs.stripe.com/error-codes#account-number-invalid."""
    if given["account_number"] not in US_ACCOUNT_NUMBERS:
        message = (
            f"You must use a test bank account number in test mode. Try {GOOD_ACCOUNT_NUMBER} or see more "
            "options at https://stripe.com/docs/connect/testing#account-numbers."
        )
        param = "external_account[account_number]"
        raise invalid(message, code="account_number_invalid", param=param)
    if not ROUTING_NUMBER.fullmatch(given.get("routing_number", GOOD_ROUTING_NUMBER)):
        message = "The bank routing number provided is invalid."
        raise invalid(message, code="routing_number_invalid", param="external_account[routing_number]")
