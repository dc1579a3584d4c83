"""Early fraud warnings: the card's issuer believes that a charge was fraud.

docs.stripe.com/api/radar/early_fraud_warnings, docs.stripe.com/disputes/how-disputes-work. Nothing happens
to the money. About 80 % of such charges are disputed later, which a test does by `disputes/open`.
"""

from stripe_emulator.errors import refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.payments.radar_shapes import is_actionable
from stripe_emulator.world import World

FRAUD_TYPES = (
    "card_never_received",
    "fraudulent_card_application",
    "made_with_counterfeit_card",
    "made_with_lost_card",
    "made_with_stolen_card",
    "misc",
    "unauthorized_use_of_card",
)


def open_for(world: World, owner: str, charge: Obj, fraud_type: str = "misc") -> Obj:
    """The issuer warns of a charge that succeeded."""
    if fraud_type not in FRAUD_TYPES:
        raise refused(f"fraud_type is one of {', '.join(FRAUD_TYPES)}", param="fraud_type")
    if not charge.get("amount_captured"):
        raise refused(f"Charge {charge['id']} has not succeeded: its issuer has nothing to warn of.")
    warning: Obj = {
        "id": world.state.new_id("issfr"),
        "charge": charge["id"],
        "created": world.clock.second(),
        "fraud_type": fraud_type,
        "payment_intent": charge.get("payment_intent"),
        "_was_actionable": is_actionable(charge),
    }
    world.store.add(owner, "early_fraud_warning", warning)
    world.events.emit(owner, "radar.early_fraud_warning.created", "early_fraud_warning", warning)
    return warning


def announce_changes(world: World, owner: str, charge: Obj) -> None:
    """Tell whose warnings a refund or a dispute of their charge made actionable, or no longer so."""
    now = is_actionable(charge)
    for warning in world.store.newest_first(owner, "early_fraud_warning", {"charge": charge["id"]}):
        before = warning["_was_actionable"]
        if before != now:
            warning["_was_actionable"] = now
            event, previous = "radar.early_fraud_warning.updated", {"actionable": before}
            world.events.emit(owner, event, "early_fraud_warning", warning, previous=previous)


def retrieve(call: Call) -> Obj:
    """GET /v1/radar/early_fraud_warnings/{id}."""
    return call.render("early_fraud_warning", call.find("early_fraud_warning"))


def list_all(call: Call) -> Obj:
    """GET /v1/radar/early_fraud_warnings: filters charge, payment_intent, created."""
    return page(call, "early_fraud_warning", "/v1/radar/early_fraud_warnings")
