"""The stored documents of connected accounts: `stripeConnect`, `winnerStripeConnect`, `stripeAccounts`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from pulse.accounts import rules
from pulse.accounts.readiness import TRANSFERS, Readiness, Urgency
from pulse.accounts.states import AccountsApi, AccountState, OnboardingStatus, Role, WaitsFor
from pulse.attempts import AccountAttempt
from pulse.ledger import DocumentId, Record
from pulse.ports.paths import path


def _text_or_none(value: Any) -> Any:
    return value if isinstance(value, str) and value else None


LooseText = Annotated[str | None, BeforeValidator(_text_or_none)]
"""The first system copied it from the user document as it was, so anything that is not text is absent."""


class AccountOwner(Record):
    """`stripeAccounts/{accountId}`: who holds the account, so a webhook needs one read (decision 0006)."""

    user_id: DocumentId
    role: Role
    api: AccountsApi = AccountsApi.V1


class Due(Record):
    """What Stripe requires, by Stripe's names: those of API v1 where one exists. `requirements.in_words`
    puts them in plain words.
    """

    currently_due: tuple[str, ...] = ()
    past_due: tuple[str, ...] = ()
    pending_verification: tuple[str, ...] = ()
    future_due: tuple[str, ...] = ()
    deadline: datetime | None = None
    disabled_reason: str | None = None

    @classmethod
    def of_account(cls, account: Readiness) -> Due:
        return cls(
            currently_due=account.wanted_from(WaitsFor.USER, Urgency.CURRENTLY_DUE),
            past_due=account.wanted_from(WaitsFor.USER, Urgency.PAST_DUE),
            pending_verification=account.wanted_from(WaitsFor.STRIPE),
            future_due=tuple(one.name for one in account.future),
            deadline=account.deadline,
            disabled_reason=account.reason,
        )


class PayoutsProblem(Record):
    """The bank returned money. There are no further payouts until the owner changes the bank account."""

    payout_id: str
    code: str
    sentence: str
    destination: str | None = None
    """The bank account or card at Stripe that failed."""
    payout_created_at: datetime


class CreationSearch(Record):
    """How far Stripe's list was read for the account that an unanswered creation may have made.

    Any send of the creation ends it: what is sent later may be listed on a page that was read already.
    """

    next_page: str | None = None
    """Its address at Stripe; None before the first page and after the last one."""
    under_way: bool = True
    """False once the whole list was read, and the account was not in it."""


class PreviousAccount(Record):
    """An account that this person had before. It is kept because events about its money may still come."""

    stripe_account_id: str
    generation: int
    ended_at: datetime
    reason: str


class ConnectedAccount(Record):
    """`stripeConnect/{uid}` (trainers) or `winnerStripeConnect/{uid}`: what we know about one account."""

    user_id: DocumentId
    account_type: str
    email: LooseText = None
    stripe_account_id: str | None = None
    api: AccountsApi = AccountsApi.V1
    """Which API of Stripe's made the account, or is making it; records from before the second name none."""
    state: AccountState | None = None
    """None until Stripe has answered about `stripe_account_id`."""
    waits_for: WaitsFor | None = None
    onboarding_status: OnboardingStatus = OnboardingStatus.NOT_STARTED
    details_submitted: bool = False
    payouts_enabled: bool = False
    capabilities: dict[str, str] = Field(default_factory=dict)
    country: str | None = None
    default_currency: str | None = None
    requirements: Due = Due()
    creation: AccountAttempt | None = None
    """The attempt to create it."""
    creation_search: CreationSearch | None = None
    creation_refusal: str | None = None
    """Stripe's sentence about it, redacted; for operators."""
    previous_accounts: tuple[PreviousAccount, ...] = ()
    payouts_problem: PayoutsProblem | None = None
    active_at: datetime | None = None
    """When the account was first active, which ends onboarding."""
    opened_at: datetime | None = None
    """When Stripe opened the account."""
    last_paid_payout_at: datetime | None = None
    paid_payout_before_at: datetime | None = None
    """The one before it: the last one that arrived, if the bank returns the newest after all."""
    bank_fingerprints: tuple[str, ...] = ()
    bank_shared_with: int = 0
    """How many other people, in either role, have the same bank account or debit card for payouts."""
    bank_mark: str | None = None
    """A digest that tells one bank account from another, and nothing else about it."""
    bank_changed_at: datetime | None = None
    erased_at: datetime | None = None
    """When its person was erased: from then on nothing that describes them is kept (decision 0705)."""
    created_at: datetime
    updated_at: datetime

    @property
    def path(self) -> str:
        return account_path(self.role, self.user_id)

    @property
    def role(self) -> Role:
        return Role.WINNER if self.account_type == Role.WINNER.account_type else Role.CREATOR

    @property
    def account_ids(self) -> frozenset[str | None]:
        """All that this person has or had in this role."""
        return frozenset({self.stripe_account_id, *(one.stripe_account_id for one in self.previous_accounts)})

    @property
    def at_bank_until(self) -> datetime | None:
        """Up to when money reached the bank, while it returns payouts; None if all is well.

        The beginning of time if the bank never kept a payout.
        """
        if self.payouts_problem is None:
            return None
        return self.last_paid_payout_at or datetime.min.replace(tzinfo=UTC)

    @property
    def known_since(self) -> datetime | None:
        """Since when it is active; since Stripe opened it where we adopted it. None if nobody knows."""
        adopted = self.creation is None and self.opened_at is not None
        return self.opened_at if adopted else self.active_at

    @property
    def ready_for_transfers(self) -> bool:
        """Capability `transfers` active and payouts enabled, and the account is open (decision 0005)."""
        return (
            self.stripe_account_id is not None
            and self.state not in {None, AccountState.REJECTED, AccountState.DISCONNECTED}
            and self.capabilities.get(TRANSFERS) == "active"
            and self.payouts_enabled
        )

    def paid_from(self, wait_seconds: int) -> datetime | None:
        """Until when nothing is sent after a change of the bank account; None if it was never changed."""
        changed_at = self.bank_changed_at
        return None if changed_at is None else changed_at + timedelta(seconds=wait_seconds)

    def observed(self, account: Readiness) -> ConnectedAccount:
        """This record with what Stripe says."""
        if account.gone:
            return self.but(stripe_account_id=account.account_id).disconnected()
        verdict = rules.verdict_of(account)
        return self.but(
            stripe_account_id=account.account_id,
            state=verdict.state,
            waits_for=verdict.waits_for,
            onboarding_status=rules.onboarding_status(verdict.state),
            details_submitted=account.submitted,
            payouts_enabled=account.can_pay_out,
            capabilities=dict(account.capabilities),
            country=account.country or self.country,
            default_currency=account.default_currency or self.default_currency,
            requirements=Due.of_account(account),
            opened_at=account.opened_at or self.opened_at,
        )

    def disconnected(self) -> ConnectedAccount:
        return self.but(
            state=AccountState.DISCONNECTED,
            waits_for=WaitsFor.NOBODY,
            onboarding_status=OnboardingStatus.INCOMPLETE,
            payouts_enabled=False,
            capabilities={},
            requirements=Due(),
            payouts_problem=None,
        )

    def without_account(self, reason: str, at: datetime) -> ConnectedAccount:
        """A blank record: the account (if any) is now a previous one, and generations keep counting."""
        kept = self.previous_accounts
        if self.stripe_account_id is not None:
            generation = self.creation.generation if self.creation else 0
            kept += (
                PreviousAccount(
                    stripe_account_id=self.stripe_account_id,
                    generation=generation,
                    ended_at=at,
                    reason=reason,
                ),
            )
        return ConnectedAccount(
            user_id=self.user_id,
            account_type=self.account_type,
            email=self.email,
            api=self.api,
            creation=self.creation and self.creation.but(closed=True, closed_reason=reason),
            previous_accounts=kept,
            bank_mark=self.bank_mark,
            bank_changed_at=self.bank_changed_at,
            erased_at=self.erased_at,
            created_at=self.created_at,
            updated_at=self.updated_at,
        )


def account_path(role: Role, user_id: str) -> str:
    return path(role.collection, user_id)


def owner_path(account_id: str) -> str:
    return path("stripeAccounts", account_id)


def user_path(user_id: str) -> str:
    return path("users", user_id)


def masked(account_id: str | None) -> str | None:
    """`acct_1Nx…4f2Q` as `acct_***4f2Q`: enough for a person to compare."""
    return account_id and f"acct_***{account_id[-4:]}"
