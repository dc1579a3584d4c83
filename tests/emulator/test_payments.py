"""PaymentIntents and what PaymentSheet needs."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.resources.payments import payment_intents

PLATFORM = "acct_1EmulatorPlatform00"
Sell = Callable[..., stripe.PaymentIntent]


@pytest.fixture
def quote(client: stripe.StripeClient, trainer: str) -> Callable[..., stripe.PaymentIntent]:
    """An intent that nobody has paid yet."""

    def make(**more: object) -> stripe.PaymentIntent:
        params = {
            "amount": 10_000,
            "currency": "usd",
            "application_fee_amount": 300,
            "transfer_data": {"destination": trainer},
            **more,
        }
        return client.v1.payment_intents.create(params=params)

    return make


def platform_total(emulator: Emulator) -> int:
    funds = emulator.ledger.funds(PLATFORM, "usd")
    return funds["available"] + funds["pending"]


def no_balance_transactions(emulator: Emulator, trainer: str) -> bool:
    accounts = (PLATFORM, trainer)
    return not any(emulator.store.all(one, "balance_transaction") for one in accounts)


def test_the_buyer_pays_in_the_app(emulator: Emulator, client: stripe.StripeClient, quote: Callable) -> None:
    intent = quote()
    assert intent.status == "requires_payment_method"
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    payment_intents.pay(emulator, intent.id, "pm_card_visa")
    paid = client.v1.payment_intents.retrieve(intent.id)
    assert (paid.status, paid.amount_received) == ("succeeded", 10_000)
    assert paid.transfer_group == f"group_{intent.id}"


def test_a_declined_buyer_can_try_another_card(
    emulator: Emulator, client: stripe.StripeClient, quote: Callable
) -> None:
    intent = quote()
    payment_intents.pay(emulator, intent.id, "pm_card_chargeDeclined")
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"
    payment_intents.pay(emulator, intent.id, "pm_card_visa")
    assert client.v1.payment_intents.retrieve(intent.id).last_payment_error is None
    assert len(client.v1.charges.list(params={"payment_intent": intent.id}).data) == 2


@pytest.mark.parametrize(("succeeds", "status"), [(True, "succeeded"), (False, "requires_payment_method")])
def test_a_3ds_card_waits_for_the_buyer(
    emulator: Emulator, client: stripe.StripeClient, quote: Callable, succeeds: bool, status: str
) -> None:
    intent = quote()
    payment_intents.pay(emulator, intent.id, "pm_card_threeDSecure2Required")
    waiting = client.v1.payment_intents.retrieve(intent.id)
    assert (waiting.status, waiting.next_action.type) == ("requires_action", "use_stripe_sdk")
    payment_intents.authenticate(emulator, intent.id, succeeds)
    assert client.v1.payment_intents.retrieve(intent.id).status == status


def test_a_3ds_card_off_session_is_declined(client: stripe.StripeClient, sell: Sell) -> None:
    with pytest.raises(stripe.CardError) as declined:
        sell(card="pm_card_authenticationRequired", off_session=True)
    assert declined.value.code == "authentication_required"


def test_confirming_on_the_server_needs_a_return_url_or_no_redirects(
    client: stripe.StripeClient, quote: Callable
) -> None:
    intent = quote()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.confirm(intent.id, params={"payment_method": "pm_card_visa"})
    assert refused.value.param == "return_url"
    params = {"payment_method": "pm_card_visa", "return_url": "https://example.com"}
    assert client.v1.payment_intents.confirm(intent.id, params=params).status == "succeeded"


def test_a_paid_intent_can_be_neither_confirmed_canceled_nor_repriced(
    client: stripe.StripeClient, sell: Sell
) -> None:
    intent = sell()
    for call in (
        lambda: client.v1.payment_intents.confirm(intent.id),
        lambda: client.v1.payment_intents.cancel(intent.id),
        lambda: client.v1.payment_intents.capture(intent.id),
        lambda: client.v1.payment_intents.update(intent.id, params={"amount": 200}),
    ):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            call()
        assert refused.value.code == "payment_intent_unexpected_state"


def test_an_authorized_payment_moves_no_money_until_it_is_captured(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    intent = sell(capture_method="manual")
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 10_000)
    assert platform_total(emulator) == 0
    assert no_balance_transactions(emulator, trainer)
    client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 200})
    assert emulator.ledger.funds(trainer, "usd")["pending"] == 0
    assert platform_total(emulator) == 200 - 36
    emulator.self_check()


def test_a_canceled_intent_moves_no_money(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    intent = sell(capture_method="manual")
    params = {"cancellation_reason": "requested_by_customer"}
    assert client.v1.payment_intents.cancel(intent.id, params=params).status == "canceled"
    assert platform_total(emulator) == 0
    assert no_balance_transactions(emulator, trainer)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(intent.id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"application_fee_amount": 10_001}, None),
        ({"application_fee_amount": 300, "transfer_data": ""}, None),
        ({"transfer_data": {"destination": "acct_none"}}, "resource_missing"),
    ],
)
def test_a_split_that_cannot_be_is_refused(quote: Callable, change: dict, code: str | None) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        quote(**change)
    assert refused.value.code == code


def test_a_fee_without_a_destination_is_not_allowed(client: stripe.StripeClient) -> None:
    params = {"amount": 1_000, "currency": "usd", "application_fee_amount": 30}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(params=params)
    assert refused.value.code == "application_fees_not_allowed"


def test_a_fixed_transfer_amount_leaves_the_rest_on_the_platform_without_a_fee_object(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    params = {
        "amount": 10_000,
        "currency": "usd",
        "transfer_data": {"destination": trainer, "amount": 9_000},
        "payment_method": "pm_card_visa",
        "confirm": True,
        "return_url": "https://example.com",
    }
    client.v1.payment_intents.create(params=params)
    assert emulator.ledger.funds(trainer, "usd")["pending"] == 9_000
    assert platform_total(emulator) == 1_000 - 320
    assert client.v1.application_fees.list().data == []


def test_transfers_from_a_charge_are_allowed_before_its_money_is_available_and_never_exceed_it(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    params = {
        "amount": 10_000,
        "currency": "usd",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "return_url": "https://example.com",
    }
    intent = client.v1.payment_intents.create(params=params)
    move = {"currency": "usd", "destination": trainer, "source_transaction": intent.latest_charge}
    first = client.v1.transfers.create(params={**move, "amount": 6_000})
    assert first.transfer_group == f"group_{intent.id}"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.transfers.create(params={**move, "amount": 4_001})
    client.v1.transfers.create(params=move)
    assert emulator.ledger.funds(trainer, "usd") == {"available": 0, "pending": 10_000}
    emulator.self_check()


def test_payment_sheet_gets_its_customer_key_and_session(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create(params={"email": "buyer@example.com"})
    key = client.v1.ephemeral_keys.create(
        params={"customer": customer.id}, options={"stripe_version": "2025-10-29.clover"}
    )
    assert key.secret.startswith("ek_test_")
    session = client.v1.customer_sessions.create(
        params={"customer": customer.id, "components": {"mobile_payment_element": {"enabled": True}}}
    )
    assert session.client_secret.startswith("cuss_secret_")
    assert session.components.mobile_payment_element.enabled


def test_a_saved_card_belongs_to_its_customer(client: stripe.StripeClient, sell: Sell) -> None:
    customer = client.v1.customers.create(params={})
    sell(customer=customer.id, setup_future_usage="off_session")
    saved = client.v1.customers.payment_methods.list(customer.id).data
    assert [one.card.last4 for one in saved] == ["4242"]
    client.v1.payment_methods.detach(saved[0].id)
    assert client.v1.customers.payment_methods.list(customer.id).data == []
