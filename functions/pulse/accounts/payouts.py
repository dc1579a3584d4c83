"""What a payout to the bank says about an account: a bank account that returns money must be replaced.

Pure. The order of the payouts does not matter: a failure counts until a later payout arrives, or until the
bank account that failed is removed.
"""

from __future__ import annotations

from datetime import datetime

from pulse.accounts.readiness import Banks
from pulse.accounts.records import AccountOwner, ConnectedAccount, PayoutsProblem
from pulse.notices import DEFAULT, LANGUAGES, Amount, BankFailure, Said, in_words, notice
from pulse.ports.store import Write
from pulse.ports.stripe_objects import Payout
from pulse.settings import Settings


def after_payout(account: ConnectedAccount, payout: Payout) -> ConnectedAccount:
    if payout.status == "paid":
        return _after_paid(account, payout.created_at)
    if payout.status != "failed":
        return account
    known = _without_arrival(account, payout.created_at)
    if _superseded(known, payout.created_at):
        return known
    return known.but(payouts_problem=_problem(payout))


def with_bank_account_of(account: ConnectedAccount, banks: Banks) -> ConnectedAccount:
    """The problem ends with the bank account that caused it. It stays if Stripe lists no bank accounts."""
    problem = account.payouts_problem
    if problem is None or problem.destination is None or not banks.ids:
        return account
    return account if problem.destination in banks.ids else account.but(payouts_problem=None)


def failure_sentence(code: str | None) -> str:
    why = in_words(BankFailure(code), LANGUAGES[DEFAULT])
    return f"A payout failed because {why}. Please update the bank details in the Stripe dashboard."


def failure_notice(payout: Payout, owner: AccountOwner, *, settings: Settings, at: datetime) -> Write:
    """For the person: once for each payout, whichever of their accounts it left."""
    return notice(
        owner.user_id,
        f"{payout.id}_payout_failed",
        Said.PAYOUT_FAILED,
        reason="payout_failed",
        settings=settings,
        at=at,
        page=f"/{owner.role.account_type}/connect-account",
        about={"payoutId": payout.id},
        amount=Amount(payout.amount, payout.currency),
        why=BankFailure(payout.failure_code),
    )


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


def _problem(payout: Payout) -> PayoutsProblem:
    return PayoutsProblem(
        payout_id=payout.id,
        code=payout.failure_code or "unknown",
        sentence=failure_sentence(payout.failure_code),
        destination=payout.destination,
        payout_created_at=payout.created_at,
    )
