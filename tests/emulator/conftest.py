"""What the emulator's tests share: an emulator on a fixed clock, the real SDK on it, a ready account."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.in_process import client as client_of
from tests import quiet_sdk

quiet_sdk.install()

START = 1_800_000_000.0
REFRESH, RETURN = "https://example.com/refresh", "https://example.com/return"

EXPRESS = {
    "controller": {
        "fees": {"payer": "application"},
        "losses": {"payments": "application"},
        "requirement_collection": "stripe",
        "stripe_dashboard": {"type": "express"},
    },
    "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
    "country": "US",
}

V2_RECIPIENT = {
    "contact_email": "winner@example.com",
    "display_name": "Jane Winner",
    "dashboard": "express",
    "identity": {"country": "US", "entity_type": "individual"},
    "defaults": {"responsibilities": {"fees_collector": "application", "losses_collector": "application"}},
    "configuration": {
        "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}},
        "merchant": {"capabilities": {"card_payments": {"requested": True}}},
    },
}
"""The same account by v2."""

V2_INCLUDABLE = (
    "configuration.customer",
    "configuration.merchant",
    "configuration.recipient",
    "defaults",
    "future_requirements",
    "identity",
    "requirements",
)


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(clock=lambda: START, seed=7)


@pytest.fixture
def client(emulator: Emulator) -> stripe.StripeClient:
    return client_of(emulator)


@pytest.fixture
def open_account(emulator: Emulator, client: stripe.StripeClient) -> Callable[..., str]:
    """Opens a connected account with an outcome of its onboarding and gives its id."""

    def open_one(outcome: str = "active") -> str:
        account = client.v1.accounts.create(params=EXPRESS)
        emulator.complete_onboarding(account.id, outcome)
        return account.id

    return open_one


@pytest.fixture
def trainer(open_account: Callable[..., str]) -> str:
    return open_account()


@pytest.fixture
def sell(client: stripe.StripeClient, trainer: str) -> Callable[..., stripe.PaymentIntent]:
    """Sells something of the trainer as a destination charge, paid on the spot."""

    def sell_one(
        amount: int = 10_000, fee: int = 300, card: str = "pm_card_visa", **more: object
    ) -> stripe.PaymentIntent:
        return client.v1.payment_intents.create(
            params={
                "amount": amount,
                "currency": "usd",
                "application_fee_amount": fee,
                "transfer_data": {"destination": trainer},
                "payment_method": card,
                "confirm": True,
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                **more,
            }
        )

    return sell_one


@pytest.fixture
def account(client: stripe.StripeClient) -> stripe.Account:
    return client.v1.accounts.create(params=EXPRESS)


@pytest.fixture
def link(client: stripe.StripeClient, account: stripe.Account) -> Callable[[], str]:
    def new_link() -> str:
        params = {
            "account": account.id,
            "type": "account_onboarding",
            "refresh_url": REFRESH,
            "return_url": RETURN,
        }
        return client.v1.account_links.create(params=params).url

    return new_link
