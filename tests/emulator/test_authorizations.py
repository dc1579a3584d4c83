"""Money that is held on a card and captured later."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
import stripe

from stripe_emulator import Emulator

PLATFORM = "acct_1EmulatorPlatform00"
WEEK_SECONDS = 7 * 86_400


@pytest.fixture
def hold(client: stripe.StripeClient) -> Callable[..., stripe.PaymentIntent]:
    """An authorization of 100.00 that may be captured in parts."""

    def make(**more: object) -> stripe.PaymentIntent:
        params = {
            "amount": 10_000,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "capture_method": "manual",
            "payment_method_options": {"card": {"request_multicapture": "if_available"}},
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            **more,
        }
        return client.v1.payment_intents.create(params=params)

    return make


def pending(emulator: Emulator) -> int:
    return emulator.ledger.funds(PLATFORM, "usd")["pending"]


def test_a_hold_is_captured_in_parts_until_the_last_one(
    emulator: Emulator, client: stripe.StripeClient, hold: Callable
) -> None:
    """docs.stripe.com/payments/multicapture."""
    intent = hold()
    part = {"amount_to_capture": 4_000, "final_capture": False}
    intent = client.v1.payment_intents.capture(intent.id, params=part)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == (
        "requires_capture",
        6_000,
        4_000,
    )
    intent = client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 5_000})
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("succeeded", 0, 9_000)
    assert client.v1.charges.retrieve(intent.latest_charge).amount_captured == 9_000
    assert pending(emulator) == 9_000 - (261 + 30)
    emulator.self_check()


@pytest.mark.parametrize(("amount", "allowed"), [(6_000, True), (6_001, False)])
def test_the_parts_never_exceed_the_hold(
    emulator: Emulator, client: stripe.StripeClient, hold: Callable, amount: int, allowed: bool
) -> None:
    intent = hold()
    part = {"amount_to_capture": 4_000, "final_capture": False}
    client.v1.payment_intents.capture(intent.id, params=part)
    with nullcontext() if allowed else pytest.raises(stripe.InvalidRequestError, match="exceeds the amount"):
        client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": amount})
    received = client.v1.payment_intents.retrieve(intent.id).amount_received
    assert received == (10_000 if allowed else 4_000)
    emulator.self_check()


def test_a_part_needs_multicapture(client: stripe.StripeClient, hold: Callable) -> None:
    intent = hold(payment_method_options={"card": {"request_three_d_secure": "any"}})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.capture(intent.id, params={"final_capture": False})
    assert refused.value.param == "final_capture"


def test_the_rest_is_released_by_a_final_capture_of_nothing(
    client: stripe.StripeClient, hold: Callable
) -> None:
    """docs.stripe.com/payments/multicapture#release-uncaptured-funds."""
    intent = hold()
    part = {"amount_to_capture": 4_000, "final_capture": False}
    client.v1.payment_intents.capture(intent.id, params=part)
    rest = {"amount_to_capture": 0, "final_capture": True}
    done = client.v1.payment_intents.capture(intent.id, params=rest)
    assert (done.status, done.amount_received) == ("succeeded", 4_000)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(hold().id, params=rest)


@pytest.mark.parametrize(("seconds", "status"), [(-1, "requires_capture"), (0, "canceled")])
def test_a_hold_expires_after_seven_days(
    emulator: Emulator, client: stripe.StripeClient, hold: Callable, seconds: int, status: str
) -> None:
    """docs.stripe.com/payments/place-a-hold-on-a-payment-method."""
    intent = hold()
    charge = client.v1.charges.retrieve(intent.latest_charge)
    before = charge.payment_method_details.card.capture_before
    assert before == charge.created + WEEK_SECONDS
    emulator.advance(WEEK_SECONDS + seconds)
    found = client.v1.payment_intents.retrieve(intent.id)
    assert found.status == status
    expired = client.v1.events.list(params={"type": "charge.expired"}).data
    assert len(expired) == (status == "canceled")
    assert pending(emulator) == 0


def test_an_expired_hold_says_why_and_cannot_be_captured(
    emulator: Emulator, client: stripe.StripeClient, hold: Callable
) -> None:
    intent = hold()
    emulator.advance(WEEK_SECONDS)
    assert client.v1.payment_intents.retrieve(intent.id).cancellation_reason == "automatic"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.capture(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_captured_hold_does_not_expire(
    emulator: Emulator, client: stripe.StripeClient, hold: Callable
) -> None:
    intent = hold()
    client.v1.payment_intents.capture(intent.id)
    emulator.advance(WEEK_SECONDS)
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    emulator.self_check()


@pytest.mark.parametrize(("amount", "allowed"), [(4_000, True), (4_001, False)])
def test_a_transfer_from_a_charge_takes_at_most_what_was_captured(
    client: stripe.StripeClient, trainer: str, hold: Callable, amount: int, allowed: bool
) -> None:
    """docs.stripe.com/connect/separate-charges-and-transfers#transfer-availability."""
    intent = hold()
    move = {"currency": "usd", "destination": trainer, "source_transaction": intent.latest_charge}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.transfers.create(params={**move, "amount": 1})
    client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 4_000})
    with (
        nullcontext() if allowed else pytest.raises(stripe.InvalidRequestError, match="exceeds what is left")
    ):
        client.v1.transfers.create(params={**move, "amount": amount})
    assert len(client.v1.transfers.list().data) == allowed
