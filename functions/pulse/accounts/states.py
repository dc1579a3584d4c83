"""The words for connected accounts: who holds one, and which state it is in."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """One person may hold an account in each role; the two never mix (decision 0006)."""

    CREATOR = "creator"
    """A trainer, paid by the sale of rounds."""
    WINNER = "winner"
    """A participant, paid prizes."""

    @property
    def account_type(self) -> str:
        """The word that docs/guide.md uses in `stripeConnect` and `winnerStripeConnect`."""
        return "trainer" if self is Role.CREATOR else "winner"

    @property
    def collection(self) -> str:
        return "stripeConnect" if self is Role.CREATOR else "winnerStripeConnect"


class AccountsApi(StrEnum):
    """Which of Stripe's two APIs made an account. The account is asked about, and linked to, by the same."""

    V1 = "v1"
    V2 = "v2"


class WaitsFor(StrEnum):
    """Who has to do something before the account can do more than it can now."""

    NOBODY = "nobody"
    USER = "user"
    STRIPE = "stripe"
    PLATFORM = "platform"


class AccountState(StrEnum):
    """The lifecycle of an account, computed from Stripe's account by `rules.verdict_of`."""

    CREATED = "created"
    """It exists, and its owner has not finished the form. No money can be sent."""
    PENDING = "pending"
    """The form is finished and Stripe is checking the details. No money can be sent yet."""
    RESTRICTED = "restricted"
    """Stripe requires something from the owner. Money may be held back."""
    ACTIVE = "active"
    """Transfers arrive and are paid out to the bank."""
    REJECTED = "rejected"
    """Stripe closed it for good. No money can be sent."""
    DISCONNECTED = "disconnected"
    """It was deleted, or its owner took our access away. No money can be sent."""


class OnboardingStatus(StrEnum):
    """What clients parse. `complete` exactly when the state is `active` (decision 0004)."""

    NOT_STARTED = "notStarted"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
