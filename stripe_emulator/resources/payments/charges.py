"""Charges: read and annotate (docs.stripe.com/api/charges). They are made by PaymentIntents."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata


def retrieve(call: Call) -> Obj:
    """GET /v1/charges/{id}."""
    return call.render("charge", call.find("charge"))


def update(call: Call) -> Obj:
    """POST /v1/charges/{id}: description, metadata, receipt_email, fraud_details, transfer_group."""
    charge = call.find("charge")
    for name in ("description", "receipt_email", "fraud_details", "transfer_group", "shipping"):
        if name in call.params:
            charge[name] = call.params[name]
    if "metadata" in call.params:
        charge["metadata"] = merged_metadata(charge.get("metadata", {}), call.params["metadata"])
    call.world.events.emit(call.owner, "charge.updated", "charge", charge)
    return call.render("charge", charge)


def list_all(call: Call) -> Obj:
    """GET /v1/charges: filters customer, payment_intent, transfer_group, created."""
    return page(call, "charge", "/v1/charges")
