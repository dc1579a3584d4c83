"""Transfers: from the platform's balance to a connected account's.

docs.stripe.com/api/transfers, docs.stripe.com/connect/separate-charges-and-transfers. A transfer is
synchronous and has no status: a 200 means that the money has moved.
"""

from dataclasses import dataclass, field
from typing import Any

from stripe_emulator.errors import StripeError, missing, parameter_missing, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import currency_of, in_steps, positive
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.resources.transfers import source_charges
from stripe_emulator.world import World
from stripe_emulator.world.ledger import Fee


@dataclass
class Move:
    """Money on its way to a connected account; `extra` holds further fields of the transfer."""

    destination: str
    amount: int
    currency: str
    source_transaction: str | None = None
    available_on: float | None = None
    application_fee: str | None = None
    application_fee_amount: int = 0
    source_type: str = "card"
    extra: dict[str, Any] = field(default_factory=dict)


def create(call: Call) -> Obj:
    """POST /v1/transfers."""
    params = call.params
    currency = currency_of(params["currency"])
    if "amount" in params:
        in_steps(positive(params["amount"], currency), currency)
    elif "source_transaction" not in params:
        raise parameter_missing("amount")
    check_destination(call.world, params["destination"])
    move = Move(params["destination"], params.get("amount", 0), currency)
    move.extra = {name: params[name] for name in ("description", "transfer_group") if name in params}
    if "source_type" in params:
        move.source_type = move.extra["source_type"] = params["source_type"]
    move.extra["metadata"] = merged_metadata({}, params.get("metadata", {}))
    if "source_transaction" in params:
        _draw_on_charge(call, move)
    else:
        _check_balance(call, move)
    return make(call.world, call.owner, move)


def check_destination(world: World, destination: str, param: str = "destination") -> Obj:
    """The connected account if it can receive transfers, or else Stripe's refusal."""
    account = accounts.find_connected(world, destination)
    if account is None:
        raise missing("destination", destination, param=param, status=400)
    if account["capabilities"].get("transfers") != "active":
        message = (
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers, crypto_transfers, legacy_payments"
        )
        raise refused(message, code="insufficient_capabilities_for_transfer")
    return account


def balance_insufficient() -> StripeError:
    """docs.stripe.com/error-codes/balance-insufficient, with test mode's message."""
    message = (
        "You have insufficient available funds in your Stripe account. Try adding funds directly to your "
        "available balance by creating Charges using the 4000000000000077 test card. See: "
        "https://stripe.com/docs/testing#available-balance"
    )
    return refused(message, code="balance_insufficient")


def _check_balance(call: Call, move: Move) -> None:
    if call.world.ledger.available_of(call.owner, move.currency, move.source_type) < move.amount:
        raise balance_insufficient()


def _draw_on_charge(call: Call, move: Move) -> None:
    """Use the funds of a charge, even before they are available; never more than the charge in all.

    Stripe promises success "regardless of your available balance if the related charge hasn't settled yet".
    """
    charge, transaction = source_charges.find(call, move.currency)
    move.amount = source_charges.amount_to_draw(call.world, charge, transaction, move.amount)
    if source_charges.is_settled(call.world, transaction):
        _check_balance(call, move)
    source_charges.note_drawn(charge, move.amount)
    move.extra["transfer_group"] = source_charges.shared_group(charge)
    move.source_transaction = charge["id"]
    move.available_on = transaction.get("available_on")


def make(world: World, owner: str, move: Move) -> Obj:
    """Move the money: a transfer from here, a payment there, and a balance transaction for each.

    Returns the transfer as it is shown.
    """
    now = world.clock.second()
    transfer: Obj = {
        "id": world.state.new_id("tr"),
        "amount": move.amount,
        "created": now,
        "currency": move.currency,
        "destination": move.destination,
        **move.extra,
    }
    if move.source_transaction:
        transfer["source_transaction"] = move.source_transaction
    terms: dict[str, Any] = {"currency": move.currency, "available_on": move.available_on}
    transfer["balance_transaction"] = world.ledger.post(
        owner,
        kind="transfer",
        amount=-move.amount,
        source=transfer["id"],
        shown={"_source_type": move.source_type},
        **terms,
    )
    transfer["destination_payment"] = _add_payment(world, move, transfer["id"], terms)
    world.store.add(owner, "transfer", transfer)
    return world.events.emit(owner, "transfer.created", "transfer", transfer)


def _add_payment(world: World, move: Move, transfer_id: str, terms: dict[str, Any]) -> str:
    payment: Obj = {
        "id": world.state.new_id("py"),
        "amount": move.amount,
        "amount_captured": move.amount,
        "created": world.clock.second(),
        "currency": move.currency,
        "source_transfer": transfer_id,
    }
    fee = None
    if move.application_fee:
        payment["application_fee"] = move.application_fee
        payment["application_fee_amount"] = move.application_fee_amount
        fee = Fee("application_fee", move.application_fee_amount)
    payment["balance_transaction"] = world.ledger.post(
        move.destination, kind="payment", amount=move.amount, source=payment["id"], fee=fee, **terms
    )
    world.store.add(move.destination, "charge", payment)
    return str(payment["id"])


def retrieve(call: Call) -> Obj:
    """GET /v1/transfers/{id}."""
    return call.render("transfer", call.find("transfer"))


def update(call: Call) -> Obj:
    """POST /v1/transfers/{id}: description and metadata."""
    transfer = call.find("transfer")
    previous: Obj = {}
    if "metadata" in call.params:
        previous["metadata"] = transfer["metadata"]
        transfer["metadata"] = merged_metadata(transfer["metadata"], call.params["metadata"])
    if "description" in call.params:
        previous["description"] = transfer.get("description")
        transfer["description"] = call.params["description"]
    if previous:
        call.world.events.emit(call.owner, "transfer.updated", "transfer", transfer, previous=previous)
    return call.render("transfer", transfer)


def list_all(call: Call) -> Obj:
    """GET /v1/transfers: filters destination, transfer_group, created; current at once."""
    return page(call, "transfer", "/v1/transfers")
