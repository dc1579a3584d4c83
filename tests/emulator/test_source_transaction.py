"""Transfers that draw on a charge (docs.stripe.com/connect/separate-charges-and-transfers)."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator

Charge = Callable[..., stripe.PaymentIntent]


@pytest.fixture
def charge(client: stripe.StripeClient) -> Charge:
    """Charges a card for the platform itself."""

    def charge_one(amount: int = 10_000, card: str = "pm_card_visa", **more: object) -> stripe.PaymentIntent:
        return client.v1.payment_intents.create(
            params={
                "amount": amount,
                "currency": "usd",
                "payment_method": card,
                "confirm": True,
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                **more,
            }
        )

    return charge_one


def draw(
    client: stripe.StripeClient, intent: stripe.PaymentIntent, to: str, amount: int, **more: str
) -> stripe.Transfer:
    params = {"amount": amount, "currency": "usd", "destination": to, **more}
    return client.v1.transfers.create(params={"source_transaction": intent.latest_charge, **params})


def test_a_transfer_from_a_charge_is_in_the_charges_group_whatever_it_asks_for(
    client: stripe.StripeClient, trainer: str, charge: Charge
) -> None:
    intent = charge(transfer_group="pool_c1")
    transfer = draw(client, intent, trainer, 7_000, transfer_group="prize_r1")
    assert transfer.transfer_group == "pool_c1"
    assert client.v1.charges.retrieve(intent.latest_charge).transfer_group == "pool_c1"
    found = client.v1.transfers.list(params={"transfer_group": "pool_c1"}).data
    assert [one.id for one in found] == [transfer.id]
    assert client.v1.transfers.list(params={"transfer_group": "prize_r1"}).data == []


def test_a_charge_without_a_group_and_its_transfer_get_the_group_of_the_payment_intent(
    client: stripe.StripeClient, trainer: str, charge: Charge
) -> None:
    intent = charge()
    transfer = draw(client, intent, trainer, 7_000)
    assert transfer.transfer_group == f"group_{intent.id}"
    assert client.v1.charges.retrieve(intent.latest_charge).transfer_group == f"group_{intent.id}"


def test_a_failed_or_uncaptured_charge_cannot_be_drawn_on(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, charge: Charge
) -> None:
    with pytest.raises(stripe.CardError):
        charge(card="pm_card_chargeDeclined")
    uncaptured = charge(capture_method="manual")
    for one in client.v1.charges.list().data:
        params = {"amount": 1, "currency": "usd", "destination": trainer, "source_transaction": one.id}
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.transfers.create(params=params)
        assert (refused.value.http_status, refused.value.param) == (400, "source_transaction")
    assert uncaptured.status == "requires_capture"
    emulator.self_check()


def test_transfers_draw_at_most_what_was_captured(
    client: stripe.StripeClient, trainer: str, charge: Charge
) -> None:
    intent = charge(capture_method="manual")
    client.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 6_000})
    with pytest.raises(stripe.InvalidRequestError, match="exceeds what is left"):
        draw(client, intent, trainer, 6_001)
    assert draw(client, intent, trainer, 6_000).amount == 6_000


@pytest.mark.parametrize("widens", [False, True])
def test_whether_a_reversal_gives_the_room_back_is_a_guess_behind_a_setting(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, charge: Charge, widens: bool
) -> None:
    emulator.configure(guess_reversal_widens_source=widens)
    intent = charge()
    client.v1.transfers.reversals.create(draw(client, intent, trainer, 10_000).id)
    if widens:
        assert draw(client, intent, trainer, 10_000).amount == 10_000
    else:
        with pytest.raises(stripe.InvalidRequestError, match="exceeds what is left"):
            draw(client, intent, trainer, 10_000)
    emulator.self_check()


@pytest.mark.parametrize("narrows", [False, True])
def test_whether_a_refund_narrows_the_room_is_a_guess_behind_a_setting(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, charge: Charge, narrows: bool
) -> None:
    emulator.configure(guess_refund_narrows_source=narrows)
    intent = charge()
    client.v1.refunds.create(params={"payment_intent": intent.id, "amount": 3_000})
    if narrows:
        with pytest.raises(stripe.InvalidRequestError, match="exceeds what is left"):
            draw(client, intent, trainer, 8_000)
    else:
        assert draw(client, intent, trainer, 8_000).amount == 8_000
    emulator.self_check()


def test_a_settled_charge_needs_the_balance_and_an_unsettled_one_does_not(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, charge: Charge
) -> None:
    """ "Regardless of your available balance if the related charge hasn't settled yet": only until then."""
    intent = charge()
    assert draw(client, intent, trainer, 1_000).amount == 1_000
    emulator.advance(2 * 86_400)
    emulator.set_balance("usd", 499)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        draw(client, intent, trainer, 500)
    assert refused.value.code == "balance_insufficient"
    emulator.set_balance("usd", 8_500)
    assert draw(client, intent, trainer, 8_500).amount == 8_500
    assert emulator.balance_of(trainer)["available"][0]["amount"] == 8_500
    with pytest.raises(stripe.InvalidRequestError, match="exceeds what is left"):
        draw(client, intent, trainer, 501)
    emulator.self_check()
