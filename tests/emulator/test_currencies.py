"""Which amounts a currency can express (docs.stripe.com/currencies#special-cases, #three-decimal)."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.money import display, processing_fee

Sell = Callable[..., stripe.PaymentIntent]
STEPS = [("isk", 100), ("ugx", 100), ("kwd", 10), ("bhd", 10), ("jod", 10), ("omr", 10), ("tnd", 10)]


@pytest.mark.parametrize(("currency", "step"), STEPS)
def test_amounts_keep_to_the_steps_of_their_currency(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell, currency: str, step: int
) -> None:
    emulator.set_balance(currency, 100_000)
    odd = 5_000 + step // 2
    to: dict[str, str] = {"currency": currency, "destination": trainer}
    wrong = [
        lambda: sell(odd, 300, currency=currency),
        lambda: sell(10_000, 100 + step // 2, currency=currency),
        lambda: client.v1.transfers.create(params={"amount": odd, **to}),
    ]
    for one in wrong:
        with pytest.raises(stripe.InvalidRequestError, match=f"evenly divisible by {step}"):
            one()
    intent = sell(10_000, 300, currency=currency)
    transfer = client.v1.transfers.create(params={"amount": 5_000, **to})
    with pytest.raises(stripe.InvalidRequestError, match="evenly divisible"):
        client.v1.refunds.create(params={"payment_intent": intent.id, "amount": odd})
    with pytest.raises(stripe.InvalidRequestError, match="evenly divisible"):
        client.v1.transfers.reversals.create(transfer.id, params={"amount": step // 2})
    emulator.self_check()


@pytest.mark.parametrize(("currency", "step"), [*STEPS, ("usd", 1), ("jpy", 1)])
def test_fees_and_shares_keep_to_the_steps_too(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell, currency: str, step: int
) -> None:
    emulator.set_balance(currency, 1_000_000)
    intent = sell(11_000, 700, currency=currency)
    shares = {"reverse_transfer": True, "refund_application_fee": True}
    for amount in (3_300, 3_300, 4_400):
        client.v1.refunds.create(params={"payment_intent": intent.id, "amount": amount, **shares})
    moved = client.v1.balance_transactions.list(params={"limit": 100}).data
    assert all(one.amount % step == one.fee % step == 0 for one in moved)
    assert processing_fee(11_000, currency) % step == 0
    emulator.self_check()


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (12_340, "kwd", "12.340 kwd"),
        (500, "ugx", "5.00 ugx"),
        (500, "jpy", "¥500 jpy"),
        (5, "usd", "$0.05 usd"),
    ],
)
def test_messages_write_amounts_with_the_decimals_of_the_api(amount: int, currency: str, text: str) -> None:
    assert display(amount, currency) == text


def test_each_refund_is_rounded_by_itself(
    client: stripe.StripeClient, emulator: Emulator, sell: Sell
) -> None:
    """docs.stripe.com/connect/destination-charges has the proportion; the rounding is a guess."""
    emulator.set_balance("usd", 10_000)
    intent = sell(1_000, 5)
    shares = {"reverse_transfer": True, "refund_application_fee": True}
    for _ in range(10):
        client.v1.refunds.create(params={"payment_intent": intent.id, "amount": 100, **shares})
    (fee,) = client.v1.application_fees.list().data
    assert [one.amount for one in client.v1.application_fees.refunds.list(fee.id).data] == [1] * 5
    emulator.self_check()
