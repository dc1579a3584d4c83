"""A person is not erased while money is on its way to or from them."""

from __future__ import annotations

import pytest

from pulse.backoffice.privacy.erase import ErasureStatus, MoneyOnItsWay, delete_my_data
from pulse.errors import StripeUnavailable
from pulse.ports.store import Update
from pulse.prizes import PrizeStatus
from pulse.sales import (
    RefundPayment,
    RefundReason,
    apply_payment_intent,
    refund_payment,
)
from tests.backoffice.privacy.scene import BUYER, MAIL, WINNER, paid_out, person
from tests.pools import scene as pools
from tests.prizes import scene
from tests.sales import scene as sales_scene


@pytest.mark.parametrize("state", ["waiting for an account", "in the account and not yet at the bank"])
def test_a_prize_that_has_not_arrived_stands_against_it(world, state):
    scene.funds(world, 1_000_000)
    person(world, WINNER)
    if state != "waiting for an account":
        scene.winner_account(world, WINNER)
    (record,) = scene.awarded(world, WINNER)
    scene.pay(world, record)
    with pytest.raises(MoneyOnItsWay) as refused:
        delete_my_data(WINNER, ports=world.ports)
    expected = "prize_pending" if state == "waiting for an account" else "balance_not_empty"
    assert [one.partition(":")[0] for one in refused.value.facts["obstacles"]] == [expected]
    assert world.store.get(f"users/{WINNER}").fields["email"] == MAIL


def test_money_between_stripe_and_the_bank_stands_against_it(world):
    scene.funds(world, 1_000_000)
    person(world, WINNER)
    account_id = scene.winner_account(world, WINNER)
    scene.pay(world, scene.awarded(world, WINNER)[0])
    while any(funds.amount for funds in balance_of(world, account_id)):
        world.clock.advance(hours=1)
        world.emulator.run_due()
    with pytest.raises(MoneyOnItsWay) as refused:
        delete_my_data(WINNER, ports=world.ports)
    assert refused.value.facts["obstacles"] == [f"payout_on_its_way: winnerStripeConnect/{WINNER}"]
    paid_out(world)
    assert delete_my_data(WINNER, ports=world.ports).status is ErasureStatus.DONE


def balance_of(world, account_id):
    balance = world.stripe.retrieve_balance(account=account_id)
    return [*balance.available, *balance.pending]


@pytest.mark.parametrize("status", [PrizeStatus.PENDING, PrizeStatus.PROCESSING, PrizeStatus.FAILED])
def test_every_open_status_of_a_prize_stands_against_it(world, winner, status):
    world.store.commit([Update(scene.record_of(world, winner).path, {"status": status.value})])
    with pytest.raises(MoneyOnItsWay):
        delete_my_data(winner, ports=world.ports)


def test_a_refund_that_is_under_way_stands_against_it(world, buyer):
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/refunds", count=1)
    command = RefundPayment(payment_id=buyer, actor="ada", reason=RefundReason.DUPLICATE, amount=100)
    with pytest.raises(StripeUnavailable):
        refund_payment(command, ports=world.ports)
    with pytest.raises(MoneyOnItsWay):
        delete_my_data(BUYER, ports=world.ports)
    refund_payment(command, ports=world.ports)
    apply_payment_intent(buyer, ports=world.ports)
    delete_my_data(BUYER, ports=world.ports)


def test_a_trainer_whose_rounds_are_on_sale_closes_them_first(world, buyer):
    trainer = sales_scene.TRAINER
    paid_out(world)
    with pytest.raises(MoneyOnItsWay) as refused:
        delete_my_data(trainer, ports=world.ports)
    assert refused.value.facts["obstacles"] == [f"challenge_published: challenges/{sales_scene.CHALLENGE}"]
    world.store.commit([Update(f"challenges/{sales_scene.CHALLENGE}", {"status": "completed"})])
    delete_my_data(trainer, ports=world.ports)
    assert world.store.get(f"users/{trainer}") is None


def test_when_stripe_cannot_say_nobody_is_forgotten(world, winner):
    world.emulator.faults.add("timeout_before", method="GET", path="/v1/balance", count=1)
    with pytest.raises(StripeUnavailable):
        delete_my_data(winner, ports=world.ports)
    assert world.store.get(f"users/{winner}") is not None


def test_a_damaged_payment_into_a_pool_is_named_and_stops_no_answer():
    world = pools.world_where()
    pools.challenge(world)
    person(world, pools.OWNER)
    payment_id = pools.paid_in(world)
    where = pools.funding_of(world, payment_id).path
    world.store.commit([Update(where, {"amount": "a lot"})])

    with pytest.raises(MoneyOnItsWay) as refused:
        delete_my_data(pools.OWNER, ports=world.ports)

    assert f"record_damaged: {where}" in refused.value.facts["obstacles"]
