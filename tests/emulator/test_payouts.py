"""Payouts: automatic, manual, instant, failed, failed after paid."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.resources.accounts import onboarding
from tests.emulator.conftest import EXPRESS

HOUR, DAY = 3_600, 86_400


@pytest.fixture
def scope(client: stripe.StripeClient, trainer: str) -> dict[str, str]:
    options = {"stripe_account": trainer}
    manual = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
    client.v1.balance_settings.update(params=manual, options=options)
    return options


@pytest.fixture
def pay_out(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, scope: dict[str, str]
) -> Callable[..., stripe.Payout]:
    emulator.set_balance("usd", 1_000, account=trainer)

    def pay(amount: int = 1_000, **more: object) -> stripe.Payout:
        params = {"amount": amount, "currency": "usd", **more}
        return client.v1.payouts.create(params=params, options=scope)

    return pay


def available(emulator: Emulator, account: str) -> int:
    return emulator.ledger.available(account, "usd")


def test_a_payout_is_pending_then_in_transit_then_paid(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, scope: dict, pay_out: Callable
) -> None:
    payout = pay_out()
    seen = [payout.status]
    assert available(emulator, trainer) == 0
    for wait in (HOUR, DAY):
        emulator.advance(wait)
        seen.append(client.v1.payouts.retrieve(payout.id, options=scope).status)
    assert seen == ["pending", "in_transit", "paid"]
    emulator.self_check()


def test_the_trainer_is_paid_out_daily_and_the_payout_names_its_transactions(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Callable
) -> None:
    sell(10_000, 300)
    emulator.advance(5 * DAY)
    options = {"stripe_account": trainer}
    (payout,) = client.v1.payouts.list(options=options).data
    assert (payout.amount, payout.automatic, payout.status) == (9_700, True, "paid")
    assert payout.reconciliation_status == "completed"
    settled = client.v1.balance_transactions.list(params={"payout": payout.id}, options=options)
    assert sorted((one.type, one.net) for one in settled.data) == [("payment", 9_700), ("payout", -9_700)]
    told = client.v1.events.list(params={"type": "payout.*"}, options=options)
    assert [one.type for one in told.data] == [
        "payout.reconciliation_completed",
        "payout.paid",
        "payout.updated",
        "payout.created",
    ]


def test_an_instant_payout_arrives_within_the_hour(
    emulator: Emulator, client: stripe.StripeClient, scope: dict, pay_out: Callable
) -> None:
    payout = pay_out(method="instant")
    emulator.advance(1_800)
    assert client.v1.payouts.retrieve(payout.id, options=scope).status == "paid"


@pytest.mark.parametrize(
    ("number", "code"), [("000111111116", "no_account"), ("000111111113", "account_closed")]
)
def test_a_test_account_number_makes_the_payout_fail_and_disables_the_bank_account(
    emulator: Emulator, client: stripe.StripeClient, number: str, code: str
) -> None:
    account = client.v1.accounts.create(params=EXPRESS).id
    onboarding.complete(emulator, account, "active", bank_number=number)
    emulator.set_balance("usd", 500, account=account)
    options = {"stripe_account": account}
    payout = client.v1.payouts.create(params={"amount": 500, "currency": "usd"}, options=options)
    emulator.advance(2 * DAY)
    failed = client.v1.payouts.retrieve(payout.id, options=options)
    assert (failed.status, failed.failure_code) == ("failed", code)
    assert failed.failure_balance_transaction
    assert available(emulator, account) == 500
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payouts.create(params={"amount": 500, "currency": "usd"}, options=options)
    assert refused.value.code == "bank_account_unusable"
    emulator.self_check()


def test_a_paid_payout_can_still_fail(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, scope: dict, pay_out: Callable
) -> None:
    payout = pay_out()
    emulator.advance(2 * DAY)
    emulator.control("payouts/fail", payout=payout.id, account=trainer)
    told = client.v1.events.list(params={"type": "payout.failed"}, options=scope).data[0]
    assert told.data.previous_attributes["status"] == "paid"
    assert available(emulator, trainer) == 1_000
    emulator.self_check()


def test_a_pending_payout_can_be_canceled_and_a_sent_one_not(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, scope: dict, pay_out: Callable
) -> None:
    payout = pay_out()
    assert client.v1.payouts.cancel(payout.id, options=scope).status == "canceled"
    assert available(emulator, trainer) == 1_000
    sent = pay_out()
    emulator.advance(HOUR)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payouts.cancel(sent.id, options=scope)
    assert available(emulator, trainer) == 0
    emulator.self_check()


def test_a_paid_payout_can_be_reversed_once(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, scope: dict, pay_out: Callable
) -> None:
    payout = pay_out()
    emulator.advance(2 * DAY)
    back = client.v1.payouts.reverse(payout.id, options=scope)
    assert (back.amount, back.original_payout) == (-1_000, payout.id)
    assert available(emulator, trainer) == 1_000
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payouts.reverse(payout.id, options=scope)
    assert available(emulator, trainer) == 1_000


def test_more_than_the_balance_is_refused(pay_out: Callable) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        pay_out(1_001)
    assert refused.value.code == "balance_insufficient"


def test_an_account_that_is_not_ready_cannot_pay_out(
    client: stripe.StripeClient, open_account: Callable[..., str]
) -> None:
    options = {"stripe_account": open_account("restricted")}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payouts.create(params={"amount": 1, "currency": "usd"}, options=options)
    assert refused.value.code == "payouts_not_allowed"


def test_a_replaced_bank_account_takes_payouts_again(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, scope: dict, pay_out: Callable
) -> None:
    payout = pay_out()
    emulator.control("payouts/fail", payout=payout.id, account=trainer)
    params = {"external_account": "btok_us_verified", "default_for_currency": True}
    client.v1.accounts.external_accounts.create(trainer, params=params)
    assert pay_out().status == "pending"


def test_a_topup_can_take_its_time(client: stripe.StripeClient, emulator: Emulator) -> None:
    emulator.configure(topup_seconds=DAY)
    topup = client.v1.topups.create(params={"amount": 700, "currency": "usd"})
    other = client.v1.topups.create(params={"amount": 300, "currency": "usd"})
    assert client.v1.topups.cancel(other.id).status == "canceled"
    assert topup.status == "pending"
    emulator.advance(DAY)
    assert client.v1.topups.retrieve(topup.id).status == "succeeded"
    assert emulator.balance_of("acct_1EmulatorPlatform00")["available"][0]["amount"] == 700
    emulator.self_check()


def test_an_account_can_be_opened_with_its_bank_account(client: stripe.StripeClient) -> None:
    account = client.v1.accounts.create(params={**EXPRESS, "external_account": "btok_us_verified"})
    assert [one.last4 for one in account.external_accounts.data] == ["6789"]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.accounts.update(account.id, params={"external_account": "btok_none"})
    assert refused.value.param == "external_account"


def test_the_balance_says_what_could_be_paid_out_at_once(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.set_balance("usd", 500, account=trainer)
    balance = client.v1.balance.retrieve(options={"stripe_account": trainer})
    (to,) = balance.instant_available[0].net_available
    assert (to.amount, to.destination[:3]) == (500, "ba_")


def test_each_payout_settles_its_own_transactions(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Callable
) -> None:
    options = {"stripe_account": trainer}
    for amount in (1_000, 2_000):
        sell(amount, 0)
        emulator.advance(3 * DAY)
    paid = client.v1.payouts.list(options=options).data
    assert [one.amount for one in paid] == [2_000, 1_000]
    for payout in paid:
        params = {"payout": payout.id, "type": "payment"}
        settled = client.v1.balance_transactions.list(params=params, options=options).data
        assert [one.net for one in settled] == [payout.amount]
