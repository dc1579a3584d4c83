"""Application fees and their refunds (docs.stripe.com/api/application_fees)."""

from stripe_emulator.errors import refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import display, in_steps, positive, share
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page, page_of
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.world import World, exchange
from stripe_emulator.world.ledger import Fee


def make(world: World, owner: str, charge: Obj, account: str, available_on: float | None) -> Obj:
    """Bring the fee of a destination charge back to the platform."""
    amount, currency, _ = exchange.settle(world.state, charge["application_fee_amount"], charge["currency"])
    fee: Obj = {
        "id": world.state.new_id("fee"),
        "account": account,
        "amount": amount,
        "charge": charge["id"],
        "created": world.clock.second(),
        "currency": currency,
        "fee_source": {"charge": charge["id"], "type": "charge"},
        "originating_transaction": charge["id"],
    }
    fee["balance_transaction"] = world.ledger.post(
        owner,
        kind="application_fee",
        amount=fee["amount"],
        currency=fee["currency"],
        source=fee["id"],
        available_on=available_on,
    )
    world.store.add(owner, "application_fee", fee)
    world.events.emit(owner, "application_fee.created", "application_fee", fee)
    return fee


def refund_share(world: World, owner: str, transfer: Obj, amount: int) -> int:
    """Refund the part of the fee that belongs to `amount` of the transfer of a destination charge.

    Returns what the connected account gets; the caller posts that with the reversal.
    """
    charge = world.store.get(owner, "charge", transfer.get("source_transaction", ""))
    fee = world.store.get(owner, "application_fee", (charge or {}).get("application_fee", ""))
    if charge is None or fee is None:
        raise refused("This transfer has no application fee to refund.", param="refund_application_fee")
    left = fee["amount"] - fee.get("amount_refunded", 0)
    part = min(left, share(fee["amount"], amount, transfer["amount"], fee["currency"]))
    if part:
        refund_part(world, owner, fee, part, at_once=False)
    return int(part)


def refund_part(
    world: World,
    owner: str,
    fee: Obj,
    amount: int,
    *,
    at_once: bool,
    metadata: dict[str, str] | None = None,
) -> Obj:
    """Refund a part of the fee; without `at_once`, the connected account gets it with a reversal."""
    made = world.store.get(owner, "balance_transaction", fee["balance_transaction"])
    refund: Obj = {
        "id": world.state.new_id("fr"),
        "amount": amount,
        "created": world.clock.second(),
        "currency": fee["currency"],
        "fee": fee["id"],
        "metadata": metadata or {},
    }
    available_on = (made or {}).get("available_on")
    refund["balance_transaction"] = world.ledger.post(
        owner,
        kind="application_fee_refund",
        amount=-amount,
        currency=fee["currency"],
        source=refund["id"],
        available_on=available_on,
    )
    if at_once:
        _credit(world, fee, refund, available_on)
    world.store.add(owner, "fee_refund", refund)
    fee["amount_refunded"] = fee.get("amount_refunded", 0) + amount
    fee["refunded"] = fee["amount_refunded"] == fee["amount"]
    fee.setdefault("_refunds", []).append(refund["id"])
    world.events.emit(owner, "application_fee.refunded", "application_fee", fee)
    return refund


def _credit(world: World, fee: Obj, refund: Obj, available_on: float | None) -> None:
    world.ledger.post(
        fee["account"],
        kind="application_fee_refund",
        amount=0,
        currency=fee["currency"],
        source=refund["id"],
        fee=Fee("application_fee", -refund["amount"]),
        available_on=available_on,
    )


def create_refund(call: Call) -> Obj:
    """POST /v1/application_fees/{id}/refunds: the connected account gets the money back."""
    fee = call.find("application_fee", noun="application fee")
    left = fee["amount"] - fee.get("amount_refunded", 0)
    amount = positive(call.params["amount"], fee["currency"]) if "amount" in call.params else left
    in_steps(amount, fee["currency"])
    if amount > left or left == 0:
        message = (
            f"Refund amount ({display(amount, fee['currency'])}) is greater than unrefunded amount on "
            f"application fee ({display(left, fee['currency'])})"
        )
        raise refused(message, param="amount")
    metadata = merged_metadata({}, call.params.get("metadata", {}))
    refund = refund_part(call.world, call.owner, fee, amount, at_once=True, metadata=metadata)
    return call.render("fee_refund", refund)


def retrieve(call: Call) -> Obj:
    """GET /v1/application_fees/{id}."""
    return call.render("application_fee", call.find("application_fee", noun="application fee"))


def list_all(call: Call) -> Obj:
    """GET /v1/application_fees."""
    return page(call, "application_fee", "/v1/application_fees")


def _find_refunds(world: World, owner: str, fee: Obj) -> list[Obj]:
    found = [world.store.get(owner, "fee_refund", one) for one in fee.get("_refunds", ())]
    return [one for one in reversed(found) if one]


def list_refunds(call: Call) -> Obj:
    """GET /v1/application_fees/{id}/refunds."""
    fee = call.find("application_fee", noun="application fee")
    refunds = _find_refunds(call.world, call.owner, fee)
    return page_of(call, "fee_refund", f"/v1/application_fees/{fee['id']}/refunds", refunds)


def retrieve_refund(call: Call) -> Obj:
    """GET /v1/application_fees/{id}/refunds/{refund}."""
    return call.render("fee_refund", call.find("fee_refund", call.path["refund"], noun="fee refund"))


def update_refund(call: Call) -> Obj:
    """POST /v1/application_fees/{id}/refunds/{refund}: metadata."""
    refund = call.find("fee_refund", call.path["refund"], noun="fee refund")
    if "metadata" in call.params:
        refund["metadata"] = merged_metadata(refund["metadata"], call.params["metadata"])
    return call.render("fee_refund", refund)
