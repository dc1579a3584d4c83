"""A winner's purchase that goes back between award and payment holds the prize, at no further round trip."""

from __future__ import annotations

import pytest

from pulse.backoffice.approvals import Act
from pulse.ports.store import Merge
from pulse.prizes import PrizeStatus, Reason
from pulse.sales import apply_payment_intent
from tests.backoffice.approvals.scene import agree, ask
from tests.people import ENDED, seed_participant
from tests.prizes import scene
from tests.sales import scene as sales
from tests.sales.scene import BUYER, CHALLENGE

ENTRY = {"isEnabled": True, "totalAmount": 1_000, "currency": "usd", "winnerCount": 1}


@pytest.fixture
def payment_id(world):
    return sales.sold(world)


@pytest.fixture
def record(world, payment_id):
    """The buyer has won the round that they bought."""
    scene.winner_account(world, BUYER)
    scene.funds(world, 1_000_000)
    promise = {**ENTRY, "distributionType": "winner_takes_all"}
    over = {"status": "completed", "endDate": ENDED, "prizeMoney": promise}
    world.store.commit([Merge(f"challenges/{CHALLENGE}", over)])
    seed_participant(world, BUYER, CHALLENGE, score=10)
    scene.award(world, CHALLENGE)
    world.alerts.raised.clear()
    return scene.record_of(world, BUYER, CHALLENGE)


def applied(world, payment_id):
    apply_payment_intent(payment_id, ports=world.ports, thorough=True)


def test_untouched_it_is_paid(world, record):
    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID


@pytest.mark.parametrize("amount", [None, 100])
def test_a_refund_in_full_or_in_part_holds_it_and_is_told(world, payment_id, record, amount):
    sales.refunded(world, payment_id, amount)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.reason, waiting.held) == (Reason.HELD_FOR_APPROVAL, True)
    assert scene.transfers(world, record) == []
    assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["purchase_taken_back"]
    assert "prize.suspected" in world.alerts.causes()


def test_a_dispute_holds_it_and_one_that_was_won_does_not(world, payment_id, record):
    dispute_id = sales.dispute_opened(world, payment_id)
    applied(world, payment_id)
    sales.dispute_settled(world, dispute_id, "won")
    applied(world, payment_id)

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID


def test_an_open_dispute_holds_it(world, payment_id, record):
    sales.dispute_opened(world, payment_id)
    applied(world, payment_id)

    scene.pay(world, record)

    assert scene.read(world, record.id).reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []


def test_two_who_know_of_it_pay_and_an_earlier_agreement_is_not_enough(world, payment_id, record):
    ask(world, Act.PAY_PRIZE, record.id, "ada")
    agree(world, Act.PAY_PRIZE, record.id, "bob")
    sales.refunded(world, payment_id)
    scene.pay(world, record)
    assert scene.transfers(world, record) == []

    ask(world, Act.PAY_PRIZE, record.id, "ada")
    agree(world, Act.PAY_PRIZE, record.id, "bob")
    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID


def test_the_refund_of_another_buyer_holds_nothing(world, payment_id, record):
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "published", "endDate": None})])
    sales.user(world, "ann")
    another = sales.bought(world, "ann").payment_intent_id
    sales.pays(world, another)
    sales.completed(world, another, "ann")
    sales.refunded(world, another)

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID
