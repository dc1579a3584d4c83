"""What a trainer sees: earned by our books, held by Stripe. The cost does not grow with the sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse.accounts import ConnectedAccount, Role, account_path
from pulse.batches import skip_unreadable
from pulse.earnings.at_stripe import Standing, balance_path, standing
from pulse.earnings.page_token import own_record, page_token, record_path
from pulse.earnings.side_by_side import SideBySide
from pulse.earnings.trainer_shown import PayoutShown, Sale, TrainerEarnings, TransferShown
from pulse.errors import NotFound
from pulse.money import major_units
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Query, Totals
from pulse.sales import Payment, PaymentStatus

SALES_SHOWN_MAX = 10
TRANSFERS_SHOWN_MAX = 20
CURRENCY_DEFAULT = "usd"

_SOLD = (PaymentStatus.COMPLETED.value, PaymentStatus.PARTIALLY_REFUNDED.value)
"""Rounds that stand as sold: the buyer has them, and has not had all the money back."""
_PAID_FOR = (*_SOLD, PaymentStatus.REFUNDED.value, PaymentStatus.DISPUTED.value, PaymentStatus.LOST.value)
"""Once paid: what the trainer keeps of each is its `ownerNetAmount`."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What one round trip tells: whose earnings, in which currency, from which sale on."""

    user_id: str
    account: ConnectedAccount | None
    balance: Document | None
    after: Document | None

    @property
    def currency(self) -> str:
        return (self.account and self.account.default_currency) or CURRENCY_DEFAULT


@dataclass(frozen=True, slots=True)
class _Page:
    """*older* are behind the sales of this page: their transfers are listed with those of the page."""

    sales: list[Payment]
    older: list[Payment]
    next_page_token: str | None


def trainer_earnings(user_id: str, *, ports: Ports, page: str | None = None) -> TrainerEarnings:
    """Totals, balance and recent movements; *page* continues the sales. Two round trips to the store.

    Raises *NotFound* for an unknown user and *InvalidRequest* for a page token that is not theirs. When
    Stripe cannot be asked, `stale` is true and its figures are the last known.
    """
    known = _known(user_id, page, ports)
    account_id = known.account.stripe_account_id if known.account else None
    with SideBySide() as side:
        earned = side.ask(lambda: ports.store.totals(_earned(known), ["ownerNetAmount"]))
        sold = side.ask(lambda: ports.store.totals(_sales(user_id, _SOLD)))
        found = side.ask(lambda: ports.store.query(_recent(known)))
        held = side.ask(lambda: standing(account_id, known.balance, user_id=user_id, ports=ports))
    sales = _page(found.result(), ports)
    return _shown(known, earned.result(), sold.result(), sales, held.result(), ports.clock.now())


def _known(user_id: str, page: str | None, ports: Ports) -> _Known:
    user, record = path("users", user_id), account_path(Role.CREATOR, user_id)
    balance, start = balance_path(user_id), record_path("payments", page)
    found = ports.store.get_all([user, record, balance, *start])
    if user not in found:
        raise NotFound("there is no such user", code="user_not_found")
    account = ConnectedAccount.of(found[record]) if record in found else None
    after = own_record(start, found, field="ownerId", user_id=user_id)
    return _Known(user_id, account, found.get(balance), after)


def _sales(user_id: str, statuses: tuple[str, ...]) -> Query:
    return Query("payments", where=[("ownerId", "==", user_id), ("status", "in", statuses)])


def _earned(known: _Known) -> Query:
    """Sums are of one currency; other currencies show in the sales."""
    return Query(
        "payments",
        where=[
            ("ownerId", "==", known.user_id),
            ("currency", "==", known.currency),
            ("status", "in", _PAID_FOR),
        ],
    )


def _recent(known: _Known) -> Query:
    newest = _sales(known.user_id, _PAID_FOR)
    return Query(
        newest.collection,
        where=newest.where,
        order_by=[("createdAt", "desc")],
        limit=TRANSFERS_SHOWN_MAX,
        after=known.after,
    )


def _page(found: list[Document], ports: Ports) -> _Page:
    newest, rest = found[:SALES_SHOWN_MAX], found[SALES_SHOWN_MAX:]
    return _Page(
        sales=skip_unreadable(Payment, newest, ports=ports),
        older=skip_unreadable(Payment, rest, ports=ports),
        next_page_token=page_token(newest[-1].id) if rest else None,
    )


def _shown(
    known: _Known, earned: Totals, sold: Totals, page: _Page, held: Standing, now: datetime
) -> TrainerEarnings:
    currency, balance = known.currency, held.balance
    total = earned.sums["ownerNetAmount"]
    pending = balance.pending.get(currency, 0) if balance else 0
    available = balance.available.get(currency, 0) if balance else 0
    payments = [*page.sales, *page.older]
    return TrainerEarnings(
        total_earned=major_units(total, currency),
        total_earned_cents=total,
        pending_payout=major_units(pending, currency),
        pending_payout_cents=pending,
        available_balance=major_units(available, currency),
        available_balance_cents=available,
        currency=currency,
        rounds_sold=sold.count,
        recent_sales=tuple(Sale.of_payment(payment) for payment in page.sales),
        recent_transfers=tuple(TransferShown.of_payment(one) for one in payments if one.transfer_id),
        recent_payouts=tuple(PayoutShown.of_payout(one) for one in balance.payouts) if balance else (),
        last_updated=balance.at if balance and held.stale else now,
        is_new_account=not payments and known.after is None,
        stale=held.stale,
        next_page_token=page.next_page_token,
    )
