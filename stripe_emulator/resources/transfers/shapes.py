"""What transfers, reversals and application fees look like before anything is known about them.

Fields and types are those of Stripe's published fixtures (github.com/stripe/openapi, fixtures3.json);
the tests compare them.
"""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.listing import embedded
from stripe_emulator.world.rendering import Renderer, Shape

_TRANSFER: Obj = {
    "id": None,
    "object": "transfer",
    "amount": 0,
    "amount_reversed": 0,
    "balance_transaction": None,
    "created": 0,
    "currency": None,
    "description": None,
    "destination": None,
    "destination_payment": None,
    "livemode": False,
    "metadata": {},
    "reversals": None,
    "reversed": False,
    "source_transaction": None,
    "source_type": "card",
    "transfer_group": None,
}

_TRANSFER_REVERSAL: Obj = {
    "id": None,
    "object": "transfer_reversal",
    "amount": 0,
    "balance_transaction": None,
    "created": 0,
    "currency": None,
    "destination_payment_refund": None,
    "metadata": {},
    "source_refund": None,
    "transfer": None,
}

_APPLICATION_FEE: Obj = {
    "id": None,
    "object": "application_fee",
    "account": None,
    "amount": 0,
    "amount_refunded": 0,
    "application": "ca_EmulatorApplication00",
    "balance_transaction": None,
    "charge": None,
    "created": 0,
    "currency": None,
    "fee_source": None,
    "livemode": False,
    "originating_transaction": None,
    "refunded": False,
    "refunds": None,
}

_FEE_REFUND: Obj = {
    "id": None,
    "object": "fee_refund",
    "amount": 0,
    "balance_transaction": None,
    "created": 0,
    "currency": None,
    "fee": None,
    "metadata": {},
}


def _complete_transfer(renderer: Renderer, owner: str, out: Obj) -> None:
    """Embed the newest reversals."""
    url = f"/v1/transfers/{out['id']}/reversals"
    out["reversals"] = embedded(renderer, owner, "transfer_reversal", url, out.get("_reversals", ()))


def _complete_fee(renderer: Renderer, owner: str, out: Obj) -> None:
    """Embed the newest refunds."""
    url = f"/v1/application_fees/{out['id']}/refunds"
    out["refunds"] = embedded(renderer, owner, "fee_refund", url, out.get("_refunds", ()))


SHAPES = {
    "application_fee": Shape(_APPLICATION_FEE, _complete_fee),
    "fee_refund": Shape(_FEE_REFUND),
    "transfer": Shape(_TRANSFER, _complete_transfer),
    "transfer_reversal": Shape(_TRANSFER_REVERSAL),
}
