"""The documented shape of `get-earnings`: each amount as a number in major units, and again in cents."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import Field

from pulse.earnings.holdings import KnownPayout
from pulse.earnings.response_model import ResponseModel
from pulse.money import major_units
from pulse.sales import Payment


class RecentSale(ResponseModel):
    """A sold round. `amount` is what the buyer paid, `net_cents` what the trainer keeps of it now."""

    id: str
    """The id of the PaymentIntent at Stripe."""
    date: str
    round_title: str
    amount: float
    """What the buyer paid, as a number in major units (dollars)."""
    amount_cents: int
    """What the buyer paid, in minor units."""
    net_cents: int
    currency: str
    status: str
    source: str = "stripe"
    """Where it was paid: `stripe`."""
    buyer_id: str

    @classmethod
    def of_payment(cls, payment: Payment) -> Self:
        return cls(
            id=payment.payment_id,
            date=_day(payment.created_at),
            round_title=payment.challenge_title,
            amount=major_units(payment.amount, payment.currency),
            amount_cents=payment.amount,
            net_cents=payment.owner_net_amount,
            currency=payment.currency,
            status=payment.status.value,
            buyer_id=payment.buyer_id,
        )


class RecentTransfer(ResponseModel):
    """What the sale moved to the trainer's account, after our fee."""

    id: str
    """The id of the transfer at Stripe."""
    date: str
    amount: float
    """What reached the trainer's account, as a number in major units (dollars)."""
    amount_cents: int
    """What reached the trainer's account, in minor units."""
    currency: str
    description: str

    @classmethod
    def of_payment(cls, payment: Payment) -> Self:
        return cls(
            id=str(payment.transfer_id),
            date=_day(payment.created_at),
            amount=major_units(payment.owner_amount, payment.currency),
            amount_cents=payment.owner_amount,
            currency=payment.currency,
            description=payment.challenge_title,
        )


class RecentPayout(ResponseModel):
    """From the trainer's account to their bank."""

    id: str
    """The id of the payout at Stripe."""
    date: str
    arrival_date: str | None
    amount: float
    """What was paid to the bank, as a number in major units (dollars)."""
    amount_cents: int
    """What was paid to the bank, in minor units."""
    currency: str
    status: str
    """Stripe's status of the payout, such as `paid` or `failed`."""

    @classmethod
    def of_payout(cls, payout: KnownPayout) -> Self:
        return cls(
            id=payout.id,
            date=_day(payout.created_at),
            arrival_date=_day(payout.arrives_at) if payout.arrives_at else None,
            amount=major_units(payout.amount, payout.currency),
            amount_cents=payout.amount,
            currency=payout.currency,
            status=payout.status,
        )


class SalesTotals(ResponseModel):
    """`total_earned`: ever, after fees, refunds and disputes, by our books. Balances are Stripe's."""

    total_earned: float
    total_earned_cents: int
    pending_payout: float
    pending_payout_cents: int
    available_balance: float
    available_balance_cents: int
    currency: str

    @classmethod
    def of(cls, currency: str, earned: int, pending: int, available: int) -> Self:
        return cls(
            total_earned=major_units(earned, currency),
            total_earned_cents=earned,
            pending_payout=major_units(pending, currency),
            pending_payout_cents=pending,
            available_balance=major_units(available, currency),
            available_balance_cents=available,
            currency=currency,
        )

    @property
    def has_any(self) -> bool:
        return any((self.total_earned_cents, self.pending_payout_cents, self.available_balance_cents))


class TrainerEarnings(SalesTotals):
    """The totals themselves are those of the account's currency."""

    totals_by_currency: tuple[SalesTotals, ...]
    """The account's currency first, then every other in which there is anything."""
    rounds_sold: int
    """How many rounds were sold, in all currencies."""
    recent_sales: tuple[RecentSale, ...]
    recent_transfers: tuple[RecentTransfer, ...]
    recent_payouts: tuple[RecentPayout, ...]
    last_updated: datetime
    is_new_account: bool
    stale: bool
    next_page_token: str | None = None
    payout_problem: str | None = Field(default=None, exclude_if=lambda problem: problem is None)
    """Why the bank returned the last payout, and what to do."""


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
