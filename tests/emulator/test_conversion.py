"""Charges in a currency that the platform does not hold (docs.stripe.com/currencies, /connect/currencies)."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator

PLATFORM = "acct_1EmulatorPlatform00"
Sell = Callable[..., stripe.PaymentIntent]


@pytest.fixture
def euros(emulator: Emulator) -> None:
    emulator.control("exchange_rates", eur="1.25", jpy="0.0065", kwd="3.2")


def pay(client: stripe.StripeClient, amount: int, currency: str) -> stripe.Charge:
    intent = client.v1.payment_intents.create(
        params={
            "amount": amount,
            "currency": currency,
            "payment_method": "pm_card_bypassPending",
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "expand": ["latest_charge.balance_transaction"],
        }
    )
    return intent.latest_charge


@pytest.mark.parametrize(
    ("amount", "currency", "settled", "rate"),
    [
        (10_000, "eur", 12_500, 1.25),
        (1_001, "eur", 1_251, 1.25),
        (10_000, "jpy", 6_500, 0.0065),
        (10_000, "kwd", 3_200, 3.2),
    ],
)
@pytest.mark.usefixtures("euros")
def test_a_charge_reaches_the_balance_in_dollars(
    emulator: Emulator, client: stripe.StripeClient, amount: int, currency: str, settled: int, rate: float
) -> None:
    charge = pay(client, amount, currency)
    moved = charge.balance_transaction
    assert (charge.amount, charge.currency) == (amount, currency)
    assert (moved.amount, moved.currency, moved.exchange_rate) == (settled, "usd", rate)
    assert moved.fee_details[0].currency == "usd"
    assert emulator.ledger.available(PLATFORM, "usd") == settled - moved.fee
    emulator.self_check()


def test_without_a_rate_a_charge_stays_in_its_currency(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    moved = pay(client, 10_000, "eur").balance_transaction
    assert (moved.amount, moved.currency, moved.exchange_rate) == (10_000, "eur", None)


@pytest.mark.usefixtures("euros")
def test_a_transfer_draws_on_a_converted_charge_in_dollars(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    """ "The currency of source_transaction's balance transaction must be the same as the transfer"."""
    charge = pay(client, 10_000, "eur")
    to = {"destination": trainer, "source_transaction": charge.id}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.create(params={"amount": 100, "currency": "eur", **to})
    assert refused.value.param == "currency"
    with pytest.raises(stripe.InvalidRequestError, match="exceeds what is left"):
        client.v1.transfers.create(params={"amount": 12_501, "currency": "usd", **to})
    emulator.set_balance("usd", 12_500)  # the charge has settled, less Stripe's fee
    assert client.v1.transfers.create(params={"amount": 12_500, "currency": "usd", **to}).currency == "usd"
    emulator.self_check()


@pytest.mark.usefixtures("euros")
def test_a_refund_is_converted_at_the_rate_of_its_day(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    charge = pay(client, 10_000, "eur")
    emulator.set_balance("usd", 20_000)
    emulator.control("exchange_rates", eur="1.5")
    params = {"charge": charge.id, "expand": ["balance_transaction"]}
    made = client.v1.refunds.create(params=params)
    moved = made.balance_transaction
    assert (made.amount, made.currency) == (10_000, "eur")
    assert (moved.amount, moved.currency, moved.exchange_rate) == (-15_000, "usd", 1.5)
    emulator.self_check()


@pytest.mark.usefixtures("euros")
def test_a_dispute_takes_dollars_and_brings_the_same_back(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    charge = pay(client, 10_000, "eur")
    dispute = emulator.control("disputes/open", charge=charge.id)
    assert (dispute["amount"], dispute["currency"]) == (10_000, "eur")
    emulator.control("exchange_rates", eur="2")
    emulator.control("disputes/settle", dispute=dispute["id"], outcome="won")
    moved = client.v1.disputes.retrieve(dispute["id"]).balance_transactions
    assert [(one.amount, one.currency) for one in moved] == [(-12_500, "usd"), (12_500, "usd")]
    emulator.self_check()


@pytest.mark.usefixtures("euros")
def test_a_converted_destination_charge_shares_dollars(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    intent = sell(10_000, 300, currency="eur")
    assert emulator.ledger.funds(trainer, "usd")["pending"] == 12_500 - 375
    emulator.set_balance("usd", 12_500)
    shares = {"reverse_transfer": True, "refund_application_fee": True}
    client.v1.refunds.create(params={"payment_intent": intent.id, **shares})
    assert emulator.ledger.funds(trainer, "usd")["pending"] == 0
    emulator.self_check()


def test_a_rate_is_above_zero_and_of_another_currency(emulator: Emulator) -> None:
    for wrong in ({"eur": 0}, {"eur": "nan"}, {"eur": "1/0"}, {"eur": "1e400"}, {"usd": 1}):
        with pytest.raises(ValueError, match=r"rate|converted|convert string"):
            emulator.control("exchange_rates", **wrong)


@pytest.mark.parametrize(("amount", "enough"), [(76, False), (77, True)])
def test_a_charge_must_be_worth_fifty_cents(
    emulator: Emulator, client: stripe.StripeClient, amount: int, enough: bool
) -> None:
    """docs.stripe.com/currencies#minimum-and-maximum-charge-amounts."""
    emulator.control("exchange_rates", jpy="0.0065")
    if enough:
        assert pay(client, amount, "jpy").balance_transaction.amount == 50
        return
    with pytest.raises(stripe.InvalidRequestError, match="convert to at least 50 cents") as refused:
        pay(client, amount, "jpy")
    assert refused.value.code == "amount_too_small"
