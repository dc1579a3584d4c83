"""Refunds up to the cap take one administrator, larger ones two."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulse.backoffice.approvals import (
    Act,
    ApprovalRequired,
    ApprovalStatus,
    expire_approvals,
    find_open_approval,
    refund_below_cap,
)
from pulse.errors import Busy, InvalidRequest, NotAllowed, Refusal, StripeUnavailable
from pulse.sales import RefundPayment, RefundReason
from tests.backoffice.approvals.scene import ABOVE_CAP, agree, approval, ask
from tests.sales import scene as sales_scene

WORKERS = 4


def test_a_small_refund_takes_one(world):
    payment_id = sales_scene.sold(world)
    command = RefundPayment(payment_id=payment_id, actor="ada", reason=RefundReason.DUPLICATE, amount=10_000)
    assert refund_below_cap(command, ports=world.ports).refunded_amount == 10_000


def test_many_small_refunds_do_not_add_up_to_a_large_one_alone(world):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    for number, allowed in ((1, True), (2, False)):
        command = RefundPayment(
            payment_id=payment_id,
            actor="ada",
            reason=RefundReason.DUPLICATE,
            amount=60_000,
            request_id=f"wish-{number}",
        )
        if allowed:
            refund_below_cap(command, ports=world.ports)
            continue
        with pytest.raises(ApprovalRequired):
            refund_below_cap(command, ports=world.ports)


def test_small_refunds_at_once_do_not_add_up_to_a_large_one_alone(world):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)

    def wish(number):
        command = RefundPayment(
            payment_id=payment_id,
            actor="ada",
            reason=RefundReason.DUPLICATE,
            amount=60_000,
            request_id=f"wish-{number}",
        )
        with contextlib.suppress(ApprovalRequired, Busy):
            refund_below_cap(command, ports=world.ports)

    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(wish, range(WORKERS)))

    assert sum(refund.amount for refund in world.stripe.list_refunds({})) == 60_000


def test_a_refund_asked_for_again_is_answered_and_does_not_count_twice(world):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    command = RefundPayment(payment_id=payment_id, actor="ada", reason=RefundReason.DUPLICATE, amount=60_000)
    first = refund_below_cap(command, ports=world.ports)
    assert refund_below_cap(command, ports=world.ports) == first


@pytest.mark.parametrize("party", [sales_scene.BUYER, sales_scene.TRAINER])
def test_nobody_refunds_alone_what_they_bought_or_sold(world, party):
    payment_id = sales_scene.sold(world)
    command = RefundPayment(payment_id=payment_id, actor=party, reason=RefundReason.DUPLICATE, amount=100)
    with pytest.raises(NotAllowed) as refused:
        refund_below_cap(command, ports=world.ports)
    assert refused.value.code == "party_to_it"
    assert world.stripe.list_refunds({}) == []


@pytest.mark.parametrize(("amount", "allowed"), [(100_000, True), (100_001, False), (None, False)])
def test_the_cap_is_met_to_the_cent(world, amount, allowed):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    command = RefundPayment(payment_id=payment_id, actor="ada", reason=RefundReason.DUPLICATE, amount=amount)
    if allowed:
        assert refund_below_cap(command, ports=world.ports).amount == amount
        return
    with pytest.raises(ApprovalRequired):
        refund_below_cap(command, ports=world.ports)


def test_a_large_refund_is_made_once_when_the_second_agrees(world):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    ask(world, Act.REFUND_PAYMENT, payment_id, amount=150_000)
    outcome = agree(world, Act.REFUND_PAYMENT, payment_id).outcome
    assert (outcome.amount, outcome.refunded_amount) == (150_000, 150_000)
    with pytest.raises(Refusal):
        agree(world, Act.REFUND_PAYMENT, payment_id)
    assert len(world.stripe.list_refunds({"payment_intent": payment_id})) == 1


def test_a_large_refund_that_stripe_did_not_answer_is_made_once_by_repeating(world):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    ask(world, Act.REFUND_PAYMENT, payment_id, amount=150_000)
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/refunds", count=1)
    with pytest.raises(StripeUnavailable):
        agree(world, Act.REFUND_PAYMENT, payment_id)
    agree(world, Act.REFUND_PAYMENT, payment_id)
    assert [refund.amount for refund in world.stripe.list_refunds({"payment_intent": payment_id})] == [
        150_000
    ]
    assert approval(world, Act.REFUND_PAYMENT, f"payments/{payment_id}").status is ApprovalStatus.USED


@pytest.mark.parametrize(("reaches_stripe", "status"), [(True, "used"), (False, "expired")])
def test_an_approved_refund_that_expired_is_closed_and_says_whether_it_was_begun(
    world, reaches_stripe, status
):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    ask(world, Act.REFUND_PAYMENT, payment_id, amount=150_000)
    if reaches_stripe:
        world.emulator.faults.add("timeout_after", method="POST", path="/v1/refunds", count=1)
    else:
        world.emulator.faults.add("timeout_before", method="GET", path="/v1/payment_intents", count=9)
    with pytest.raises(StripeUnavailable):
        agree(world, Act.REFUND_PAYMENT, payment_id)
    path = f"payments/{payment_id}"
    assert approval(world, Act.REFUND_PAYMENT, path).status is ApprovalStatus.APPROVED
    world.clock.advance(days=1)
    assert find_open_approval(Act.REFUND_PAYMENT, payment_id, ports=world.ports) is None

    assert expire_approvals(ports=world.ports).done == 1

    assert approval(world, Act.REFUND_PAYMENT, path).status == status
    assert bool(sales_scene.documents(world, "corrections")) is reaches_stripe


def test_while_a_request_is_open_its_terms_stand(world):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    ask(world, Act.REFUND_PAYMENT, payment_id, amount=150_000)
    with pytest.raises(Refusal) as refused:
        ask(world, Act.REFUND_PAYMENT, payment_id, amount=160_000)
    assert refused.value.code == "approval_pending"


@pytest.mark.parametrize("party", [sales_scene.BUYER, sales_scene.TRAINER])
def test_buyer_and_trainer_have_no_say_in_a_refund(world, party):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    with pytest.raises(NotAllowed):
        ask(world, Act.REFUND_PAYMENT, payment_id, actor=party, amount=150_000)


@pytest.mark.parametrize("amount", [0, -1, ABOVE_CAP + 1])
def test_no_more_is_asked_for_than_can_be_refunded(world, amount):
    payment_id = sales_scene.sold(world, amount=ABOVE_CAP)
    with pytest.raises(InvalidRequest):
        ask(world, Act.REFUND_PAYMENT, payment_id, amount=amount)
