"""What prevents erasing a person now: money on its way to or from them, or held for them."""

from __future__ import annotations

from collections.abc import Iterator

from pulse.accounts import AccountState, ConnectedAccount, Role, account_is_gone, account_path
from pulse.batches import partition
from pulse.documents import ChallengeStatus, fetch_owned
from pulse.errors import StripeRefused
from pulse.pools import Contest, ContestStatus, Funding, FundingStatus
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Query
from pulse.prizes import PrizeRecord, PrizeStatus
from pulse.sales import Payment, PaymentStatus, payment_path

_PRIZE_OPEN = (PrizeStatus.PENDING, PrizeStatus.PROCESSING, PrizeStatus.FAILED)
"""`failed` waits for an operator: a transfer may exist or follow."""
_PAYMENT_OPEN = (PaymentStatus.PROCESSING, PaymentStatus.DISPUTED)
_MONEY_IS_THERE = (FundingStatus.PROCESSING, FundingStatus.SUCCEEDED, FundingStatus.LATE)
_PAYOUT_OPEN = ("pending", "in_transit")
_PAYOUTS_MAX = 20
"""The latest ones: daily payouts reach the bank within days."""
_CHALLENGE_OPEN = (ChallengeStatus.PUBLISHED, ChallengeStatus.ACTIVE)


def find_obstacles(user_id: str, *, ports: Ports) -> list[str]:
    """Machine words, each with its subject; empty if the person may be erased.

    Reads the balances of the person's accounts at Stripe; raises *StripeUnavailable* if it cannot.
    """
    return [
        *_find_prizes(user_id, ports=ports),
        *_find_payments(user_id, ports=ports),
        *_find_fundings(user_id, ports=ports),
        *_find_contests(user_id, ports=ports),
        *_find_challenges(user_id, ports=ports),
        *_find_balances(user_id, ports=ports),
    ]


def read_accounts(user_id: str, *, ports: Ports) -> dict[Role, Document]:
    paths = {account_path(role, user_id): role for role in Role}
    return {paths[found]: document for found, document in ports.store.get_all(list(paths)).items()}


def _find_prizes(user_id: str, *, ports: Ports) -> Iterator[str]:
    found = ports.store.query(Query("prizeRecords", where=[("userId", "==", user_id)]))
    records, damaged = partition(PrizeRecord, found)
    yield from map(_damaged, damaged)
    for record in records:
        if record.status in _PRIZE_OPEN:
            yield f"prize_{record.status}: {record.path}"


def _find_payments(user_id: str, *, ports: Ports) -> Iterator[str]:
    for side in ("buyerId", "ownerId"):
        found = ports.store.query(Query("payments", where=[(side, "==", user_id)]))
        payments, damaged = partition(Payment, found)
        yield from map(_damaged, damaged)
        for payment in payments:
            if payment.status in _PAYMENT_OPEN or payment.reserved_refund_amount or payment.receivable_amount:
                yield f"payment_{payment.status}: {payment_path(payment.payment_id)}"


def _find_fundings(user_id: str, *, ports: Ports) -> Iterator[str]:
    """A payment into a pool that is with the bank, not given out yet, or on its way back."""
    found = ports.store.query(Query("poolFundings", where=[("payerId", "==", user_id)]))
    fundings, damaged = partition(Funding, found)
    yield from map(_damaged, damaged)
    for funding in fundings:
        if funding.status in _MONEY_IS_THERE and (funding.left or funding.returning_amount):
            yield f"funding_{funding.status}: {funding.path}"


def _find_contests(user_id: str, *, ports: Ports) -> Iterator[str]:
    """Two administrators could not decide it without its texts. The person may withdraw it."""
    found = ports.store.query(Query("poolContests", where=[("userId", "==", user_id)]))
    contests, damaged = partition(Contest, found)
    yield from map(_damaged, damaged)
    for contest in contests:
        if contest.status is ContestStatus.OPEN:
            yield f"contest_open: {contest.path}"


def _find_challenges(user_id: str, *, ports: Ports) -> Iterator[str]:
    """Rounds that are on sale or running: they would earn money for nobody."""
    for challenge in fetch_owned(user_id, ports.store):
        status = challenge.status.value_or(ChallengeStatus.DRAFT)  # what cannot be read is not sold either
        if status in _CHALLENGE_OPEN:
            yield f"challenge_{status}: {path('challenges', challenge.id)}"


def _find_balances(user_id: str, *, ports: Ports) -> Iterator[str]:
    """Money that Stripe holds for the person, or has sent to their bank and may get back."""
    accounts, damaged = partition(ConnectedAccount, read_accounts(user_id, ports=ports).values())
    yield from map(_damaged, damaged)
    for account in accounts:
        if account.stripe_account_id is None or account.state is AccountState.DISCONNECTED:
            continue
        try:
            balance = ports.stripe.retrieve_balance(account=account.stripe_account_id)
            payouts = ports.stripe.list_payouts({}, account=account.stripe_account_id, limit=_PAYOUTS_MAX)
        except StripeRefused as refused:
            if not account_is_gone(refused):
                raise
            continue  # we have no access any more: what it holds is between Stripe and the person
        if any(funds.amount for funds in (*balance.available, *balance.pending)):
            yield f"balance_not_empty: {account.path}"
        if any(payout.status in _PAYOUT_OPEN for payout in payouts):
            yield f"payout_on_its_way: {account.path}"


def _damaged(document: Document) -> str:
    """Nobody can say what it owes until a person has repaired it."""
    return f"record_damaged: {document.path}"
