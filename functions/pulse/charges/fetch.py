"""Asks Stripe about a charge."""

from __future__ import annotations

from pulse.charges.story import DisputeStory
from pulse.ports import Ports
from pulse.ports.stripe_objects import BalanceTransaction, Charge, Dispute


def fetch_processing(charge: Charge, *, ports: Ports) -> BalanceTransaction | None:
    """The movement by which the money of *charge* came, with Stripe's fee."""
    if charge.balance_transaction is None:
        return None  # with some payment methods the money arrives later
    found = ports.stripe.list_balance_transactions({"source": charge.id})
    return next((item for item in found if item.id == charge.balance_transaction), None)


def fetch_dispute_story(dispute: Dispute, *, ports: Ports) -> DisputeStory:
    return DisputeStory(
        dispute, movements=tuple(ports.stripe.list_balance_transactions({"source": dispute.id}))
    )
