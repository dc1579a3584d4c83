"""What a balance consists of: movements of every type, sources, and when charges are available."""

import inspect
from collections.abc import Callable
from typing import Literal, get_args, get_origin

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.resources.balance.balances import TYPES

PLATFORM = "acct_1EmulatorPlatform00"
Sell = Callable[..., stripe.PaymentIntent]


def test_stripe_knows_52_types_of_movements() -> None:
    """The typed SDK, `stripe.BalanceTransaction.type`."""
    hint = inspect.get_annotations(stripe.BalanceTransaction)["type"]
    literal = next(one for one in (hint, *get_args(hint)) if get_origin(one) is Literal)
    assert set(get_args(literal)) == TYPES
    assert len(TYPES) == 52


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_movement_of_every_type_can_be_made(
    emulator: Emulator, client: stripe.StripeClient, kind: str
) -> None:
    emulator.set_balance("usd", 1_000)
    made = emulator.control("balance_transactions", type=kind, amount=-400, fee=5)
    shown = client.v1.balance_transactions.retrieve(made["id"])
    assert (shown.type, shown.amount, shown.fee, shown.net) == (kind, -400, 5, -405)
    assert emulator.ledger.available(PLATFORM, "usd") == 595
    found = client.v1.balance_transactions.list(params={"type": kind}).data
    assert made["id"] in [one.id for one in found]
    emulator.self_check()


def test_a_movement_of_an_unknown_type_is_refused(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="no balance transaction is of type"):
        emulator.control("balance_transactions", type="gift", amount=1)


def test_a_transfer_draws_on_the_source_it_names(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    """docs.stripe.com/api/transfers/create#create_transfer-source_type: `card` unless it says otherwise."""
    emulator.control("balance", amount=300)
    emulator.control("balance", amount=500, source_type="bank_account")
    to: dict[str, str] = {"currency": "usd", "destination": trainer}
    shown = client.v1.balance.retrieve().available[0]
    assert shown.amount == 800
    assert (shown.source_types["card"], shown.source_types["bank_account"]) == (300, 500)
    for terms in ({"amount": 301}, {"amount": 501, "source_type": "bank_account"}):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.transfers.create(params={**to, **terms})
        assert refused.value.code == "balance_insufficient"
    made = client.v1.transfers.create(params={"amount": 500, "source_type": "bank_account", **to})
    assert (made.source_type, emulator.ledger.available(PLATFORM, "usd")) == ("bank_account", 300)
    emulator.self_check()


def payout(client: stripe.StripeClient, amount: int, **more: object) -> stripe.Payout:
    return client.v1.payouts.create(params={"amount": amount, "currency": "usd", **more})


@pytest.fixture
def two_parts(emulator: Emulator, client: stripe.StripeClient) -> None:
    emulator.control("balance", amount=300)
    emulator.control("balance", amount=500, source_type="bank_account")


@pytest.mark.usefixtures("two_parts")
def test_a_payout_draws_on_the_source_it_names(emulator: Emulator, client: stripe.StripeClient) -> None:
    """docs.stripe.com/api/payouts/create#create_payout-source_type: "kept separately"."""
    for terms in ({"amount": 301}, {"amount": 501, "source_type": "bank_account"}):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            payout(client, **terms)
        assert refused.value.code == "balance_insufficient"
    made = payout(client, 500, source_type="bank_account")
    assert made.source_type == "bank_account"
    assert parts(client) == {"card": 300, "bank_account": 0}
    emulator.self_check()


@pytest.mark.usefixtures("two_parts")
@pytest.mark.parametrize("how", ["cancel", "fail", "reverse"])
def test_a_payout_that_comes_back_returns_to_its_source(
    emulator: Emulator, client: stripe.StripeClient, how: str
) -> None:
    made = payout(client, 500, source_type="bank_account")
    if how == "cancel":
        client.v1.payouts.cancel(made.id)
    elif how == "fail":
        emulator.control("payouts/fail", payout=made.id)
    else:
        emulator.advance(3_600)
        emulator.advance(86_400)
        assert client.v1.payouts.reverse(made.id).source_type == "bank_account"
    assert parts(client) == {"card": 300, "bank_account": 500}
    emulator.self_check()


def test_automatic_payouts_send_each_part(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.control("balance", amount=300, account=trainer)
    emulator.control("balance", amount=500, account=trainer, source_type="bank_account")
    emulator.advance(2 * 86_400)
    options = {"stripe_account": trainer}
    sent = client.v1.payouts.list(options=options).data
    assert {one.source_type: one.amount for one in sent} == {"card": 300, "bank_account": 500}
    for one in sent:
        params = {"payout": one.id}
        inside = client.v1.balance_transactions.list(params=params, options=options).data
        assert sorted(part.amount for part in inside) == [-one.amount, one.amount]
    emulator.self_check()


def parts(client: stripe.StripeClient) -> dict[str, int]:
    shown = client.v1.balance.retrieve().available[0].source_types
    return {"card": shown["card"], "bank_account": shown["bank_account"]}


def test_a_setting_makes_charges_available_at_once(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    """Only for local worlds; Stripe needs two days in the US (docs.stripe.com/payouts#payout-speed)."""
    emulator.configure(charges_available_at_once=True)
    intent = sell(expand=["latest_charge.balance_transaction"])
    assert intent.latest_charge.balance_transaction.status == "available"
    assert emulator.ledger.funds(trainer, "usd") == {"available": 9_700, "pending": 0}
    emulator.self_check()
