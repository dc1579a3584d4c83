"""From the sparse object in the store to the shape that Stripe sends."""

from typing import TYPE_CHECKING

from stripe_emulator import events, ledger
from stripe_emulator.messages import Obj
from stripe_emulator.payment_shapes import PAYMENT_TEMPLATES
from stripe_emulator.resources import accounts, application_fees, disputes, transfers
from stripe_emulator.shapes import TEMPLATES

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator

EMBEDDING = {
    "application_fee": application_fees.render,
    "dispute": disputes.render,
    "transfer": transfers.render,
}
ALL_TEMPLATES = {**TEMPLATES, **PAYMENT_TEMPLATES}


def rendered(emulator: "Emulator", owner: str, kind: str, obj: Obj) -> Obj:
    """The template with what is stored on top; names that begin with `_` stay inside."""
    out = {**ALL_TEMPLATES[kind], **obj}
    if kind == "balance_transaction":
        ledger.render(obj, out, emulator.clock.now())
    elif kind == "event":
        events.render(obj, out)
    elif kind == "account":
        accounts.render(emulator, out)
    elif kind in EMBEDDING:
        EMBEDDING[kind](emulator, owner, out)
    hidden = [name for name in out if name[0] == "_"]
    for name in hidden:
        del out[name]
    return out
