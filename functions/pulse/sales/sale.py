"""A sale as Stripe has it now: the intent, its charge, and everything that happened to the charge."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.ports import Ports
from pulse.ports.stripe_objects import (
    BalanceTransaction,
    Charge,
    Dispute,
    FeeRefund,
    PaymentIntent,
    Refund,
    Transfer,
    TransferReversal,
)
from pulse.sales.known_intent import retrieve_known_intent
from pulse.sales.records import Payment
from pulse.sales.states import DisputeOutcome, PaymentStatus

REVERSED_FOR = "reversed_for"
"""The name in our own reversals' metadata that holds the refund or dispute they were made for."""

_NOT_HAPPENED = frozenset({"failed", "canceled"})


@dataclass(frozen=True, slots=True)
class DisputeStory:
    dispute: Dispute
    movements: tuple[BalanceTransaction, ...]
    """What the dispute took from our balance and gave back, with Stripe's fees."""
    reinstatements: tuple[Transfer, ...]
    """What we paid back to the trainer after winning."""

    @property
    def outcome(self) -> DisputeOutcome:
        return DisputeOutcome.of(self.dispute.status)

    @property
    def withdrawn(self) -> bool:
        return sum(movement.amount for movement in self.movements) < 0


@dataclass(frozen=True, slots=True)
class Sale:
    intent: PaymentIntent
    charge: Charge | None = None
    """The charge that succeeded; None while nothing was paid."""
    processing: BalanceTransaction | None = None
    refunds: tuple[Refund, ...] = ()
    reversals: tuple[TransferReversal, ...] = ()
    fee_refunds: tuple[FeeRefund, ...] = ()
    disputes: tuple[DisputeStory, ...] = ()

    @property
    def refunded(self) -> int:
        return sum(refund.amount for refund in self.refunds if not undone(refund))

    @property
    def transfer_left(self) -> int:
        """What may still be reversed of the transfer."""
        if self.charge is None or self.charge.transfer is None:
            return 0
        return self.charge.amount - sum(reversal.amount for reversal in self.reversals)


def undone(refund: Refund) -> bool:
    """The money came back to us: the refund failed or was canceled."""
    return refund.status in _NOT_HAPPENED


def fetch_sale(payment: Payment, *, thorough: bool, ports: Ports) -> Sale:
    """Ask Stripe. Unless *thorough*, nothing more is fetched of a charge that shows no refund and no dispute.

    That overlooks refunds that failed and reversals made by hand. The events about those, and the sweep, ask
    thoroughly.
    """
    intent = retrieve_known_intent(payment.payment_id, ports=ports)
    if intent.status != "succeeded" or intent.latest_charge is None:
        return Sale(intent)
    charge = ports.stripe.retrieve_charge(intent.latest_charge)
    processing = _fetch_processing(charge, ports=ports)
    quiet = not charge.amount_refunded and not charge.disputed
    if quiet and not thorough and payment.status in _NOTHING_SEEN:
        return Sale(intent, charge, processing)
    return Sale(
        intent,
        charge,
        processing,
        refunds=tuple(ports.stripe.list_refunds({"charge": charge.id})),
        reversals=tuple(ports.stripe.list_transfer_reversals(charge.transfer)) if charge.transfer else (),
        fee_refunds=tuple(ports.stripe.list_application_fee_refunds(charge.application_fee))
        if charge.application_fee
        else (),
        disputes=tuple(
            _fetch_story(dispute, ports=ports)
            for dispute in ports.stripe.list_disputes({"charge": charge.id})
        ),
    )


_NOTHING_SEEN = frozenset(
    {
        PaymentStatus.REQUIRES_PAYMENT,
        PaymentStatus.PROCESSING,
        PaymentStatus.FAILED,
        PaymentStatus.CANCELED,
        PaymentStatus.COMPLETED,
    }
)


def reinstatement_group(dispute_id: str) -> str:
    """The `transfer_group` by which a reinstatement is found at Stripe."""
    return f"dispute_{dispute_id}"


def _fetch_processing(charge: Charge, *, ports: Ports) -> BalanceTransaction | None:
    if charge.balance_transaction is None:
        return None  # with some payment methods the money arrives later
    found = ports.stripe.list_balance_transactions({"source": charge.id})
    return next((item for item in found if item.id == charge.balance_transaction), None)


def _fetch_story(dispute: Dispute, *, ports: Ports) -> DisputeStory:
    won = DisputeOutcome.of(dispute.status) is DisputeOutcome.WON
    group = {"transfer_group": reinstatement_group(dispute.id)}
    return DisputeStory(
        dispute,
        movements=tuple(ports.stripe.list_balance_transactions({"source": dispute.id})),
        reinstatements=tuple(ports.stripe.list_transfers(group)) if won else (),
    )
