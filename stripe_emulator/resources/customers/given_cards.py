"""Payment methods made from a token or from a test card number, with Stripe's errors for bad ones.

docs.stripe.com/testing#invalid-data, docs.stripe.com/declines/codes (`test_mode_live_card`).
"""

from datetime import UTC, datetime

from stripe_emulator.errors import StripeError, card_error, missing, parameter_missing, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.customers import card_numbers
from stripe_emulator.resources.customers.card_fields import method_fields
from stripe_emulator.resources.customers.shapes import NO_ADDRESS, NO_BILLING
from stripe_emulator.resources.customers.test_cards import CARDS
from stripe_emulator.resources.metadata import merged_metadata


def make(call: Call, given: Obj) -> Obj:
    """A new payment method from `card[token]` or `card[number]`, with what else was given about it."""
    if given["type"] != "card":
        raise refused("Payment methods other than cards are not modelled by this emulator.", param="type")
    if "card" not in given:
        raise parameter_missing("card")
    method = call.add("payment_method", "pm", **_fields(call, given["card"]))
    if given.get("billing_details"):
        method["billing_details"] = with_details(NO_BILLING, given["billing_details"])
    if given.get("metadata"):
        method["metadata"] = merged_metadata({}, given["metadata"])
    if given.get("allow_redisplay"):
        method["allow_redisplay"] = given["allow_redisplay"]
    return method


def with_details(before: Obj, given: Obj) -> Obj:
    """Billing details in which the given ones replace the old; an empty value removes one."""
    details = {**before, **{name: value or None for name, value in given.items()}}
    address = given.get("address") or {}
    old = before.get("address") or NO_ADDRESS
    details["address"] = {**old, **address} if given.get("address") != "" else NO_ADDRESS
    return details


def _fields(call: Call, card: Obj) -> Obj:
    if "token" in card:
        return method_fields(_name_of_token(card["token"]))
    for name in ("number", "exp_month", "exp_year"):
        if name not in card:
            raise parameter_missing(f"card[{name}]")
    number = card["number"].replace(" ", "")
    fields = method_fields(_name_of_number(number))
    _check(call, card)
    fields["card"].update(exp_month=card["exp_month"], exp_year=card["exp_year"], last4=number[-4:])
    if "cvc" not in card:
        fields["card"]["checks"]["cvc_check"] = None
    return fields


def _name_of_token(token: str) -> str:
    name = f"pm_card_{token.removeprefix('tok_')}"
    if not token.startswith("tok_") or name not in CARDS:
        raise missing("token", token, param="card[token]", status=400)
    return name


def _name_of_number(number: str) -> str:
    if not (number.isascii() and number.isdigit()) or not card_numbers.has_check_digit(number):
        raise _incorrect("number", "Your card number is incorrect.", "incorrect_number")
    name = card_numbers.name_of(number)
    if name is None:
        message = (
            "Your card was declined. Your request was in test mode, but used a non test card. For a list of "
            "valid test cards, visit: https://stripe.com/docs/testing."
        )
        raise card_error(message, code="card_declined", decline_code="test_mode_live_card")
    return name


def _check(call: Call, card: Obj) -> None:
    if not 1 <= card["exp_month"] <= 12:
        raise _incorrect("exp_month", "Your card's expiration month is invalid.", "invalid_expiry_month")
    today = datetime.fromtimestamp(call.now(), UTC)
    if card["exp_year"] < today.year:
        raise _incorrect("exp_year", "Your card's expiration year is invalid.", "invalid_expiry_year")
    if (card["exp_year"], card["exp_month"]) < (today.year, today.month):
        raise _incorrect("exp_month", "Your card's expiration month is invalid.", "invalid_expiry_month")
    if "cvc" in card and not (card["cvc"].isdigit() and len(card["cvc"]) in (3, 4)):
        raise _incorrect("cvc", "Your card's security code is invalid.", "invalid_cvc")


def _incorrect(param: str, message: str, code: str) -> StripeError:
    return card_error(message, code=code, param=param)
