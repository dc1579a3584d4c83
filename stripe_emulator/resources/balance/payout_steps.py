"""The way of a payout from the balance to the bank (docs.stripe.com/payouts).

A payout is `pending`, then `in_transit`, then `paid` or `failed`; one that was `paid` can still turn
`failed` within five business days. A failure disables the bank account.
"""

from stripe_emulator.errors import refused
from stripe_emulator.messages import Obj
from stripe_emulator.world import World
from stripe_emulator.world.clock import DAY_SECONDS

SENT_AFTER_SECONDS = 3_600
ARRIVES_AFTER_SECONDS = DAY_SECONDS
INSTANT_SECONDS = 1_800

MESSAGES = {
    "account_closed": "The bank account has been closed.",
    "could_not_process": "The bank could not process this payout.",
    "debit_not_authorized": "Debit transactions are not approved on the bank account.",
    "insufficient_funds": "Your Stripe account has insufficient funds to cover the payout.",
    "invalid_currency": "The bank was unable to process this payout because of its currency.",
    "no_account": "No bank account could be located: its details on file are probably incorrect.",
}
"""Why a bank refuses a payout (docs.stripe.com/api/payouts/failures)."""

FAILURE_CODES = (
    *MESSAGES,
    "account_frozen",
    "bank_account_restricted",
    "bank_ownership_changed",
    "declined",
    "incorrect_account_address",
    "incorrect_account_holder_name",
    "incorrect_account_holder_tax_id",
    "invalid_account_number",
    "unsupported_card",
)
"""All the codes of that page."""


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
    payout["balance_transaction"] = post(world, owner, payout, "payout", -amount)
    world.store.add(owner, "payout", payout)
    world.events.emit(owner, "payout.created", "payout", payout)
    world.schedule.add(arrival if instant else now + SENT_AFTER_SECONDS, "payout_moves", owner, payout["id"])
    return payout


def post(world: World, owner: str, payout: Obj, kind: str, amount: int) -> str:
    """Book a movement of a payout in the part of the balance that it draws on."""
    return world.ledger.post(
        owner,
        kind=kind,
        amount=amount,
        currency=payout["currency"],
        source=payout["id"],
        shown={"_source_type": payout.get("source_type", "card")},
    )


def take_next_step(world: World, owner: str, payout_id: str) -> None:
    """Send a pending payout or let one in transit arrive; any other status stays as it is."""
    payout = world.store.known(owner, "payout", payout_id)
    if payout["status"] == "pending":
        set_status(world, owner, payout, "in_transit", "payout.updated")
        world.schedule.add(payout["arrival_date"], "payout_moves", owner, payout_id)
    elif payout["status"] == "in_transit":
        bank_account = world.store.get(owner, "bank_account", payout["destination"])
        failure = (bank_account or {}).get("_fails")
        if failure:
            fail(world, owner, payout, failure)
            return
        payout["trace_id"] = {"status": "supported", "value": f"trace{payout_id[3:15]}"}
        set_status(world, owner, payout, "paid", "payout.paid")
        if payout["automatic"]:
            payout["reconciliation_status"] = "completed"
            world.events.emit(owner, "payout.reconciliation_completed", "payout", payout)


def set_status(world: World, owner: str, payout: Obj, status: str, event: str) -> None:
    """Change the status and emit an event that names the one before."""
    before = payout["status"]
    payout["status"] = status
    world.events.emit(owner, event, "payout", payout, previous={"status": before})


def fail(world: World, owner: str, payout: Obj, code: str) -> None:
    """The bank refuses the money, even after `paid`: it comes back and the bank account is disabled."""
    if payout["status"] in ("failed", "canceled"):
        raise refused(f"Payout {payout['id']} has a status of {payout['status']}.", param="payout")
    payout["failure_balance_transaction"] = post(world, owner, payout, "payout_failure", payout["amount"])
    payout.update(failure_code=code, failure_message=MESSAGES.get(code, MESSAGES["could_not_process"]))
    set_status(world, owner, payout, "failed", "payout.failed")
    bank_account = world.store.get(owner, "bank_account", payout["destination"])
    if bank_account is not None:
        bank_account["status"] = "errored"
        world.events.emit(owner, "account.external_account.updated", "bank_account", bank_account)
