"""What Stripe holds for a person in one role, when it pays out, and what it paid out to their bank."""

from __future__ import annotations

from datetime import datetime

from pulse.accounts import ConnectedAccount, Role, failure_sentence, read_account
from pulse.batches import concurrently
from pulse.earnings.response_model import ResponseModel
from pulse.ports import Ports
from pulse.ports.stripe_objects import Balance, Payout, PayoutSchedule

SHOWN_MAX = 25


class BankPayout(ResponseModel):
    """Minor units. `problem` says why the bank returned it."""

    id: str
    """The id of the payout at Stripe."""
    amount: int
    currency: str
    status: str
    """Stripe's status of the payout, such as `paid` or `failed`."""
    automatic: bool
    created_at: datetime
    arrives_at: datetime | None
    problem: str | None

    @classmethod
    def of_payout(cls, payout: Payout) -> BankPayout:
        return cls(
            id=payout.id,
            amount=payout.amount,
            currency=payout.currency,
            status=payout.status,
            automatic=payout.automatic,
            created_at=payout.created_at,
            arrives_at=payout.arrives_at,
            problem=failure_sentence(payout.failure_code) if payout.status == "failed" else None,
        )


class Held(ResponseModel):
    """Of one currency, in minor units: what can be paid out, and what becomes available later."""

    currency: str
    available: int
    pending: int


class Schedule(ResponseModel):
    """`interval`: `daily`, `weekly` (on `days`), `monthly` (on `dates`) or `manual`."""

    interval: str
    days: tuple[str, ...]
    dates: tuple[int, ...]
    delay_days: int | None


class BankPayouts(ResponseModel):
    """Newest first. All is empty for a person without an account."""

    payouts: tuple[BankPayout, ...] = ()
    held: tuple[Held, ...] = ()
    schedule: Schedule | None = None


def bank_payouts(user_id: str, role: Role, *, ports: Ports) -> BankPayouts:
    """Three calls to Stripe at the same time. Raises *StripeUnavailable* and *StripeRefused*."""
    account_id = account_id_of(read_account(user_id, role, ports=ports))
    if account_id is None:
        return BankPayouts()
    stripe = ports.stripe
    payouts, balance, schedule = concurrently(
        lambda: stripe.list_payouts({}, account=account_id, limit=SHOWN_MAX),
        lambda: stripe.retrieve_balance(account=account_id),
        lambda: stripe.retrieve_payout_schedule(account=account_id),
    )
    return BankPayouts(
        payouts=tuple(BankPayout.of_payout(one) for one in payouts),
        held=_held(balance),
        schedule=_schedule(schedule),
    )


def account_id_of(account: ConnectedAccount | None) -> str | None:
    return account.stripe_account_id if account else None


def _held(balance: Balance) -> tuple[Held, ...]:
    currencies = sorted({funds.currency for funds in (*balance.available, *balance.pending)})
    return tuple(
        Held(currency=one, available=balance.available_amount(one), pending=balance.pending_amount(one))
        for one in currencies
    )


def _schedule(schedule: PayoutSchedule) -> Schedule:
    return Schedule(
        interval=schedule.interval,
        days=schedule.weekly_payout_days,
        dates=schedule.monthly_payout_days,
        delay_days=schedule.delay_days,
    )
