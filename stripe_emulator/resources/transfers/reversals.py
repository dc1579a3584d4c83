"""Transfer reversals: money taken back from a connected account (docs.stripe.com/api/transfer_reversals)."""

from typing import Any

from stripe_emulator.errors import missing, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import display, in_steps, positive
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page_of
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.resources.transfers import application_fees
from stripe_emulator.resources.transfers.transfers import balance_insufficient
from stripe_emulator.world import World
from stripe_emulator.world.ledger import Fee


def create(call: Call) -> Obj:
    """POST /v1/transfers/{id}/reversals: all that is left unless `amount` says less."""
    transfer = call.find("transfer")
    left = transfer["amount"] - transfer.get("amount_reversed", 0)
    amount = positive(call.params["amount"], transfer["currency"]) if "amount" in call.params else left
    in_steps(amount, transfer["currency"])
    check(transfer, amount)
    covered = call.world.ledger.available(transfer["destination"], transfer["currency"])
    if "source_transaction" not in transfer and covered < amount:
        raise balance_insufficient()
    fee_back = 0
    if call.params.get("refund_application_fee"):
        fee_back = application_fees.refund_share(call.world, call.owner, transfer, amount)
    metadata = merged_metadata({}, call.params.get("metadata", {}))
    reversal = make(call.world, call.owner, transfer, amount, fee_back=fee_back, metadata=metadata)
    return call.render("transfer_reversal", reversal)


def check(transfer: Obj, amount: int) -> None:
    """Refuse an amount that exceeds the part of the transfer that is not reversed yet."""
    left = transfer["amount"] - transfer.get("amount_reversed", 0)
    if left == 0:
        raise refused(f"Transfer {transfer['id']} is already fully reversed.", param="id")
    if amount > left:
        currency = transfer["currency"]
        message = (
            f"Transfer reversal amount ({display(amount, currency)}) is greater than unreversed amount "
            f"on transfer ({display(left, currency)})"
        )
        raise refused(message, param="amount")


def make(
    world: World,
    owner: str,
    transfer: Obj,
    amount: int,
    *,
    fee_back: int = 0,
    source_refund: str | None = None,
    metadata: dict[str, str] | None = None,
) -> Obj:
    """Take `amount` back, and give `fee_back` of the application fee to the connected account."""
    transfer_transaction = world.store.known(owner, "balance_transaction", transfer["balance_transaction"])
    terms: dict[str, Any] = {
        "currency": transfer["currency"],
        "available_on": transfer_transaction.get("available_on"),
    }
    reversal: Obj = {
        "id": world.state.new_id("trr"),
        "amount": amount,
        "created": world.clock.second(),
        "currency": transfer["currency"],
        "metadata": metadata or {},
        "source_refund": source_refund,
        "transfer": transfer["id"],
    }
    reversal["balance_transaction"] = world.ledger.post(
        owner, kind="transfer_refund", amount=amount, source=reversal["id"], **terms
    )
    reversal["destination_payment_refund"] = _refund_payment(world, transfer, reversal, fee_back, terms)
    world.store.add(owner, "transfer_reversal", reversal)
    before = {
        name: transfer.get(name, default) for name, default in (("amount_reversed", 0), ("reversed", False))
    }
    transfer["amount_reversed"] = before["amount_reversed"] + amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer.setdefault("_reversals", []).append(reversal["id"])
    _note_on_charge(world, owner, transfer, amount)
    world.events.emit(owner, "transfer.reversed", "transfer", transfer, previous=before)
    return reversal


def _note_on_charge(world: World, owner: str, transfer: Obj, amount: int) -> None:
    charge = world.store.get(owner, "charge", transfer.get("source_transaction") or "")
    if charge is not None:
        charge["_reversed"] = charge.get("_reversed", 0) + amount


def _refund_payment(world: World, transfer: Obj, reversal: Obj, fee_back: int, terms: dict[str, Any]) -> str:
    destination = transfer["destination"]
    payment = world.store.known(destination, "charge", transfer["destination_payment"])
    payment["amount_refunded"] = payment.get("amount_refunded", 0) + reversal["amount"]
    payment["refunded"] = payment["amount_refunded"] == payment["amount"]
    refund: Obj = {
        "id": world.state.new_id("pyr"),
        "amount": reversal["amount"],
        "charge": payment["id"],
        "created": reversal["created"],
        "currency": transfer["currency"],
        "destination_details": None,
        "source_transfer_reversal": reversal["id"],
        "status": "succeeded",
    }
    fee = Fee("application_fee", -fee_back) if fee_back else None
    refund["balance_transaction"] = world.ledger.post(
        destination, kind="payment_refund", amount=-reversal["amount"], source=refund["id"], fee=fee, **terms
    )
    world.store.add(destination, "refund", refund)
    return str(refund["id"])


def _find_in_path(call: Call) -> Obj:
    reversal = call.find("transfer_reversal", call.path["reversal"], noun="transfer reversal")
    if reversal["transfer"] != call.path["id"]:
        raise missing("transfer reversal", call.path["reversal"])
    return reversal


def retrieve(call: Call) -> Obj:
    """GET /v1/transfers/{id}/reversals/{reversal}."""
    return call.render("transfer_reversal", _find_in_path(call))


def update(call: Call) -> Obj:
    """POST /v1/transfers/{id}/reversals/{reversal}: metadata."""
    reversal = _find_in_path(call)
    if "metadata" in call.params:
        reversal["metadata"] = merged_metadata(reversal["metadata"], call.params["metadata"])
    return call.render("transfer_reversal", reversal)


def list_all(call: Call) -> Obj:
    """GET /v1/transfers/{id}/reversals."""
    transfer = call.find("transfer")
    store = call.world.store
    found = [store.get(call.owner, "transfer_reversal", one) for one in transfer.get("_reversals", ())]
    newest_first = [one for one in reversed(found) if one]
    return page_of(call, "transfer_reversal", f"/v1/transfers/{transfer['id']}/reversals", newest_first)
