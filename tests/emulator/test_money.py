"""Who holds how much after a sale, a transfer, a reversal and a refund."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.world.state import PLATFORM

Sell = Callable[..., stripe.PaymentIntent]
DAY = 86_400


def funds(client: stripe.StripeClient, account: str | None = None) -> tuple[int, int]:
    """Available and pending dollars-in-cents of an account."""
    options = {"stripe_account": account} if account else {}
    balance = client.v1.balance.retrieve(options=options)
    return balance.available[0].amount, balance.pending[0].amount


def test_a_destination_charge_gives_the_trainer_all_but_the_fee_and_the_platform_pays_stripe(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    sell(10_000, 300)
    assert funds(client, trainer) == (0, 9_700)
    assert funds(client) == (0, 300 - 320)
    emulator.self_check()


def test_card_money_becomes_available_after_two_days(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    client.v1.balance_settings.update(
        params={"payments": {"payouts": {"schedule": {"interval": "manual"}}}},
        options={"stripe_account": trainer},
    )
    sell(10_000, 300)
    emulator.advance(2 * DAY - 1)
    assert funds(client, trainer) == (0, 9_700)
    emulator.advance(1)
    assert funds(client, trainer) == (9_700, 0)
    emulator.self_check()


def test_the_bypass_pending_card_makes_money_available_at_once(
    client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    sell(10_000, 300, card="pm_card_bypassPending")
    assert funds(client, trainer) == (9_700, 0)


@pytest.mark.parametrize(
    ("amount", "stripe_fee"), [(50, 31), (100, 33), (1_000, 59), (1_017, 59), (1_018, 60), (10_000, 320)]
)
def test_stripes_fee_is_2_9_percent_and_30_cents_rounded_half_up(
    client: stripe.StripeClient, sell: Sell, amount: int, stripe_fee: int
) -> None:
    intent = sell(amount, 1, expand=["latest_charge.balance_transaction"])
    assert intent.latest_charge.balance_transaction.fee == stripe_fee


def test_a_transfer_moves_money_at_once_and_a_reversal_moves_it_back(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.set_balance("usd", 5_000)
    transfer = client.v1.transfers.create(
        params={"amount": 3_000, "currency": "usd", "destination": trainer, "transfer_group": "prize_1"}
    )
    assert (funds(client), funds(client, trainer)) == ((2_000, 0), (3_000, 0))
    client.v1.transfers.reversals.create(transfer.id, params={"amount": 1_000})
    after = client.v1.transfers.retrieve(transfer.id)
    assert (after.amount_reversed, after.reversed) == (1_000, False)
    client.v1.transfers.reversals.create(transfer.id)
    assert client.v1.transfers.retrieve(transfer.id).reversed
    assert (funds(client), funds(client, trainer)) == ((5_000, 0), (0, 0))
    emulator.self_check()


def test_the_refund_of_a_reversal_is_done_and_cannot_be_canceled(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.set_balance("usd", 3_000)
    params = {"amount": 3_000, "currency": "usd", "destination": trainer}
    transfer = client.v1.transfers.create(params=params)
    reversal = client.v1.transfers.reversals.create(transfer.id)
    refund, options = reversal.destination_payment_refund, {"stripe_account": trainer}

    with pytest.raises(stripe.InvalidRequestError, match="status of succeeded"):
        client.v1.refunds.cancel(refund, options=options)
    assert client.v1.refunds.retrieve(refund, options=options).status == "succeeded"


def test_a_transfer_beyond_the_available_balance_is_refused_and_moves_nothing(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.set_balance("usd", 99)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.transfers.create(params={"amount": 100, "currency": "usd", "destination": trainer})
    assert (refusal.value.http_status, refusal.value.code) == (400, "balance_insufficient")
    assert (funds(client), funds(client, trainer)) == ((99, 0), (0, 0))
    assert client.v1.transfers.list().data == []


@pytest.mark.parametrize("fee", [300])
@pytest.mark.parametrize("parts", [[10_000], [3_333, 3_333, 3_334], [1] * 5 + [9_995], [2_000] * 5])
def test_partial_refunds_take_back_transfer_and_fee_in_proportion_and_add_up_to_the_whole(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell, parts: list[int], fee: int
) -> None:
    intent = sell(10_000, fee)
    for part in parts:
        client.v1.refunds.create(
            params={
                "payment_intent": intent.id,
                "amount": part,
                "reverse_transfer": True,
                "refund_application_fee": True,
            }
        )
    assert funds(client, trainer) == (0, 0)
    emulator.set_balance("usd", 320)
    emulator.advance(2 * DAY)
    assert {one.status for one in client.v1.refunds.list().data} == {"succeeded"}
    assert funds(client) == (0, 0)
    emulator.self_check()


def test_a_reversal_is_at_most_what_was_not_reversed_yet(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.set_balance("usd", 1_000)
    emulator.set_balance("usd", 5_000, account=trainer)
    params = {"amount": 1_000, "currency": "usd", "destination": trainer}
    transfer = client.v1.transfers.create(params=params)
    client.v1.transfers.reversals.create(transfer.id, params={"amount": 400})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(transfer.id, params={"amount": 601})
    assert refused.value.param == "amount"
    client.v1.transfers.reversals.create(transfer.id, params={"amount": 600})
    with pytest.raises(stripe.InvalidRequestError, match="already fully reversed"):
        client.v1.transfers.reversals.create(transfer.id)
    assert funds(client, trainer) == (5_000, 0)


def test_what_came_from_a_charge_can_be_reversed_beyond_the_trainers_balance(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    sell(10_000, 300, card="pm_card_bypassPending")
    emulator.set_balance("usd", 100, account=trainer)
    (transfer,) = client.v1.transfers.list().data
    client.v1.transfers.reversals.create(transfer.id)
    assert funds(client, trainer) == (100 - 10_000, 0)
    emulator.self_check()


def test_a_refund_without_reversal_is_the_platforms_loss(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    emulator.set_balance("usd", 10_000)
    intent = sell(10_000, 300)
    client.v1.refunds.create(params={"payment_intent": intent.id})
    assert funds(client, trainer) == (0, 9_700)
    assert funds(client) == (0, -20)
    emulator.self_check()


def test_every_transfer_is_found_by_its_group_at_once(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.set_balance("usd", 1_000)
    for group in ("prize_a", "prize_b"):
        made = client.v1.transfers.create(
            params={"amount": 10, "currency": "usd", "destination": trainer, "transfer_group": group}
        )
        found = client.v1.transfers.list(params={"transfer_group": group, "destination": trainer})
        assert [one.id for one in found.data] == [made.id]


@pytest.mark.parametrize("path", ["transfers", "payouts"])
def test_a_refused_movement_opens_no_balance(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, path: str
) -> None:
    before = client.v1.balance.retrieve().available
    params = {"amount": 100, "currency": "kwd", "destination": trainer}
    if path == "payouts":
        del params["destination"]
    with pytest.raises(stripe.InvalidRequestError):
        getattr(client.v1, path).create(params=params)
    assert client.v1.balance.retrieve().available == before
    assert "kwd" not in emulator.state.funds[PLATFORM]
