"""Why an account cannot be opened or used. Each refusal has its code and a sentence that says what to do."""

from __future__ import annotations

from datetime import datetime

from pulse.attempts import StoredId, is_gone
from pulse.errors import NotAllowed, NotFound, Refusal, StripeRefused


class UserNotFound(NotFound):
    """Nobody is registered under this id. Nothing was created at Stripe."""

    code = "user_not_found"

    def __init__(self) -> None:
        super().__init__("there is no such user")


class NoAccount(NotFound):
    """The person has not started onboarding in this role. No money can be sent to them."""

    code = "no_account"

    def __init__(self) -> None:
        super().__init__("there is no Stripe account yet; please start onboarding first")


class AccountNotAdopted(Refusal):
    """The profile names an account of the first system that has no record: a second one is not opened."""

    code = "account_not_adopted"

    def __init__(self) -> None:
        super().__init__(
            "your account is being moved to our new system; please try again later, or contact our support"
        )


class OnlyInTestMode(NotAllowed):
    """The key is a live one, so the account stays as it is."""

    code = "test_mode_only"

    def __init__(self) -> None:
        super().__init__("onboarding can be reset in test mode only")


class AccountRejected(Refusal):
    """Stripe closed the account for good. No money can be sent to it."""

    code = "account_rejected"

    def __init__(self) -> None:
        super().__init__("Stripe has closed this account for good; please contact our support")


class AccountDisconnected(Refusal):
    """The account was deleted, or its owner took our access away. No money can be sent to it."""

    code = "account_disconnected"

    def __init__(self) -> None:
        super().__init__("this Stripe account is no longer connected; please start onboarding again")


class AccountCreationRefused(Refusal):
    """Stripe refused to create the account, so there is none. Operators have an alert."""

    code = "account_creation_refused"

    def __init__(self) -> None:
        super().__init__(
            "Stripe does not open an account for us right now; we have been told, please try again later"
        )


class OnboardingIncomplete(Refusal):
    """The owner has not finished the form. No money can be sent to the account yet.

    Its fact `account_link` lets its bearer in: it is for the caller alone, never for a log.
    """

    code = "onboarding_incomplete"

    def __init__(self, *, account_link: str, expires_at: datetime) -> None:
        super().__init__(
            "onboarding is not finished: please complete the form at Stripe first",
            account_link=account_link,
            expires_at=expires_at,
        )


def account_is_gone(refused: StripeRefused) -> bool:
    """Whether Stripe says that the account was deleted or is not ours any more."""
    return is_gone(StoredId.ACCOUNT, refused)
