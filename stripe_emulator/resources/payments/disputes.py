"""Disputes.

docs.stripe.com/api/disputes, docs.stripe.com/disputes/connect, docs.stripe.com/testing#disputes.

A dispute takes its amount and fee from the platform, even if the money of the charge went elsewhere.
"""

from stripe_emulator.errors import refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import DISPUTE_FEE
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.payments import early_fraud_warnings, refund_steps
from stripe_emulator.world import World, exchange
from stripe_emulator.world.clock import DAY_SECONDS
from stripe_emulator.world.exchange import Settled
from stripe_emulator.world.ledger import Fee

ANSWER_WITHIN_SECONDS = 7 * DAY_SECONDS
CLOSED = ("won", "lost", "warning_closed")
REASONS = (
    "bank_cannot_process",
    "check_returned",
    "credit_not_processed",
    "customer_initiated",
    "debit_not_authorized",
    "duplicate",
    "fraudulent",
    "general",
    "incorrect_account_details",
    "insufficient_funds",
    "noncompliant",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
    "unrecognized",
)
"""docs.stripe.com/api/disputes/object#dispute_object-reason."""


def open_for(
    world: World,
    owner: str,
    charge: Obj,
    reason: str = "fraudulent",
    *,
    inquiry: bool = False,
    amount: int | None = None,
) -> Obj:
    """The buyer's bank disputes a charge; an inquiry takes no money.

    Without `amount`, all that was not refunded. The bank may ask for less or for more
    (docs.stripe.com/api/disputes/object#dispute_object-amount).
    """
    _check(charge)
    return _open(world, owner, charge, reason, inquiry=inquiry, amount=amount)


def open_two_for(world: World, owner: str, charge: Obj, reason: str) -> None:
    """The buyer's bank disputes a charge in two parts at once; that they are halves is a guess."""
    _check(charge)
    half = _amount_in_question(charge) // 2
    for amount in (half, _amount_in_question(charge) - half):
        _open(world, owner, charge, reason, inquiry=False, amount=amount)


def _open(world: World, owner: str, charge: Obj, reason: str, *, inquiry: bool, amount: int | None) -> Obj:
    if not inquiry:
        refund_steps.fail_those_of(world, owner, charge)
    now = world.clock.second()
    dispute: Obj = {
        "id": world.state.new_id("dp"),
        "amount": amount or _amount_in_question(charge),
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "evidence_details": _evidence_details(now, submissions=0),
        "is_charge_refundable": inquiry,
        "metadata": {},
        "payment_intent": charge.get("payment_intent"),
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
        "_transactions": [],
    }
    world.store.add(owner, "dispute", dispute)
    charge["disputed"] = True
    charge["_refund_blocked"] = not inquiry
    charge["_disputes_open"] = charge.get("_disputes_open", 0) + 1
    if not inquiry:
        _book(world, owner, dispute, -dispute["amount"], DISPUTE_FEE, "dispute")
    world.events.emit(owner, "charge.dispute.created", "dispute", dispute)
    if not inquiry:
        world.events.emit(owner, "charge.dispute.funds_withdrawn", "dispute", dispute)
    early_fraud_warnings.announce_changes(world, owner, charge)
    return dispute


def _amount_in_question(charge: Obj) -> int:
    """What was not refunded, or the whole charge when all of it was: the bank may not know of the refund."""
    captured: int = charge["amount_captured"]
    return captured - charge.get("amount_refunded", 0) or captured


def _check(charge: Obj) -> None:
    if "balance_transaction" not in charge:
        raise refused(f"Charge {charge['id']} took no money: there is nothing to dispute.", param="charge")
    if charge.get("_disputes_open"):
        raise refused(f"Charge {charge['id']} is already disputed.", param="charge")


def _evidence_details(now: int, *, submissions: int) -> Obj:
    return {
        "due_by": now + ANSWER_WITHIN_SECONDS,
        "enhanced_eligibility": {},
        "has_evidence": submissions > 0,
        "past_due": False,
        "submission_count": submissions,
    }


def _book(world: World, owner: str, dispute: Obj, amount: int, fee: int, category: str) -> None:
    charge = world.store.known(owner, "charge", dispute["charge"])
    paid = world.store.known(owner, "balance_transaction", charge["balance_transaction"])
    settled = exchange.settle_as(world.state, amount, dispute["currency"], paid)
    _post(world, owner, dispute, settled, fee, category)


def _post(world: World, owner: str, dispute: Obj, settled: Settled, fee: int, category: str) -> None:
    transaction = world.ledger.post(
        owner,
        kind="adjustment",
        amount=settled.amount,
        currency=settled.currency,
        source=dispute["id"],
        fee=Fee("stripe_fee", fee) if fee else None,
        shown={"reporting_category": category, "exchange_rate": settled.rate},
    )
    dispute["_settled_in"] = settled.currency
    dispute["_transactions"].append(transaction)
    dispute["_moved"] = dispute.get("_moved", 0) + settled.amount


def move(world: World, owner: str, dispute: Obj, amount: int, fee: int = 0) -> None:
    """The bank takes more (below zero) or gives a part back, before it decides."""
    if dispute["status"] in CLOSED:
        raise refused("This dispute is already closed.", param="dispute")
    takes = amount < 0
    _book(world, owner, dispute, amount, fee, "dispute" if takes else "dispute_reversal")
    event = "funds_withdrawn" if takes else "funds_reinstated"
    world.events.emit(owner, f"charge.dispute.{event}", "dispute", dispute)


def escalate(world: World, owner: str, dispute: Obj) -> None:
    """An inquiry becomes a full dispute: the bank takes the money, and an answer is due again."""
    charge = world.store.known(owner, "charge", dispute["charge"])
    refund_steps.fail_those_of(world, owner, charge)
    dispute.update(status="needs_response", is_charge_refundable=False)
    dispute["evidence_details"] = _evidence_details(world.clock.second(), submissions=0)
    charge["_refund_blocked"] = True
    _book(world, owner, dispute, -dispute["amount"], DISPUTE_FEE, "dispute")
    world.events.emit(owner, "charge.dispute.updated", "dispute", dispute)
    world.events.emit(owner, "charge.dispute.funds_withdrawn", "dispute", dispute)


def settle(world: World, owner: str, dispute: Obj, status: str) -> None:
    """The bank decides: `won` brings the amount back, and Stripe keeps the fee."""
    if dispute["status"] in CLOSED:
        raise refused("This dispute is already closed.", param="dispute")
    before = dispute["status"]
    was_inquiry = before.startswith("warning")
    dispute["status"] = "warning_closed" if was_inquiry else status
    _unlock(world, owner, dispute)
    if status == "won" and not was_inquiry:
        back = Settled(-dispute["_moved"], dispute["_settled_in"])
        _post(world, owner, dispute, back, 0, "dispute_reversal")
        world.events.emit(owner, "charge.dispute.funds_reinstated", "dispute", dispute)
    world.events.emit(owner, "charge.dispute.closed", "dispute", dispute, previous={"status": before})


def _unlock(world: World, owner: str, dispute: Obj) -> None:
    """After the end of a dispute, another bank message may open the next one."""
    world.store.known(owner, "charge", dispute["charge"])["_disputes_open"] -= 1


def retrieve(call: Call) -> Obj:
    """GET /v1/disputes/{id}."""
    return call.render("dispute", call.find("dispute"))


def close(call: Call) -> Obj:
    """POST /v1/disputes/{id}/close: accept it as lost."""
    dispute = call.find("dispute")
    settle(call.world, call.owner, dispute, "lost")
    return call.render("dispute", dispute)


def list_all(call: Call) -> Obj:
    """GET /v1/disputes: filters charge, payment_intent, created."""
    return page(call, "dispute", "/v1/disputes")
