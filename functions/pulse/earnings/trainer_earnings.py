"""What a trainer has earned, by our books, and what Stripe holds. The cost does not grow with the sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse.accounts import ConnectedAccount, Role, account_path
from pulse.batches import concurrently, skip_unreadable
from pulse.documents import fetch, known_user
from pulse.earnings.by_currency import CURRENCY_DEFAULT, Summed, likely_currencies, sum_each, with_others
from pulse.earnings.holdings import Holdings, KnownBalance, balance_path, fetch_holdings
from pulse.earnings.page_token import own_record, page_token, record_path
from pulse.earnings.trainer_response import (
    RecentPayout,
    RecentSale,
    RecentTransfer,
    SalesTotals,
    TrainerEarnings,
)
from pulse.ports import Document, Ports
from pulse.ports.store import NO_FIELDS, Query, Totals
from pulse.sales import Payment, PaymentStatus

SALES_SHOWN_MAX = 10
TRANSFERS_SHOWN_MAX = 20

_SOLD = (PaymentStatus.COMPLETED.value, PaymentStatus.PARTIALLY_REFUNDED.value)
"""Rounds that are sold: the buyer has them, and has not had all of the money back."""
_PAID_FOR = (*_SOLD, PaymentStatus.REFUNDED.value, PaymentStatus.DISPUTED.value, PaymentStatus.LOST.value)
"""Payments whose money arrived; what the trainer keeps of each is its `ownerNetAmount`."""


@dataclass(frozen=True, slots=True)
class _Trainer:
    """What the first round trip reads. *after*: the sale that the page starts after."""

    user_id: str
    account: ConnectedAccount | None
    balance: Document | None
    after: Document | None

    @property
    def currency(self) -> str:
        return (self.account and self.account.default_currency) or CURRENCY_DEFAULT


@dataclass(frozen=True, slots=True)
class _Books:
    """What our books say. *older* are the sales after those of the page: only their transfers are listed."""

    earned: Summed
    rounds_sold: int
    sales: list[Payment]
    older: list[Payment]
    next_page_token: str | None


def trainer_earnings(user_id: str, *, ports: Ports, page: str | None = None) -> TrainerEarnings:
    """Totals, balance and recent movements, in major units and cents.

    It takes two round trips to the store. *page* is the `next_page_token` of the page before.
    Raises *NotFound* for an unknown user and *InvalidRequest* for a page token that is not theirs. When
    Stripe does not answer, `stale` is true and Stripe's figures are the last known ones.
    """
    trainer = _read_trainer(user_id, page, ports=ports)
    account_id = trainer.account.stripe_account_id if trainer.account else None
    store = ports.store

    def earned_in(currency: str) -> Totals:
        return store.totals(_earned(user_id, currency), ["ownerNetAmount"])

    currencies = likely_currencies(trainer.currency, ports.settings.settlement_currencies)
    earned, (sold, paid_for), found, holdings = concurrently(
        lambda: sum_each(currencies, earned_in),
        lambda: concurrently(
            lambda: store.totals(_sales(user_id, _SOLD)), lambda: store.totals(_sales(user_id, _PAID_FOR))
        ),
        lambda: store.query(_recent(trainer)),
        lambda: fetch_holdings(account_id, trainer.balance, user_id=user_id, ports=ports),
    )
    theirs = Query("payments", where=[("ownerId", "==", user_id)])
    earned = with_others(earned, paid_for.count, earned_in, of=theirs, store=store)
    newest, rest = found[:SALES_SHOWN_MAX], found[SALES_SHOWN_MAX:]
    books = _Books(
        earned=earned,
        rounds_sold=sold.count,
        sales=skip_unreadable(Payment, newest, ports=ports),
        older=skip_unreadable(Payment, rest, ports=ports),
        next_page_token=page_token(newest[-1].id) if rest else None,
    )
    return _response(trainer, books, holdings, now=ports.clock.now())


def _read_trainer(user_id: str, page: str | None, *, ports: Ports) -> _Trainer:
    record, balance = account_path(Role.CREATOR, user_id), balance_path(user_id)
    start = record_path("payments", page)
    read = fetch(ports.store, record, balance, *start, user=user_id, of_user=NO_FIELDS)
    known_user(read.user)
    found = read.ours
    account = ConnectedAccount.of(found[record]) if record in found else None
    after = own_record(start, found, field="ownerId", user_id=user_id)
    return _Trainer(user_id, account, found.get(balance), after)


def _sales(user_id: str, statuses: tuple[str, ...]) -> Query:
    return Query("payments", where=[("ownerId", "==", user_id), ("status", "in", statuses)])


def _earned(user_id: str, currency: str) -> Query:
    return Query(
        "payments",
        where=[
            ("ownerId", "==", user_id),
            ("currency", "==", currency),
            ("status", "in", _PAID_FOR),
        ],
    )


def _recent(trainer: _Trainer) -> Query:
    newest = _sales(trainer.user_id, _PAID_FOR)
    return Query(
        newest.collection,
        where=newest.where,
        order_by=[("createdAt", "desc")],
        limit=TRANSFERS_SHOWN_MAX,
        after=trainer.after,
    )


def _response(trainer: _Trainer, books: _Books, holdings: Holdings, *, now: datetime) -> TrainerEarnings:
    currency, balance = trainer.currency, holdings.balance
    totals = _totals(books.earned, balance, first=currency)
    payments = [*books.sales, *books.older]
    problem = trainer.account.payouts_problem if trainer.account else None
    return TrainerEarnings(
        **totals[0].model_dump(),
        totals_by_currency=totals,
        rounds_sold=books.rounds_sold,
        recent_sales=tuple(RecentSale.of_payment(payment) for payment in books.sales),
        recent_transfers=tuple(RecentTransfer.of_payment(one) for one in payments if one.transfer_id),
        recent_payouts=_payouts(trainer, holdings),
        last_updated=balance.at if balance and holdings.stale else now,
        is_new_account=not payments and trainer.after is None,
        stale=holdings.stale,
        next_page_token=books.next_page_token,
        payout_problem=problem.sentence if problem else None,
    )


def _payouts(trainer: _Trainer, holdings: Holdings) -> tuple[RecentPayout, ...]:
    """Stripe's last answer may be older than the event that told us of a failure."""
    problem = trainer.account.payouts_problem if trainer.account else None
    failed = problem.payout_id if problem else None
    known = holdings.balance.payouts if holdings.balance else ()
    return tuple(
        RecentPayout.of_payout(one.but(status="failed") if one.id == failed else one) for one in known
    )


def _totals(earned: Summed, balance: KnownBalance | None, *, first: str) -> tuple[SalesTotals, ...]:
    """Those of the currency *first*, and of every other in which there is anything."""
    available, pending = (balance.available, balance.pending) if balance else ({}, {})
    sums = {currency: total.sums["ownerNetAmount"] for currency, total in earned.items()}
    named = [first, *(one for one in sorted({*sums, *available, *pending}) if one != first)]
    shown = [
        SalesTotals.of(one, sums.get(one, 0), pending.get(one, 0), available.get(one, 0)) for one in named
    ]
    return tuple(one for one in shown if one.currency == first or one.has_any)
