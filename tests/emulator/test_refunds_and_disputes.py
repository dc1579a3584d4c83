"""Money that goes back to the buyer, asked for or taken."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.errors import StripeError

PLATFORM = "acct_1EmulatorPlatform00"
Sell = Callable[..., stripe.PaymentIntent]


def platform_total(emulator: Emulator) -> int:
    funds = emulator.ledger.funds(PLATFORM, "usd")
    return funds["available"] + funds["pending"]


@pytest.mark.parametrize("amount", [0, 10_001])
def test_a_refund_is_at_least_one_and_at_most_the_rest(
    client: stripe.StripeClient, sell: Sell, amount: int
) -> None:
    intent = sell()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create(params={"payment_intent": intent.id, "amount": amount})
    assert refused.value.param == "amount"


def test_a_charge_is_refunded_once(emulator: Emulator, client: stripe.StripeClient, sell: Sell) -> None:
    intent = sell()
    client.v1.refunds.create(params={"payment_intent": intent.id})
    after = platform_total(emulator)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create(params={"charge": intent.latest_charge})
    assert refused.value.code == "charge_already_refunded"
    assert platform_total(emulator) == after
    assert len(client.v1.refunds.list().data) == 1


def test_a_refund_of_the_fee_alone_goes_to_the_trainer(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    intent = sell(10_000, 300)
    client.v1.refunds.create(params={"payment_intent": intent.id, "refund_application_fee": True})
    assert emulator.ledger.funds(trainer, "usd")["pending"] == 10_000
    emulator.self_check()


def test_an_application_fee_is_refunded_by_itself(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    sell(10_000, 300)
    fee = client.v1.application_fees.list().data[0]
    client.v1.application_fees.refunds.create(fee.id, params={"amount": 100})
    client.v1.application_fees.refunds.create(fee.id)
    after = client.v1.application_fees.retrieve(fee.id)
    assert (after.amount_refunded, after.refunded, len(after.refunds.data)) == (300, True, 2)
    assert emulator.ledger.funds(trainer, "usd")["pending"] == 10_000
    emulator.self_check()


def test_a_reversal_takes_more_than_the_trainer_has_only_from_a_destination_charge(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    intent = sell(card="pm_card_bypassPending")
    emulator.set_balance("usd", 0, account=trainer)
    client.v1.refunds.create(params={"payment_intent": intent.id, "reverse_transfer": True})
    assert emulator.ledger.available(trainer, "usd") == -10_000
    assert emulator.balance_of(PLATFORM)["connect_reserved"][0]["amount"] == 10_000
    emulator.set_balance("usd", 1_000)
    params = {"amount": 100, "currency": "usd", "destination": trainer}
    transfer = client.v1.transfers.create(params=params)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(transfer.id)
    assert refused.value.code == "balance_insufficient"
    emulator.self_check()


def test_a_failed_refund_brings_the_money_back_to_the_platform(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    emulator.set_balance("usd", 10_000)
    intent = sell(card="pm_card_refundFail")
    before = platform_total(emulator)
    refund = client.v1.refunds.create(params={"payment_intent": intent.id})
    emulator.advance(60)
    failed = client.v1.refunds.retrieve(refund.id)
    assert (failed.status, platform_total(emulator)) == ("failed", before)
    emulator.self_check()


@pytest.mark.parametrize("amount", [1, 4_000, 6_000])
def test_after_a_failed_refund_the_next_one_is_refused(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell, amount: int
) -> None:
    """github.com/Automattic/woocommerce-payments/issues/2286."""
    emulator.set_balance("usd", 10_000)
    intent = sell(card="pm_card_refundFail")
    client.v1.refunds.create(params={"payment_intent": intent.id, "amount": 4_000})
    emulator.advance(60)
    before = platform_total(emulator)
    with pytest.raises(stripe.InvalidRequestError, match="A previous attempt to refund") as refused:
        client.v1.refunds.create(params={"payment_intent": intent.id, "amount": amount})
    assert refused.value.http_status == 400
    assert platform_total(emulator) == before
    emulator.self_check()


def test_a_dispute_debits_the_platform_and_the_trainer_keeps_the_money(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Sell
) -> None:
    sell(10_000, 300, card="pm_card_createDispute")
    dispute = client.v1.disputes.list().data[0]
    assert (dispute.status, dispute.amount) == ("needs_response", 10_000)
    assert [one.net for one in dispute.balance_transactions] == [-11_500]
    assert platform_total(emulator) == -20 - 11_500
    assert emulator.ledger.funds(trainer, "usd")["pending"] == 9_700
    told = {one.type for one in client.v1.events.list(params={"type": "charge.dispute.*"}).data}
    assert told == {"charge.dispute.created", "charge.dispute.funds_withdrawn"}
    emulator.self_check()


@pytest.mark.parametrize(
    ("evidence", "status", "back"), [("winning_evidence", "won", 10_000), ("losing_evidence", "lost", 0)]
)
def test_the_evidence_decides_a_dispute(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell, evidence: str, status: str, back: int
) -> None:
    sell(10_000, 300, card="pm_card_createDispute")
    before = platform_total(emulator)
    dispute = client.v1.disputes.list().data[0]
    closed = client.v1.disputes.update(dispute.id, params={"evidence": {"uncategorized_text": evidence}})
    assert closed.status == status
    assert platform_total(emulator) - before == back
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.disputes.close(dispute.id)
    emulator.self_check()


def test_a_disputed_charge_cannot_be_refunded(client: stripe.StripeClient, sell: Sell) -> None:
    intent = sell(card="pm_card_createDispute")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create(params={"payment_intent": intent.id})
    assert refused.value.code == "charge_disputed"


def test_an_inquiry_takes_no_money_and_can_be_refunded(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    intent = sell(card="pm_card_createDisputeInquiry")
    assert platform_total(emulator) == -20
    emulator.set_balance("usd", 10_000)
    inquiry = client.v1.disputes.list().data[0]
    assert (inquiry.status, inquiry.balance_transactions) == ("warning_needs_response", [])
    assert client.v1.refunds.create(params={"payment_intent": intent.id}).status == "succeeded"
    assert platform_total(emulator) == -20


def charges_that_took_no_money(client: stripe.StripeClient, sell: Sell) -> list[str]:
    with pytest.raises(stripe.CardError):
        sell(card="pm_card_chargeDeclined")
    sell(capture_method="manual")
    return [one.id for one in client.v1.charges.list().data]


def test_a_charge_that_took_no_money_cannot_be_refunded(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    for charge in charges_that_took_no_money(client, sell):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.refunds.create(params={"charge": charge})
        assert (refused.value.http_status, refused.value.param) == (400, "charge")
    assert client.v1.refunds.list().data == []
    emulator.self_check()


def test_only_a_charge_that_took_money_is_disputed(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    for charge in charges_that_took_no_money(client, sell):
        with pytest.raises(StripeError, match="took no money"):
            emulator.control("disputes/open", charge=charge)
    assert client.v1.disputes.list().data == []


def test_a_charge_is_not_disputed_twice_at_a_time(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    charge = sell().latest_charge
    emulator.control("disputes/open", charge=charge)
    with pytest.raises(StripeError, match="is already disputed"):
        emulator.control("disputes/open", charge=charge)
    assert len(client.v1.disputes.list().data) == 1


@pytest.mark.parametrize("amount", [1, 4_000, 10_000, 12_345])
def test_a_dispute_may_be_of_any_amount(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell, amount: int
) -> None:
    """docs.stripe.com/api/disputes/object: "usually the amount of the charge, but it can differ"."""
    charge = sell().latest_charge
    before = platform_total(emulator)
    opened = emulator.control("disputes/open", charge=charge, amount=amount)
    dispute = client.v1.disputes.retrieve(opened["id"])
    assert dispute.amount == amount
    assert platform_total(emulator) - before == -amount - 1_500
    emulator.control("disputes/settle", dispute=dispute.id, outcome="won")
    assert platform_total(emulator) - before == -1_500
    emulator.self_check()


def test_a_dispute_moves_money_several_times(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    dispute = emulator.control("disputes/open", charge=sell().latest_charge, amount=4_000)["id"]
    emulator.control("disputes/move", dispute=dispute, amount=1_000)
    emulator.control("disputes/move", dispute=dispute, amount=-500, fee=100)
    emulator.control("disputes/settle", dispute=dispute, outcome="won")
    moved = client.v1.disputes.retrieve(dispute).balance_transactions
    assert [one.net for one in moved] == [-5_500, 1_000, -600, 3_500]
    kinds = [one.reporting_category for one in moved]
    assert kinds == ["dispute", "dispute_reversal", "dispute", "dispute_reversal"]
    emulator.self_check()


def test_a_refunded_charge_can_still_be_disputed(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """A guess: older copies of docs.stripe.com/refunds exclude it, the newest says nothing."""
    emulator.set_balance("usd", 10_000)
    intent = sell()
    client.v1.refunds.create(params={"payment_intent": intent.id})
    dispute = emulator.control("disputes/open", charge=intent.latest_charge)
    assert dispute["amount"] == 10_000
    emulator.self_check()


def test_a_charge_may_be_disputed_twice_at_once(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """docs.stripe.com/testing#disputes; seen in test mode: both at once, and a won one opens no third."""
    emulator.set_balance("usd", 20_000)
    before = platform_total(emulator)
    charge = sell(10_001, card="pm_card_createMultipleDisputes").latest_charge
    opened = client.v1.disputes.list(params={"charge": charge}).data
    assert sorted(one.amount for one in opened) == [5_000, 5_001]
    assert platform_total(emulator) == before - 20 - 10_001 - 2 * 1_500
    for place, one in enumerate(opened):
        with pytest.raises(StripeError, match="already disputed"):
            emulator.control("disputes/open", charge=charge)
        emulator.control("disputes/settle", dispute=one.id, outcome="won" if place else "lost")
    assert emulator.control("disputes/open", charge=charge)["amount"] == 10_001
    assert len(client.v1.disputes.list(params={"charge": charge}).data) == 3
    emulator.self_check()
