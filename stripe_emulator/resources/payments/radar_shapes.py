"""What an early fraud warning looks like (github.com/stripe/openapi, fixtures3.json)."""

from stripe_emulator.messages import Obj
from stripe_emulator.world.rendering import Renderer, Shape

_WARNING: Obj = {
    "id": None,
    "object": "radar.early_fraud_warning",
    "actionable": True,
    "charge": None,
    "created": 0,
    "fraud_type": "misc",
    "livemode": False,
    "payment_intent": None,
}


def is_actionable(charge: Obj) -> bool:
    """Until the charge is disputed or wholly refunded."""
    return not (charge.get("disputed") or charge.get("refunded"))


def _complete_warning(renderer: Renderer, owner: str, out: Obj) -> None:
    out["actionable"] = is_actionable(renderer.store.known(owner, "charge", out["charge"]))


EARLY_FRAUD_WARNING = Shape(_WARNING, _complete_warning)
