"""What happened to a charge at Stripe: refunds and disputes, by what they do to the money. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pulse.ports.stripe_objects import BalanceTransaction, Dispute, Refund

_NOT_HAPPENED = frozenset({"failed", "canceled"})


class DisputeOutcome(StrEnum):
    """Stripe's dispute statuses by what they do to the money; unknown ones count as open."""

    INQUIRY = "inquiry"
    """`warning_*`: the bank only asks a question; no money moved."""
    OPEN = "open"
    WON = "won"
    LOST = "lost"

    @classmethod
    def of(cls, status: str) -> DisputeOutcome:
        if status.startswith("warning_"):
            return cls.INQUIRY
        # prevented: refunded before it became a dispute; the money is in the refund.
        known = {"won": cls.WON, "lost": cls.LOST, "prevented": cls.INQUIRY}
        return known.get(status, cls.OPEN)


@dataclass(frozen=True, slots=True)
class DisputeStory:
    dispute: Dispute
    movements: tuple[BalanceTransaction, ...]
    """What the dispute took from our balance and gave back, with Stripe's fees."""

    @property
    def outcome(self) -> DisputeOutcome:
        return DisputeOutcome.of(self.dispute.status)

    @property
    def withdrawn(self) -> int:
        """What the bank has taken by now, and not given back."""
        return max(0, -sum(movement.amount for movement in self.movements))


def undone(refund: Refund) -> bool:
    """The payer does not have the money: the refund failed or was canceled."""
    return refund.status in _NOT_HAPPENED


def is_on_its_way(refund: Refund) -> bool:
    """It waits at Stripe, for funds for instance: no money has left our balance yet."""
    return refund.balance_transaction is None and not undone(refund)
