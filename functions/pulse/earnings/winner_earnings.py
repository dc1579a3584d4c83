"""A winner's prizes page by page, each with its reason while it is unpaid, and the totals."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from pulse.accounts import ConnectedAccount, OnboardingStatus, Role, account_path
from pulse.batches import concurrently, skip_unreadable
from pulse.documents import fetch, known_user
from pulse.earnings.by_currency import CURRENCY_DEFAULT, Summed, likely_currencies, sum_each, with_others
from pulse.earnings.page_token import own_record, page_token, record_path
from pulse.earnings.response_model import ResponseModel
from pulse.ports import Document, Ports
from pulse.ports.store import NO_FIELDS, Query, Totals
from pulse.prizes import PrizeRecord, PrizeStatus, Reader

PRIZES_SHOWN_MAX = 50

_PAID = (PrizeStatus.PAID.value,)
_OWED = (PrizeStatus.PENDING.value, PrizeStatus.PROCESSING.value, PrizeStatus.FAILED.value)
"""Won and not yet paid. A failed prize waits for a person and is still owed."""
_WON = (*_PAID, *_OWED, PrizeStatus.REVERSED.value)


class Prize(ResponseModel):
    """Amounts in minor units of `currency`."""

    id: str
    """The id of the prize record."""
    challenge_id: str
    challenge_title: str
    placement: int
    score: float
    prize_amount: int
    winner_amount: int
    platform_fee: int
    currency: str
    status: str
    reason: str | None
    next_action: str | None
    created_at: datetime
    updated_at: datetime
    paid_at: datetime | None
    stripe_transfer_id: str | None


class PrizeTotals(ResponseModel):
    """`total_earnings` and `paid_amount`: what the account at Stripe received, less what was taken back."""

    total_earnings: int
    pending_amount: int
    paid_amount: int
    currency: str


class Summary(PrizeTotals):
    """The totals themselves are those of the account's currency.

    `payout_problem` says why the bank returned the last of it; then `last_payout_date` is of what it kept.
    """

    totals_by_currency: tuple[PrizeTotals, ...]
    """The account's currency first, then every other in which there is anything."""
    total_wins: int
    """How many prizes were won, in all currencies."""
    onboarding_status: str
    stripe_account_id: str | None
    last_payout_date: datetime | None
    payout_problem: str | None = Field(default=None, exclude_if=lambda problem: problem is None)


class WinnerEarnings(ResponseModel):
    prize_records: tuple[Prize, ...]
    """A page of the prizes, newest first."""
    summary: Summary
    timestamp: datetime
    next_page_token: str | None = None


def winner_earnings(
    user_id: str, page: str | None, *, ports: Ports, reader: Reader = Reader.WINNER
) -> WinnerEarnings:
    """A page of prizes, newest first, and the totals of all; amounts in minor units. Stripe is not asked.

    `next_action` is in the words of *reader*, who may be an operator.

    It takes two round trips to the store. *page* is the `next_page_token` of the page before.
    Raises *NotFound* for an unknown user and *InvalidRequest* for a page token that is not theirs.
    """
    account, after = _read_winner(user_id, page, ports=ports)
    found, summary = concurrently(
        lambda: ports.store.query(_newest(user_id, after)),
        lambda: _sum_up(user_id, account, ports=ports),
    )
    documents = found[:PRIZES_SHOWN_MAX]
    records = skip_unreadable(PrizeRecord, documents, ports=ports)
    return WinnerEarnings(
        prize_records=tuple(_shown(record, account, reader) for record in records),
        summary=summary,
        timestamp=ports.clock.now(),
        next_page_token=page_token(documents[-1].id) if len(found) > PRIZES_SHOWN_MAX else None,
    )


def _shown(record: PrizeRecord, account: ConnectedAccount | None, reader: Reader) -> Prize:
    """A prize that is paid, and that the bank sent back, says so as its next action."""
    problem = account.payouts_problem if account else None
    told = record.next_action_for(reader)
    if problem is not None and _is_sent_back(record, account):
        told = problem.sentence
    return Prize.model_validate(record.but(next_action=told))


def _is_sent_back(record: PrizeRecord | None, account: ConnectedAccount | None) -> bool:
    until = account.at_bank_until if account else None
    if until is None or record is None or record.paid_at is None:
        return False
    return record.status is PrizeStatus.PAID and record.paid_at > until


def _read_winner(
    user_id: str, page: str | None, *, ports: Ports
) -> tuple[ConnectedAccount | None, Document | None]:
    """The winner's account, and the record that the page starts after."""
    record, start = account_path(Role.WINNER, user_id), record_path("prizeRecords", page)
    read = fetch(ports.store, record, *start, user=user_id, of_user=NO_FIELDS)
    known_user(read.user)
    found = read.ours
    stored = [found[record]] if record in found else []
    accounts = skip_unreadable(ConnectedAccount, stored, ports=ports)
    return next(iter(accounts), None), own_record(start, found, field="userId", user_id=user_id)


def _sum_up(user_id: str, account: ConnectedAccount | None, *, ports: Ports) -> Summary:
    store = ports.store
    first = (account and account.default_currency) or CURRENCY_DEFAULT

    def paid_in(currency: str) -> Totals:
        return store.totals(_of(user_id, _PAID, currency), ["winnerAmount", "amountReversed"])

    def owed_in(currency: str) -> Totals:
        return store.totals(_of(user_id, _OWED, currency), ["winnerAmount"])

    currencies = likely_currencies(first, ports.settings.settlement_currencies)
    paid, owed, (won, won_and_kept), last = concurrently(
        lambda: sum_each(currencies, paid_in),
        lambda: sum_each(currencies, owed_in),
        lambda: concurrently(
            lambda: store.totals(_all_of(user_id, _WON)),
            lambda: store.totals(_all_of(user_id, _PAID + _OWED)),
        ),
        lambda: store.query(_last_paid(user_id)),
    )
    theirs = Query("prizeRecords", where=[("userId", "==", user_id)])
    counted = sum(one.count for one in owed.values())
    paid = with_others(paid, won_and_kept.count - counted, paid_in, of=theirs, store=store)
    owed = {**owed, **sum_each(paid.keys() - owed.keys(), owed_in)}
    totals = _totals(paid, owed, first=first)
    newest = next(iter(skip_unreadable(PrizeRecord, last, ports=ports)), None)
    paid_at = newest.paid_at if newest else None
    problem = account.payouts_problem if account else None
    status = account.onboarding_status if account else OnboardingStatus.NOT_STARTED
    return Summary(
        **totals[0].model_dump(),
        totals_by_currency=totals,
        total_wins=won.count,
        onboarding_status=status.value,
        stripe_account_id=account.stripe_account_id if account else None,
        last_payout_date=account.last_paid_payout_at
        if account and _is_sent_back(newest, account)
        else paid_at,
        payout_problem=problem.sentence if problem else None,
    )


def _totals(paid: Summed, owed: Summed, *, first: str) -> tuple[PrizeTotals, ...]:
    """Those of the currency *first*, and of every other in which there is anything."""
    received = {name: one.sums["winnerAmount"] - one.sums["amountReversed"] for name, one in paid.items()}
    shown = [
        PrizeTotals(
            total_earnings=received[name],
            pending_amount=owed[name].sums["winnerAmount"],
            paid_amount=received[name],
            currency=name,
        )
        for name in [first, *sorted(paid.keys() - {first})]
    ]
    return tuple(one for one in shown if one.currency == first or one.paid_amount or one.pending_amount)


def _of(user_id: str, statuses: tuple[str, ...], currency: str) -> Query:
    return Query(
        "prizeRecords",
        where=[("userId", "==", user_id), ("currency", "==", currency), ("status", "in", statuses)],
    )


def _all_of(user_id: str, statuses: tuple[str, ...]) -> Query:
    return Query("prizeRecords", where=[("userId", "==", user_id), ("status", "in", statuses)])


def _newest(user_id: str, after: Document | None) -> Query:
    return Query(
        "prizeRecords",
        where=[("userId", "==", user_id)],
        order_by=[("createdAt", "desc")],
        limit=PRIZES_SHOWN_MAX + 1,
        after=after,
    )


def _last_paid(user_id: str) -> Query:
    return Query(
        "prizeRecords",
        where=[("userId", "==", user_id), ("status", "==", PrizeStatus.PAID.value)],
        order_by=[("paidAt", "desc")],
        limit=1,
    )
