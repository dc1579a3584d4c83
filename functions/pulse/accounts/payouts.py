"""What a payout to the bank says about an account: a bank account that returns money must be replaced.

Pure. The order of the payouts does not matter: a failure counts until a later payout arrives, or until the
bank account that failed is removed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pulse.accounts.readiness import Banks
from pulse.accounts.records import AccountOwner, ConnectedAccount, PayoutsProblem
from pulse.money import written
from pulse.ports.paths import path
from pulse.ports.store import Merge, Write
from pulse.ports.stripe_objects import Payout
from pulse.settings import Settings

_FAILURES = {
    "account_closed": "the bank account has been closed",
    "account_frozen": "the bank account is frozen",
    "bank_account_restricted": "the bank account does not take this kind of payment",
    "bank_account_unusable": "the bank account cannot be used",
    "bank_ownership_changed": "the bank account has moved to another bank",
    "could_not_process": "the bank could not process the payment",
    "debit_not_authorized": "the bank account does not allow debits",
    "declined": "the bank declined the payment",
    "incorrect_account_address": "the bank knows the account's holder under another address",
    "incorrect_account_holder_address": "the bank knows the account's holder under another address",
    "incorrect_account_holder_name": "the name does not match the bank account's holder",
    "incorrect_account_holder_tax_id": "the tax number does not match the bank account's holder",
    "incorrect_account_type": "the bank account is of another kind than was given",
    "insufficient_funds": "the balance at Stripe did not cover the payment",
    "invalid_account_number": "the bank account number is not right",
    "invalid_account_number_length": "the bank account number has the wrong length",
    "invalid_currency": "the bank account does not take this currency",
    "no_account": "the bank does not find this account",
    "unsupported_card": "this card cannot receive money",
}
"""docs.stripe.com/api/payouts/failures in plain words."""


def after_payout(account: ConnectedAccount, payout: Payout) -> ConnectedAccount:
    created_at = datetime.fromtimestamp(payout.created, UTC)
    if payout.status == "paid":
        return _after_paid(account, created_at)
    if payout.status != "failed":
        return account
    known = _without_arrival(account, created_at)
    if _superseded(known, created_at):
        return known
    return known.but(payouts_problem=_problem(payout, created_at))


def with_bank_account_of(account: ConnectedAccount, banks: Banks) -> ConnectedAccount:
    """The problem ends with the bank account that caused it. It stays if Stripe lists no bank accounts."""
    problem = account.payouts_problem
    if problem is None or problem.destination is None or not banks.ids:
        return account
    return account if problem.destination in banks.ids else account.but(payouts_problem=None)


def failure_sentence(code: str | None) -> str:
    return f"A payout failed because {_why(code)}. Please update the bank details in the Stripe dashboard."


def failure_notice(payout: Payout, owner: AccountOwner, *, settings: Settings, at: datetime) -> Write:
    """For the person: once for each payout, whichever of their accounts it left."""
    fields = {
        "payoutId": payout.id,
        "reason": "payout_failed",
        "text": f"{written(payout.amount, payout.currency)} did not reach your bank because "
        f"{_why(payout.failure_code)}. The money is in your Stripe account again. Please update the bank "
        "details in the Stripe dashboard.",
        "url": f"{settings.site_url}/{owner.role.account_type}/connect-account",
        "createdAt": at,
        "expireAt": at + timedelta(seconds=settings.notice_retention_seconds),
    }
    return Merge(path("users", owner.user_id, "notices", f"{payout.id}_payout_failed"), fields)


def _why(code: str | None) -> str:
    return _FAILURES.get(code or "", "the bank sent the money back")


def _after_paid(account: ConnectedAccount, created_at: datetime) -> ConnectedAccount:
    known = {created_at, account.last_paid_payout_at, account.paid_payout_before_at} - {None}
    before, latest = ([None, *sorted(known)])[-2:]  # type: ignore[type-var]
    problem = account.payouts_problem
    over = problem is not None and latest is not None and problem.payout_created_at <= latest
    return account.but(
        last_paid_payout_at=latest,
        paid_payout_before_at=before,
        payouts_problem=None if over else problem,
    )


def _without_arrival(account: ConnectedAccount, created_at: datetime) -> ConnectedAccount:
    """A payout that was told as paid can fail within days: then it has not arrived."""
    if account.last_paid_payout_at == created_at:
        return account.but(last_paid_payout_at=account.paid_payout_before_at, paid_payout_before_at=None)
    if account.paid_payout_before_at == created_at:
        return account.but(paid_payout_before_at=None)
    return account


def _superseded(account: ConnectedAccount, created_at: datetime) -> bool:
    """Whether a later payout has arrived or failed."""
    known = account.payouts_problem.payout_created_at if account.payouts_problem else None
    later = [at for at in (account.last_paid_payout_at, known) if at is not None]
    return any(at > created_at for at in later)


def _problem(payout: Payout, created_at: datetime) -> PayoutsProblem:
    return PayoutsProblem(
        payout_id=payout.id,
        code=payout.failure_code or "unknown",
        sentence=failure_sentence(payout.failure_code),
        destination=payout.destination,
        payout_created_at=created_at,
    )
