"""Why an account cannot be opened or used: true states, each with its word, a sentence and a way on."""

from __future__ import annotations

from pulse.errors import Refusal, StripeRefused


class AccountRejected(Refusal):
    code = "account_rejected"

    def __init__(self) -> None:
        super().__init__("Stripe has closed this account for good; please contact our support")


class AccountDisconnected(Refusal):
    code = "account_disconnected"

    def __init__(self) -> None:
        super().__init__("this Stripe account is no longer connected; please start onboarding again")


class AccountCreationRefused(Refusal):
    code = "account_creation_refused"

    def __init__(self) -> None:
        super().__init__(
            "Stripe does not open an account for us just now; we have been told, please try later"
        )


class OnboardingIncomplete(Refusal):
    """Carries `account_link` among its facts: for the caller alone, never for a log."""

    code = "onboarding_incomplete"


_ACCOUNT_GONE = frozenset({"account_invalid", "resource_missing"})


def account_is_gone(refused: StripeRefused) -> bool:
    """Whether Stripe says that the account asked for was deleted or is not ours any more.

    By code alone (docs.stripe.com/error-codes#account-invalid): other 403s are about our key's permissions.
    """
    return refused.stripe_code in _ACCOUNT_GONE
