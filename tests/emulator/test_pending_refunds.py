"""Refunds that wait for funds.

docs.stripe.com/refunds: "Refunds use your available Stripe balance (not including pending amounts)", and a
refund of a card that it does not cover is pending until it does.
docs.stripe.com/changelog/basil/2025-04-30/refund-pending-reason: why it is pending.
"""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator

PLATFORM = "acct_1EmulatorPlatform00"
Sell = Callable[..., stripe.PaymentIntent]
DAY = 86_400


def refund(client: stripe.StripeClient, intent: stripe.PaymentIntent, **more: object) -> stripe.Refund:
    return client.v1.refunds.create(params={"payment_intent": intent.id, **more})


def test_a_refund_waits_while_its_charge_is_pending_and_then_for_funds(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    made = refund(client, sell())
    assert (made.status, made.pending_reason, made.balance_transaction) == ("pending", "charge_pending", None)
    emulator.advance(2 * DAY)
    later = client.v1.refunds.retrieve(made.id)
    assert (later.status, later.pending_reason) == ("pending", "insufficient_funds")
    emulator.set_balance("usd", 9_999)
    short = client.v1.refunds.retrieve(made.id)
    assert (short.status, short.pending_reason) == ("pending", "insufficient_funds")
    client.v1.topups.create(params={"amount": 1, "currency": "usd"})
    paid = client.v1.refunds.retrieve(made.id)
    assert (paid.status, emulator.ledger.available(PLATFORM, "usd")) == ("succeeded", 0)
    assert "pending_reason" not in paid
    told = client.v1.events.list(params={"type": "refund.updated"}).data
    assert [one.data.object.status for one in told] == ["succeeded"]
    emulator.self_check()


def test_a_refund_of_settled_money_waits_for_funds(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    made = refund(client, sell(card="pm_card_bypassPending"))
    assert (made.status, made.pending_reason) == ("pending", "insufficient_funds")
    assert emulator.ledger.available(PLATFORM, "usd") == -20


@pytest.mark.parametrize(("balance", "status"), [(9_999, "pending"), (10_000, "succeeded")])
def test_a_refund_takes_what_is_available_now(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell, balance: int, status: str
) -> None:
    emulator.set_balance("usd", balance)
    assert refund(client, sell()).status == status


def test_the_oldest_refund_is_paid_first_and_none_overtakes_it(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    intent = sell()
    large, small = refund(client, intent, amount=6_000), refund(client, intent, amount=100)
    emulator.set_balance("usd", 5_000)
    assert client.v1.refunds.retrieve(small.id).status == "pending"
    emulator.set_balance("usd", 6_050)
    states = [client.v1.refunds.retrieve(one.id).status for one in (large, small)]
    assert states == ["succeeded", "pending"]
    emulator.self_check()


def test_a_pending_refund_counts_against_the_charge(client: stripe.StripeClient, sell: Sell) -> None:
    intent = sell()
    refund(client, intent)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        refund(client, intent, amount=1)
    assert refused.value.code == "charge_already_refunded"


def test_a_dispute_ends_the_refunds_that_wait(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """docs.stripe.com/api/refunds/object#refund_object-failure_reason."""
    intent = sell()
    made = refund(client, intent)
    dispute = emulator.control("disputes/open", charge=intent.latest_charge)
    failed = client.v1.refunds.retrieve(made.id)
    assert (failed.status, failed.failure_reason) == ("failed", "charge_for_pending_refund_disputed")
    assert dispute["amount"] == 10_000
    emulator.set_balance("usd", 50_000)
    assert client.v1.refunds.retrieve(made.id).status == "failed"
    emulator.self_check()


def test_a_setting_lets_refunds_take_the_balance_below_zero(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    emulator.configure(refunds_wait_for_funds=False)
    assert refund(client, sell(card="pm_card_bypassPending")).status == "succeeded"


@pytest.mark.parametrize(("age", "status"), [(59, "pending"), (60, "succeeded")])
def test_a_bank_may_be_slow_to_take_a_refund(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell, age: int, status: str
) -> None:
    """docs.stripe.com/testing#refunds: 7726 begins as pending, succeeds later and sends `refund.updated`."""
    emulator.set_balance("usd", 10_000)
    made = refund(client, sell(card="pm_card_pendingRefund"), amount=4_000)
    assert (made.status, made.pending_reason) == ("pending", "processing")
    assert emulator.ledger.available(PLATFORM, "usd") == 6_000
    emulator.advance(age)
    after = client.v1.refunds.retrieve(made.id)
    told = client.v1.events.list(params={"type": "refund.updated"}).data
    assert after.status == status
    assert [one.data.object.status for one in told] == ["succeeded"] * (status == "succeeded")
    assert emulator.ledger.available(PLATFORM, "usd") == 6_000
    emulator.self_check()
