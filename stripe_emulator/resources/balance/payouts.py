"""Payouts: from a Stripe balance to a bank (docs.stripe.com/api/payouts)."""

from stripe_emulator.errors import invalid, missing, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import PAYOUT_STEPS, currency_of, in_steps, positive
from stripe_emulator.resources.accounts import bank_accounts
from stripe_emulator.resources.balance import payout_steps
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.world.state import PLATFORM

DESCRIPTOR_LENGTH_MAX = 22


def create(call: Call) -> Obj:
    """POST /v1/payouts, on the platform or with `Stripe-Account`."""
    params, world = call.params, call.world
    _check_descriptor(params.get("statement_descriptor", ""))
    currency = currency_of(params["currency"])
    amount = positive(params["amount"], currency)
    in_steps(amount, currency, steps=PAYOUT_STEPS)
    account = world.store.get(PLATFORM, "account", call.owner)
    if account is None or not account["payouts_enabled"]:
        message = "Payouts are not enabled on this account: its requirements are not fulfilled."
        raise refused(message, code="payouts_not_allowed")
    bank_account = _find_destination(call, currency)
    method = params.get("method", "standard")
    if method not in bank_account["available_payout_methods"]:
        message = "The destination does not support instant payouts."
        raise refused(message, code="instant_payouts_unsupported", param="method")
    source_type = params.get("source_type", "card")
    if world.ledger.available_of(call.owner, currency, source_type) < amount:
        message = "You have insufficient funds in your Stripe account for this payout."
        raise refused(message, code="balance_insufficient")
    shown: Obj = {name: params[name] for name in ("description", "statement_descriptor") if name in params}
    shown["metadata"] = merged_metadata({}, params.get("metadata", {}))
    shown["source_type"] = source_type
    payout = payout_steps.make(world, call.owner, amount, bank_account, method=method, fields=shown)
    return call.render("payout", payout)


def _check_descriptor(text: str) -> None:
    if len(text) > DESCRIPTOR_LENGTH_MAX:
        message = f"The statement descriptor must be at most {DESCRIPTOR_LENGTH_MAX} characters."
        raise invalid(message, param="statement_descriptor")


def _find_destination(call: Call, currency: str) -> Obj:
    wanted = call.params.get("destination")
    found = bank_accounts.find_default(call.world, call.owner, currency)
    if wanted is not None:
        found = call.world.store.get(call.owner, "bank_account", wanted)
        if found is None:
            raise missing("external account", wanted, param="destination", status=400)
    if found is None:
        raise refused(f"Sorry, you don't have any external accounts in that currency ({currency}).")
    if found.get("status") == "errored":
        message = "The bank account is unusable: a payout to it failed. Add another one."
        raise refused(message, code="bank_account_unusable", param="destination")
    return found


def cancel(call: Call) -> Obj:
    """POST /v1/payouts/{id}/cancel: only while it is pending, and only what was made by hand."""
    payout = call.find("payout")
    if payout["status"] != "pending":
        raise refused("You cannot cancel a payout that is not pending.", param="payout")
    if payout["automatic"]:
        raise refused("You cannot cancel an automatic payout.", param="payout")
    payout["failure_balance_transaction"] = payout_steps.post(
        call.world, call.owner, payout, "payout_cancel", payout["amount"]
    )
    payout_steps.set_status(call.world, call.owner, payout, "canceled", "payout.canceled")
    return call.render("payout", payout)


def reverse(call: Call) -> Obj:
    """POST /v1/payouts/{id}/reverse: a paid payout to a US bank account is called back."""
    payout = call.find("payout")
    if payout["status"] != "paid" or payout.get("reversed_by") or payout.get("original_payout"):
        raise refused(
            "You can only reverse payouts that are paid and were not reversed before.", param="payout"
        )
    back = call.add(
        "payout",
        "po",
        amount=-payout["amount"],
        arrival_date=call.now() + payout_steps.ARRIVES_AFTER_SECONDS,
        automatic=False,
        currency=payout["currency"],
        destination=payout["destination"],
        metadata=merged_metadata({}, call.params.get("metadata", {})),
        original_payout=payout["id"],
        source_type=payout.get("source_type", "card"),
        status="paid",
    )
    back["balance_transaction"] = payout_steps.post(call.world, call.owner, back, "payout", payout["amount"])
    payout["reversed_by"] = back["id"]
    call.world.events.emit(call.owner, "payout.created", "payout", back)
    return call.render("payout", back)


def retrieve(call: Call) -> Obj:
    """GET /v1/payouts/{id}."""
    return call.render("payout", call.find("payout"))


def update(call: Call) -> Obj:
    """POST /v1/payouts/{id}: metadata."""
    payout = call.find("payout")
    if "metadata" in call.params:
        payout["metadata"] = merged_metadata(payout.get("metadata", {}), call.params["metadata"])
    call.world.events.emit(call.owner, "payout.updated", "payout", payout)
    return call.render("payout", payout)


def list_all(call: Call) -> Obj:
    """GET /v1/payouts: filters status, destination, created."""
    return page(call, "payout", "/v1/payouts")
