"""Why Stripe refuses a PaymentIntent (docs.stripe.com/error-codes)."""

from stripe_emulator.errors import StripeError, invalid, missing, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import MINIMUM_CHARGE, display, in_steps, positive
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.transfers.transfers import check_destination
from stripe_emulator.world import exchange


def check_combination(params: Obj) -> None:
    """Refuse parameters that exclude each other."""
    if "automatic_payment_methods" in params:
        for other in ("allowed_payment_method_types", "payment_method_configuration"):
            if other in params:
                message = f"You may only specify one of these parameters: automatic_payment_methods, {other}."
                raise invalid(message, code="parameters_exclusive")
    if "application_fee_amount" in params and "amount" in params.get("transfer_data", {}):
        message = (
            "You may only specify one of these parameters: application_fee_amount, transfer_data[amount]."
        )
        raise invalid(message, code="parameters_exclusive", param="application_fee_amount")
    if "payment_method" in params and "payment_method_data" in params:
        message = "You may only specify one of these parameters: payment_method, payment_method_data."
        raise invalid(message, code="parameters_exclusive", param="payment_method")
    if params.get("error_on_requires_action") and not params.get("confirm"):
        message = "You cannot set `error_on_requires_action` unless you also set `confirm` to true."
        raise invalid(message, param="error_on_requires_action")


def check_money_split(call: Call, amount: int, params: Obj, before: Obj | None = None) -> None:
    """Refuse a fee and a destination that do not fit each other or the amount."""
    split = {**(before or {}), **params}
    _check_converted(call, amount, split["currency"].lower())
    fee = split.get("application_fee_amount")
    transfer_data = split.get("transfer_data") or {}
    if fee and not transfer_data:
        message = (
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment "
            "(using an OAuth key or Stripe-Account header) or destination payment (using "
            "`transfer_data[destination]`)."
        )
        raise refused(message, code="application_fees_not_allowed", param="application_fee_amount")
    for name, part in (
        ("application_fee_amount", fee),
        ("transfer_data[amount]", transfer_data.get("amount")),
    ):
        if part:
            currency = split["currency"].lower()
            in_steps(positive(part, currency, param=name), currency, param=name)
            if part > amount:
                raise refused(
                    f"`{name}` must be less than or equal to the amount of the payment.", param=name
                )
    if "destination" in transfer_data:
        check_destination(call.world, transfer_data["destination"], "transfer_data[destination]")
    if split.get("on_behalf_of"):
        _check_on_behalf_of(call, split["on_behalf_of"])


def _check_converted(call: Call, amount: int, currency: str) -> None:
    """A charge must reach the balance with the minimum of that currency (docs.stripe.com/currencies)."""
    settled = exchange.settle(call.world.state, amount, currency)
    if settled.rate is not None and settled.amount < MINIMUM_CHARGE[settled.currency]:
        message = (
            f"Amount must convert to at least 50 cents. {display(amount, currency)} converts to "
            f"approximately {display(settled.amount, settled.currency)}."
        )
        raise refused(message, code="amount_too_small", param="amount")


def _check_on_behalf_of(call: Call, on_behalf_of: str) -> None:
    """The business of record must be able to take cards itself (docs.stripe.com/connect/charges)."""
    account = accounts.find_connected(call.world, on_behalf_of)
    if account is None:
        raise missing("account", on_behalf_of, param="on_behalf_of", status=400)
    if account["capabilities"].get("card_payments") != "active":
        message = (
            "Your account cannot currently make charges on behalf of this account: card_payments is inactive."
        )
        raise refused(message, param="on_behalf_of")


def check_descriptor(intent: Obj) -> None:
    """On a card's statement only the suffix can be chosen (docs.stripe.com/api/payment_intents)."""
    if intent.get("statement_descriptor"):
        message = (
            "The `statement_descriptor` parameter is not supported for card charges. Use "
            "`statement_descriptor_suffix` to provide additional information about the charge."
        )
        raise refused(message, param="statement_descriptor")


def payment_method_missing(call: Call, intent: Obj) -> StripeError:
    """The PaymentIntent has no payment method yet."""
    message = (
        "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update "
        "the PaymentIntent with a payment method and then confirm it again, or confirm it again directly "
        "with a payment method or ConfirmationToken."
    )
    shown = call.render("payment_intent", intent)
    return refused(message, code="payment_intent_unexpected_state", payment_intent=shown)


def return_url_missing() -> StripeError:
    """A payment method may redirect the buyer, and there is no address to return to."""
    message = (
        "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some "
        "of these payment methods might redirect your customer off of your page, you must provide a "
        "`return_url`. If you don't want to accept redirect-based payment methods, set "
        "`automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` "
        "to `never` when creating Setup Intents and Payment Intents."
    )
    return invalid(message, param="return_url")


def unexpected_state(call: Call, intent: Obj, verb: str) -> StripeError:
    """Its status forbids this (docs.stripe.com/error-codes/payment-intent-unexpected-state)."""
    message = f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}."
    shown = call.render("payment_intent", intent)
    return refused(message, code="payment_intent_unexpected_state", payment_intent=shown)
