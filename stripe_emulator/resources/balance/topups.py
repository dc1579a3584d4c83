"""Top-ups: money from the platform's bank into its balance (docs.stripe.com/connect/top-ups)."""

from stripe_emulator.errors import refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import currency_of, positive
from stripe_emulator.resources.balance import balances
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.world import World

TEXTS = ("description", "statement_descriptor", "transfer_group")


def create(call: Call) -> Obj:
    """POST /v1/topups; it succeeds at once, or after `settings["topup_seconds"]`."""
    params = call.params
    currency = currency_of(params["currency"])
    amount = positive(params["amount"], currency)
    wait = float(call.world.state.settings.get("topup_seconds", 0))
    topup = call.add(
        "topup",
        "tu",
        amount=amount,
        currency=currency,
        expected_availability_date=int(call.now() + wait),
        metadata=merged_metadata({}, params.get("metadata", {})),
        status="pending",
        **{name: params[name] for name in TEXTS if name in params},
    )
    call.world.events.emit(call.owner, "topup.created", "topup", topup)
    if wait:
        call.world.schedule.add(call.now() + wait, "topup_succeeds", call.owner, topup["id"])
    else:
        succeed(call.world, call.owner, topup["id"])
    return call.render("topup", topup)


def succeed(world: World, owner: str, topup_id: str) -> None:
    """The bank has sent the money."""
    topup = world.store.get(owner, "topup", topup_id)
    if topup is None or topup["status"] != "pending":
        return
    topup["balance_transaction"] = world.ledger.post(
        owner, kind="topup", amount=topup["amount"], currency=topup["currency"], source=topup_id
    )
    topup["status"] = "succeeded"
    world.events.emit(owner, "topup.succeeded", "topup", topup)
    balances.emit_available(world, owner)


def cancel(call: Call) -> Obj:
    """POST /v1/topups/{id}/cancel: only while it is pending."""
    topup = call.find("topup", param="topup")
    if topup["status"] != "pending":
        raise refused("You cannot cancel a top-up that is not pending.", param="topup")
    topup["status"] = "canceled"
    call.world.events.emit(call.owner, "topup.canceled", "topup", topup)
    return call.render("topup", topup)


def retrieve(call: Call) -> Obj:
    """GET /v1/topups/{id}."""
    return call.render("topup", call.find("topup", param="topup"))


def update(call: Call) -> Obj:
    """POST /v1/topups/{id}: description and metadata."""
    topup = call.find("topup", param="topup")
    if "description" in call.params:
        topup["description"] = call.params["description"]
    if "metadata" in call.params:
        topup["metadata"] = merged_metadata(topup["metadata"], call.params["metadata"])
    return call.render("topup", topup)


def list_all(call: Call) -> Obj:
    """GET /v1/topups."""
    return page(call, "topup", "/v1/topups")
