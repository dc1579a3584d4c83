"""Asks Stripe about a payment into a pool: the intent, its charge, and what happened to the charge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse.charges import DisputeStory, fetch_dispute_story, fetch_processing
from pulse.pools.funding_intent import retrieve_known_intent
from pulse.pools.records import Funding
from pulse.ports import Ports
from pulse.ports.stripe_objects import (
    BalanceTransaction,
    Charge,
    EarlyFraudWarning,
    PaymentIntent,
    Refund,
)


@dataclass(frozen=True)
class Seen:
    """What Stripe says at one time. Lists that were not asked for are empty, and say nothing."""

    intent: PaymentIntent
    at: datetime
    """When the asking began."""
    charge: Charge | None = None
    """The charge that succeeded; None while nothing was paid."""
    processing: BalanceTransaction | None = None
    thorough: bool = False
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[DisputeStory, ...] = ()
    warnings: tuple[EarlyFraudWarning, ...] = ()


def fetch_seen(
    funding: Funding, *, thorough: bool, canceled: PaymentIntent | None = None, ports: Ports
) -> Seen:
    """Unless *thorough*, nothing more is asked of a charge that shows no refund and no dispute.

    *canceled*: Stripe's answer to our cancellation. That is final, so the intent is not asked for again.
    """
    at = ports.clock.now()
    intent = canceled or retrieve_known_intent(funding, ports=ports)
    if intent.status != "succeeded" or intent.latest_charge is None:
        return Seen(intent, at)
    charge = ports.stripe.retrieve_charge(intent.latest_charge)
    processing = fetch_processing(charge, ports=ports)
    touched = charge.amount_refunded or charge.disputed or funding.takings or funding.returning_amount
    if not (thorough or touched):
        return Seen(intent, at, charge, processing)
    disputes = ports.stripe.list_disputes({"charge": charge.id})
    return Seen(
        intent,
        at,
        charge,
        processing,
        thorough=True,
        refunds=tuple(ports.stripe.list_refunds({"charge": charge.id})),
        disputes=tuple(fetch_dispute_story(dispute, ports=ports) for dispute in disputes),
        warnings=tuple(ports.stripe.list_early_fraud_warnings({"charge": charge.id})),
    )


def contradiction(funding: Funding, intent: PaymentIntent) -> str | None:
    """The first of the terms on which Stripe and our record differ; nothing is trusted until all agree."""
    pairs = {
        "amount": (funding.total, intent.amount),
        "currency": (funding.currency, intent.currency),
        "destination": (None, intent.destination),
        "application_fee_amount": (0, intent.application_fee_amount or 0),
    }
    return next((name for name, (ours, theirs) in pairs.items() if ours != theirs), None)
