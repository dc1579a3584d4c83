"""Payouts: from a Stripe balance to a bank (docs.stripe.com/api/payouts, docs.stripe.com/payouts).

A payout is `pending`, then `in_transit`, then `paid` or `failed`; one that was `paid` can still turn
`failed` within five business days. A failure disables the bank account.
"""

from stripe_emulator.errors import missing, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import currency_of, positive
from stripe_emulator.resources.accounts import bank_accounts
from stripe_emulator.resources.balance.payout_failures import MESSAGES
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.world import World
from stripe_emulator.world.clock import DAY_SECONDS
from stripe_emulator.world.state import PLATFORM

SENT_AFTER_SECONDS = 3_600
ARRIVES_AFTER_SECONDS = DAY_SECONDS
INSTANT_SECONDS = 1_800


def create(call: Call) -> Obj:
    """POST /v1/payouts, on the platform or with `Stripe-Account`."""
    params, world = call.params, call.world
    currency, amount = currency_of(params["currency"]), positive(params["amount"])
    account = world.store.get(PLATFORM, "account", call.owner)
    if account is None or not account["payouts_enabled"]:
        message = "Payouts are not enabled on this account: its requirements are not fulfilled."
        raise refused(message, code="payouts_not_allowed")
    bank_account = _find_destination(call, currency)
    method = params.get("method", "standard")
    if method not in bank_account["available_payout_methods"]:
        message = "The destination does not support instant payouts."
        raise refused(message, code="instant_payouts_unsupported", param="method")
    if world.ledger.available(call.owner, currency) < amount:
        message = "You have insufficient funds in your Stripe account for this payout."
        raise refused(message, code="balance_insufficient")
    shown: Obj = {name: params[name] for name in ("description", "statement_descriptor") if name in params}
    shown["metadata"] = merged_metadata({}, params.get("metadata", {}))
    payout = make(world, call.owner, amount, bank_account, method=method, fields=shown)
    return call.render("payout", payout)


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


def make(
    world: World,
    owner: str,
    amount: int,
    bank_account: Obj,
    *,
    method: str,
    fields: Obj,
    automatic: bool = False,
) -> Obj:
    """Take the money out of the balance and schedule its way to the bank."""
    now = world.clock.now()
    instant = method == "instant"
    arrival = now + (INSTANT_SECONDS if instant else ARRIVES_AFTER_SECONDS)
    payout: Obj = {
        "id": world.state.new_id("po"),
        "amount": amount,
        "arrival_date": int(arrival),
        "automatic": automatic,
        "created": int(now),
        "currency": bank_account["currency"],
        "destination": bank_account["id"],
        "method": method,
        "reconciliation_status": "in_progress" if automatic else "not_applicable",
        "status": "in_transit" if instant else "pending",
        "trace_id": {"status": "pending", "value": None},
        **fields,
    }
    payout["balance_transaction"] = world.ledger.post(
        owner, kind="payout", amount=-amount, currency=payout["currency"], source=payout["id"]
    )
    world.store.add(owner, "payout", payout)
    world.events.emit(owner, "payout.created", "payout", payout)
    world.schedule.add(arrival if instant else now + SENT_AFTER_SECONDS, "payout_moves", owner, payout["id"])
    return payout


def take_next_step(world: World, owner: str, payout_id: str) -> None:
    """Send a pending payout or let one in transit arrive; any other status stays as it is."""
    payout = world.store.known(owner, "payout", payout_id)
    if payout["status"] == "pending":
        _set_status(world, owner, payout, "in_transit", "payout.updated")
        world.schedule.add(payout["arrival_date"], "payout_moves", owner, payout_id)
    elif payout["status"] == "in_transit":
        bank_account = world.store.get(owner, "bank_account", payout["destination"])
        failure = (bank_account or {}).get("_fails")
        if failure:
            fail(world, owner, payout, failure)
            return
        payout["trace_id"] = {"status": "supported", "value": f"trace{payout_id[3:15]}"}
        _set_status(world, owner, payout, "paid", "payout.paid")
        if payout["automatic"]:
            payout["reconciliation_status"] = "completed"
            world.events.emit(owner, "payout.reconciliation_completed", "payout", payout)


def _set_status(world: World, owner: str, payout: Obj, status: str, event: str) -> None:
    before = payout["status"]
    payout["status"] = status
    world.events.emit(owner, event, "payout", payout, previous={"status": before})


def fail(world: World, owner: str, payout: Obj, code: str) -> None:
    """The bank refuses the money, even after `paid`: it comes back and the bank account is disabled."""
    if payout["status"] in ("failed", "canceled"):
        raise refused(f"Payout {payout['id']} has a status of {payout['status']}.", param="payout")
    payout["failure_balance_transaction"] = world.ledger.post(
        owner,
        kind="payout_failure",
        amount=payout["amount"],
        currency=payout["currency"],
        source=payout["id"],
    )
    payout.update(failure_code=code, failure_message=MESSAGES.get(code, MESSAGES["could_not_process"]))
    _set_status(world, owner, payout, "failed", "payout.failed")
    bank_account = world.store.get(owner, "bank_account", payout["destination"])
    if bank_account is not None:
        bank_account["status"] = "errored"
        world.events.emit(owner, "account.external_account.updated", "bank_account", bank_account)


def cancel(call: Call) -> Obj:
    """POST /v1/payouts/{id}/cancel: only while it is pending."""
    payout = call.find("payout")
    if payout["status"] != "pending":
        raise refused("You cannot cancel a payout that is not pending.", param="payout")
    call.world.ledger.post(
        call.owner,
        kind="payout_cancel",
        amount=payout["amount"],
        currency=payout["currency"],
        source=payout["id"],
    )
    _set_status(call.world, call.owner, payout, "canceled", "payout.canceled")
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
        arrival_date=call.now() + ARRIVES_AFTER_SECONDS,
        automatic=False,
        currency=payout["currency"],
        destination=payout["destination"],
        metadata=merged_metadata({}, call.params.get("metadata", {})),
        original_payout=payout["id"],
        status="paid",
    )
    back["balance_transaction"] = call.world.ledger.post(
        call.owner, kind="payout", amount=payout["amount"], currency=payout["currency"], source=back["id"]
    )
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
