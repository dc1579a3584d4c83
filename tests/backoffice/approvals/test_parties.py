"""Whoever gets or bears the money of an act, or owns the challenge, neither asks for it nor decides."""

from __future__ import annotations

import pytest

from pulse.backoffice import intervene, pay_for_others, refund_below_cap
from pulse.backoffice.approvals import Act
from pulse.backoffice.approvals.refusals import PartyToIt
from pulse.ports.store import Delete, Merge
from pulse.prizes import PayPrize, PrizeAct, PrizeStatus, cancel_prize, hold_prize, release_prize
from pulse.sales import RefundPayment, RefundReason
from tests.backoffice.approvals.scene import ABOVE_CAP, agree, approval, ask, reverse
from tests.backoffice.disturbed import tamper
from tests.prizes import scene
from tests.sales import scene as sales

WINNER, OWNER, CO_OWNER = "eve", "trainer", "co_trainer"
PARTIES = [WINNER, OWNER, CO_OWNER]
OWNERS = {"ownerId": [OWNER, CO_OWNER]}


@pytest.fixture
def large(world):
    """A prize that takes two administrators, in a challenge of two owners."""
    record = scene.awarded(world, WINNER, pool=ABOVE_CAP)[0]
    world.store.commit([Merge(f"challenges/{record.challenge_id}", OWNERS)])
    return record


@pytest.fixture
def payment_id(world):
    payment_id = sales.sold(world)
    owners = {"ownerId": [sales.TRAINER, CO_OWNER]}
    world.store.commit([Merge(f"challenges/{sales.CHALLENGE}", owners)])
    return payment_id


@pytest.mark.parametrize("party", PARTIES)
def test_a_party_does_not_ask_for_a_payment_that_takes_two(world, large, party):
    with pytest.raises(PartyToIt):
        ask(world, Act.PAY_PRIZE, large.id, party)
    assert world.store.get(f"approvals/pay-prize_prizeRecords_{large.id}") is None


@pytest.mark.parametrize("party", PARTIES)
def test_a_party_does_not_agree_to_a_payment(world, large, party):
    ask(world, Act.PAY_PRIZE, large.id, "ada")
    with pytest.raises(PartyToIt):
        agree(world, Act.PAY_PRIZE, large.id, party)
    assert scene.read(world, large.id).approved_by is None


def test_who_became_an_owner_after_the_request_does_not_agree(world, large):
    ask(world, Act.PAY_PRIZE, large.id, "ada")
    world.store.commit([Merge(f"challenges/{large.challenge_id}", {"ownerId": "bob"})])
    with pytest.raises(PartyToIt):
        agree(world, Act.PAY_PRIZE, large.id, "bob")


def test_who_was_an_owner_at_the_request_does_not_agree_after_giving_it_up(world, large):
    ask(world, Act.PAY_PRIZE, large.id, "ada")
    world.store.commit([Merge(f"challenges/{large.challenge_id}", {"ownerId": "someone"})])
    with pytest.raises(PartyToIt):
        agree(world, Act.PAY_PRIZE, large.id, CO_OWNER)


def test_two_others_agree_and_the_request_names_the_parties(world, large):
    ask(world, Act.PAY_PRIZE, large.id, "ada")
    agree(world, Act.PAY_PRIZE, large.id, "bob")
    assert scene.read(world, large.id).approved_by == "bob"
    assert set(approval(world, Act.PAY_PRIZE, large.path).parties) == set(PARTIES)


@pytest.mark.parametrize("party", PARTIES)
def test_a_party_does_not_ask_for_a_reversed_prize_to_be_paid_again(world, party):
    scene.funds(world, 100_000)
    record = scene.awarded(world, WINNER)[0]
    world.store.commit([Merge(f"challenges/{record.challenge_id}", OWNERS)])
    scene.winner_account(world, WINNER)
    scene.pay(world, record)
    reverse(world, record)
    with pytest.raises(PartyToIt):
        ask(world, Act.REISSUE_PRIZE, record.id, party)


@pytest.mark.parametrize("party", PARTIES)
def test_a_party_does_not_ask_for_a_payment_that_takes_one(world, party):
    scene.funds(world, 100_000)
    record = scene.awarded(world, WINNER)[0]
    world.store.commit([Merge(f"challenges/{record.challenge_id}", OWNERS)])
    scene.winner_account(world, WINNER)
    with pytest.raises(PartyToIt):
        pay_for_others(PayPrize(record.id, party), ports=world.ports)
    assert scene.read(world, record.id).attempt is None
    pay_for_others(PayPrize(record.id, "ada"), ports=world.ports)
    assert scene.read(world, record.id).status is PrizeStatus.PAID


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("act", [cancel_prize, hold_prize, release_prize])
def test_a_party_does_not_cancel_hold_or_release_a_prize(world, act, party):
    record = scene.awarded(world, WINNER)[0]
    world.store.commit([Merge(f"challenges/{record.challenge_id}", OWNERS)])
    if act is release_prize:
        tamper(world, record.path, status="failed", reason="needs_review", nextCheckAt=None)
    before = scene.read(world, record.id)
    with pytest.raises(PartyToIt):
        intervene(act, PrizeAct(record.id, party, "why"), ports=world.ports)
    assert scene.read(world, record.id) == before
    assert intervene(act, PrizeAct(record.id, "ada", "why"), ports=world.ports) != before


@pytest.mark.parametrize("party", [sales.BUYER, sales.TRAINER, CO_OWNER])
def test_a_party_neither_refunds_a_sale_nor_asks_for_it_nor_agrees(world, payment_id, party):
    refund = RefundPayment(payment_id=payment_id, actor=party, reason=RefundReason.DUPLICATE, amount=100)
    with pytest.raises(PartyToIt):
        refund_below_cap(refund, ports=world.ports)
    with pytest.raises(PartyToIt):
        ask(world, Act.REFUND_PAYMENT, payment_id, party, amount=100)
    ask(world, Act.REFUND_PAYMENT, payment_id, "ada", amount=100)
    with pytest.raises(PartyToIt):
        agree(world, Act.REFUND_PAYMENT, payment_id, party)
    assert world.store.get(f"payments/{payment_id}").fields["refundedAmount"] == 0


def test_the_winner_stays_a_party_when_the_challenge_is_gone(world, large):
    world.store.commit([Delete(f"challenges/{large.challenge_id}")])
    with pytest.raises(PartyToIt):
        ask(world, Act.PAY_PRIZE, large.id, WINNER)
    ask(world, Act.PAY_PRIZE, large.id, "ada")
