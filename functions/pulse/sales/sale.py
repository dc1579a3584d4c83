"""A sale as Stripe has it now: the intent, its charge, and everything that happened to the charge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pulse.charges import DisputeStory, undone
from pulse.ports.stripe_objects import (
    BalanceTransaction,
    Charge,
    FeeRefund,
    PaymentIntent,
    Refund,
    Transfer,
    TransferReversal,
)

CORRECTION_ID = "correction_id"
"""The name in the metadata of everything that we make for a sale afterwards: which correction made it."""
REVERSED_FOR = "reversed_for"
"""The name in our own reversals' metadata that holds the refund or dispute they were made for."""


@dataclass(frozen=True, slots=True)
class Reinstatement:
    """A transfer that paid the trainer back what was taken for the refund or dispute *reference*."""

    reference: str
    transfer: Transfer
    reversals: tuple[TransferReversal, ...] = ()


@dataclass(frozen=True)
class Sale:
    intent: PaymentIntent
    charge: Charge | None = None
    """The charge that succeeded; None while nothing was paid."""
    processing: BalanceTransaction | None = None
    refunds: tuple[Refund, ...] = ()
    transfer_reversals: tuple[TransferReversal, ...] = ()
    """Of the sale's own transfer."""
    fee_refunds: tuple[FeeRefund, ...] = ()
    disputes: tuple[DisputeStory, ...] = ()
    reinstatements: tuple[Reinstatement, ...] = ()

    @property
    def refunded(self) -> int:
        """Back with the buyer, or on the way to them."""
        return sum(refund.amount for refund in self.refunds if not undone(refund))

    @property
    def transfer(self) -> str | None:
        return self.charge.transfer if self.charge else None

    @cached_property
    def reversals(self) -> tuple[TransferReversal, ...]:
        """Everything that was taken back from the trainer, from whichever transfer."""
        return (*self.transfer_reversals, *(one for made in self.reinstatements for one in made.reversals))

    def rooms(self) -> dict[str, int]:
        """What may still be reversed of each transfer to the trainer, the newest first."""
        newest = sorted(
            self.reinstatements, key=lambda made: (made.transfer.created, made.transfer.id), reverse=True
        )
        left = {made.transfer.id: made.transfer.amount - _sum(made.reversals) for made in newest}
        if self.charge is not None and self.charge.transfer is not None:
            left[self.charge.transfer] = self.charge.amount - _sum(self.transfer_reversals)
        return left


def refund_group(refund_id: str) -> str:
    """The `transfer_group` by which what was paid back for a failed refund is found at Stripe."""
    return f"refund_{refund_id}"


def dispute_group(dispute_id: str) -> str:
    """The `transfer_group` by which what was paid back after a won dispute is found at Stripe."""
    return f"dispute_{dispute_id}"


def _sum(reversals: Iterable[TransferReversal]) -> int:
    return sum(reversal.amount for reversal in reversals)
