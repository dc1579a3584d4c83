"""Refunds (docs.stripe.com/api/refunds, docs.stripe.com/connect/destination-charges#issue-refunds).

The platform pays a refund. With `reverse_transfer` the connected account gives back its part, with
`refund_application_fee` it gets the fee back; both are proportional on a partial refund. Stripe keeps
its processing fee.
"""

from stripe_emulator.errors import invalid, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import display, in_steps, positive, share
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.resources.payments import early_fraud_warnings, refund_steps
from stripe_emulator.resources.transfers import application_fees, reversals


def create(call: Call) -> Obj:
    """POST /v1/refunds."""
    params = call.params
    charge = _find_charge(call)
    _check_captured(charge)
    left = charge["amount_captured"] - charge.get("amount_refunded", 0)
    amount = positive(params["amount"], charge["currency"]) if "amount" in params else left
    in_steps(amount, charge["currency"])
    _check(charge, amount, left)
    transfer = _find_transfer_to_reverse(call, charge)
    fee = _find_fee_to_refund(call, charge)
    refund = call.add(
        "refund",
        "re",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        metadata=merged_metadata({}, params.get("metadata", {})),
        payment_intent=charge.get("payment_intent"),
        payment_method=charge.get("payment_method"),
        reason=params.get("reason"),
        status="succeeded",
    )
    _take_back(call, charge, refund, transfer, fee)
    refund_steps.pay_or_wait(call.world, call.owner, charge, refund)
    charge["amount_refunded"] = charge.get("amount_refunded", 0) + amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    call.world.events.emit(call.owner, "charge.refunded", "charge", charge)
    call.world.events.emit(call.owner, "refund.created", "refund", refund)
    early_fraud_warnings.announce_changes(call.world, call.owner, charge)
    return call.render("refund", refund)


def _find_charge(call: Call) -> Obj:
    params = call.params
    if ("charge" in params) == ("payment_intent" in params):
        message = "One of the following params should be provided for this request: payment_intent or charge."
        raise invalid(message, code="parameter_missing")
    if "charge" in params:
        return call.find_given("charge", params["charge"], param="charge")
    intent = call.find_given("payment_intent", params["payment_intent"], param="payment_intent")
    charge_id = intent.get("latest_charge")
    if intent["status"] != "succeeded" or charge_id is None:
        message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise refused(message, param="payment_intent")
    return call.find_given("charge", charge_id, param="payment_intent")


def _check_captured(charge: Obj) -> None:
    """docs.stripe.com/error-codes/charge-not-refundable: no money came in."""
    if not charge.get("balance_transaction"):
        message = f"Charge {charge['id']} is not in a refundable state: it failed or was never captured."
        raise refused(message, code="charge_not_refundable", param="charge")


def _check(charge: Obj, amount: int, left: int) -> None:
    """Refuse what cannot be refunded.

    After a failed refund Stripe refuses the next one: the platform has to pay the buyer in another way
    (docs.stripe.com/refunds#failed-refunds; the message is from
    github.com/Automattic/woocommerce-payments/issues/2286).
    """
    if "balance_transaction" not in charge:
        raise refused(f"Charge {charge['id']} cannot be refunded: {_why_unpaid(charge)}.", param="charge")
    if charge.get("_refund_blocked"):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise refused(message, code="charge_disputed")
    if charge.get("_refund_failed"):
        message = f"A previous attempt to refund {charge['id']} to card {charge['payment_method']} failed."
        raise refused(message, param="charge")
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise refused(message, code="charge_already_refunded")
    if amount > left:
        currency = charge["currency"]
        message = (
            f"Refund amount ({display(amount, currency)}) is greater than unrefunded amount on charge "
            f"({display(left, currency)})"
        )
        raise refused(message, param="amount")


def _why_unpaid(charge: Obj) -> str:
    return "it failed" if charge.get("status") == "failed" else "it has not been captured"


def _find_transfer_to_reverse(call: Call, charge: Obj) -> Obj | None:
    if not call.params.get("reverse_transfer"):
        return None
    transfer_id = charge.get("transfer")
    if transfer_id is None:
        message = "Cannot reverse the transfer of a charge that has no associated transfer."
        raise refused(message, param="reverse_transfer")
    return call.find("transfer", transfer_id)


def _find_fee_to_refund(call: Call, charge: Obj) -> Obj | None:
    if not call.params.get("refund_application_fee"):
        return None
    fee_id = charge.get("application_fee")
    if fee_id is None:
        message = f"Charge {charge['id']} does not have an application fee to refund."
        raise refused(message, param="refund_application_fee")
    return call.find("application_fee", fee_id)


def _take_back(call: Call, charge: Obj, refund: Obj, transfer: Obj | None, fee: Obj | None) -> None:
    """Take back a proportional share of the transfer and of the fee.

    Stripe documents the proportion (docs.stripe.com/connect/destination-charges) and not the rounding. That
    each refund is rounded by itself, half up, is a guess; many small ones may leave some cents behind.
    """
    world, owner = call.world, call.owner
    part, whole = refund["amount"], charge["amount_captured"]

    def share_of(from_: Obj, taken: str) -> int:
        total: int = from_["amount"]
        return min(total - int(from_.get(taken, 0)), share(total, part, whole, from_["currency"]))

    fee_back = share_of(fee, "amount_refunded") if fee else 0
    back = share_of(transfer, "amount_reversed") if transfer else 0
    if fee and fee_back:
        application_fees.refund_part(world, owner, fee, fee_back, at_once=not back)
    if transfer and back:
        reversal = reversals.make(world, owner, transfer, back, fee_back=fee_back, source_refund=refund["id"])
        refund["transfer_reversal"] = reversal["id"]


def retrieve(call: Call) -> Obj:
    """GET /v1/refunds/{id}."""
    return call.render("refund", call.find("refund"))


def update(call: Call) -> Obj:
    """POST /v1/refunds/{id}: metadata."""
    refund = call.find("refund")
    if "metadata" in call.params:
        refund["metadata"] = merged_metadata(refund.get("metadata", {}), call.params["metadata"])
    call.world.events.emit(call.owner, "refund.updated", "refund", refund)
    return call.render("refund", refund)


def cancel(call: Call) -> Obj:
    """POST /v1/refunds/{id}/cancel: only refunds that wait for the customer can be canceled."""
    refund = call.find("refund")
    message = f"Refund {refund['id']} has a status of {refund['status']} and cannot be canceled."
    raise refused(message, param="id")


def list_all(call: Call) -> Obj:
    """GET /v1/refunds: filters charge, payment_intent, created."""
    return page(call, "refund", "/v1/refunds")
