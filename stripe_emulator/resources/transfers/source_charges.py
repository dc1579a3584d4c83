"""A transfer that draws on a charge: whether it may, up to what, and in which group.

docs.stripe.com/connect/separate-charges-and-transfers#transfer-availability and #transfer-options.
"""

from stripe_emulator.errors import invalid, refused
from stripe_emulator.messages import Obj
from stripe_emulator.money import display
from stripe_emulator.resources.call import Call
from stripe_emulator.world import World


def find(call: Call, currency: str) -> tuple[Obj, Obj]:
    """The charge that `source_transaction` names and its balance transaction, if it can be drawn on."""
    charge = call.find_given("charge", call.params["source_transaction"], param="source_transaction")
    if "balance_transaction" not in charge:
        status = "failed" if charge.get("status") == "failed" else "not been captured"
        message = f"Charge {charge['id']} has {status}: it cannot be the source_transaction of a transfer."
        raise refused(message, param="source_transaction")
    transaction = call.find("balance_transaction", charge["balance_transaction"])
    if transaction["currency"] != currency:
        message = "The currency of source_transaction's balance transaction must be the same as the transfer."
        raise invalid(message, param="currency")
    return charge, transaction


def is_settled(world: World, transaction: Obj) -> bool:
    """Whether the money of a charge is available, so that the balance must cover a transfer of it."""
    return bool(transaction.get("available_on", 0) <= world.clock.now())


def amount_to_draw(world: World, charge: Obj, transaction: Obj, wanted: int | None) -> int:
    """The wanted amount if so much is left of a charge, or everything that is left."""
    left = room(world, charge, transaction)
    amount = wanted or left
    if amount > left or left <= 0:
        currency = transaction["currency"]
        message = (
            f"The transfer amount ({display(amount, currency)}) exceeds what is left of the "
            f"source transaction ({display(max(left, 0), currency)})."
        )
        raise refused(message, param="amount")
    return amount


def note_drawn(charge: Obj, amount: int) -> None:
    """Remember how much of a charge was transferred."""
    charge["_transferred"] = charge.get("_transferred", 0) + amount


def room(world: World, charge: Obj, transaction: Obj) -> int:
    """What transfers may still draw from a charge.

    Stripe documents the sum of the transfers as the limit. What refunds and reversals do to it is a guess,
    and two settings decide it.
    """
    settings = world.state.settings
    refunded = charge.get("amount_refunded", 0) if settings.get("guess_refund_narrows_source", True) else 0
    amount = transaction["amount"]
    left_of_charge = amount - refunded * amount // charge["amount_captured"]
    drawn = charge.get("_transferred", 0)
    if settings.get("guess_reversal_widens_source", False):
        drawn -= charge.get("_reversed", 0)
    return int(left_of_charge - drawn)


def shared_group(charge: Obj) -> str:
    """The group of the charge, which Stripe also gives to the transfer, whatever the request says."""
    if not charge.get("transfer_group"):
        charge["transfer_group"] = f"group_{charge.get('payment_intent') or charge['id']}"
    return str(charge["transfer_group"])
