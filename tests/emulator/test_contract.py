"""One set of scenarios against the emulator always, and against Stripe's test mode when a key is given.

`STRIPE_CONTRACT_KEY=sk_test_... pytest tests/emulator/test_contract.py` runs them on a sandbox with
Connect enabled, which shows that the emulator answers as Stripe does.
"""

import os
from dataclasses import dataclass
from uuid import uuid4

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.in_process import client as client_of
from tests.emulator.conftest import EXPRESS, START

KEY = os.environ.get("STRIPE_CONTRACT_KEY", "")
SIDES = [
    "emulator",
    pytest.param("test mode", marks=pytest.mark.skipif(not KEY, reason="STRIPE_CONTRACT_KEY is not set")),
]


@dataclass
class Side:
    """A Stripe, and an account there that is able to receive transfers or, at Stripe, not yet."""

    client: stripe.StripeClient
    account: str


@pytest.fixture(params=SIDES)
def side(request: pytest.FixtureRequest) -> Side:
    if request.param == "emulator":
        client = client_of(Emulator(clock=lambda: START))
    else:
        assert KEY.startswith(("sk_test_", "rk_test_")), "a test key, never a live one"
        client = stripe.StripeClient(KEY, max_network_retries=2)
    return Side(client, client.v1.accounts.create(params=EXPRESS).id)


def refusal(call) -> tuple[int | None, str | None, str | None]:
    with pytest.raises(stripe.StripeError) as refused:
        call()
    error = refused.value.error
    return refused.value.http_status, getattr(error, "type", None), getattr(error, "code", None)


def test_a_new_express_account_is_restricted_until_it_is_onboarded(side: Side) -> None:
    account = side.client.v1.accounts.retrieve(side.account)
    assert account.controller.stripe_dashboard.type == "express"
    assert (account.details_submitted, account.payouts_enabled) == (False, False)
    assert account.capabilities.transfers == "inactive"
    assert account.requirements.currently_due


def test_an_account_link_lives_for_minutes(side: Side) -> None:
    params = {
        "account": side.account,
        "type": "account_onboarding",
        "refresh_url": "https://example.com/refresh",
        "return_url": "https://example.com/return",
    }
    link = side.client.v1.account_links.create(params=params)
    assert 0 < link.expires_at - link.created <= 600


def test_a_transfer_to_an_account_that_is_not_ready_is_refused(side: Side) -> None:
    params = {"amount": 100, "currency": "usd", "destination": side.account}
    answer = refusal(lambda: side.client.v1.transfers.create(params=params))
    assert answer == (400, "invalid_request_error", "insufficient_capabilities_for_transfer")


def test_an_unknown_parameter_is_refused_by_name(side: Side) -> None:
    params = {"amount": 100, "currency": "usd", "destination": side.account, "colour": "green"}
    answer = refusal(lambda: side.client.v1.transfers.create(params=params))
    assert answer == (400, "invalid_request_error", "parameter_unknown")


def test_a_missing_parameter_is_refused(side: Side) -> None:
    params = {"amount": 100, "currency": "usd"}
    answer = refusal(lambda: side.client.v1.transfers.create(params=params))
    assert answer == (400, "invalid_request_error", "parameter_missing")


def test_an_account_that_is_not_ours_is_403(side: Side) -> None:
    answer = refusal(lambda: side.client.v1.accounts.retrieve("acct_1AAAAAAAAAAAAAAA"))
    assert answer == (403, "invalid_request_error", "account_invalid")


def test_a_key_replays_and_refuses_other_parameters(side: Side) -> None:
    options = {"idempotency_key": f"contract-{uuid4()}"}
    made = [side.client.v1.customers.create(params={"name": "A"}, options=options) for _ in range(2)]
    assert made[0].id == made[1].id
    assert made[1].last_response.headers["Idempotent-Replayed"] == "true"
    answer = refusal(lambda: side.client.v1.customers.create(params={"name": "B"}, options=options))
    assert answer[:2] == (400, "idempotency_error")


@pytest.mark.parametrize(
    ("card", "code"),
    [("pm_card_visa_chargeDeclined", "card_declined"), ("pm_card_chargeDeclinedExpiredCard", "expired_card")],
)
def test_a_declined_card_is_402(side: Side, card: str, code: str) -> None:
    params = {
        "amount": 1_000,
        "currency": "usd",
        "payment_method": card,
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    }
    answer = refusal(lambda: side.client.v1.payment_intents.create(params=params))
    assert answer == (402, "card_error", code)


def test_a_payment_goes_through_and_is_refunded_once(side: Side) -> None:
    params = {
        "amount": 1_000,
        "currency": "usd",
        "payment_method": "pm_card_bypassPending",
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "expand": ["latest_charge.balance_transaction"],
    }
    intent = side.client.v1.payment_intents.create(params=params)
    assert intent.status == "succeeded"
    assert intent.latest_charge.balance_transaction.fee == 59
    side.client.v1.refunds.create(params={"payment_intent": intent.id})
    answer = refusal(lambda: side.client.v1.refunds.create(params={"payment_intent": intent.id}))
    assert answer == (400, "invalid_request_error", "charge_already_refunded")


def test_payment_method_types_are_no_longer_accepted(side: Side) -> None:
    params = {"amount": 1_000, "currency": "usd", "payment_method_types": ["card"]}
    answer = refusal(lambda: side.client.v1.payment_intents.create(params=params))
    assert answer == (400, "invalid_request_error", "payment_method_types_no_longer_supported")
