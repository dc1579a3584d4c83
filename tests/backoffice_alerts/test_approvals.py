"""What takes two administrators: never one alone, never the one who gets the money, in time, and once."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulse.backoffice.approvals.acts import (
    Act,
    ApprovalRequired,
    ApprovalStatus,
    ApproveAct,
    RequestAct,
    approve_act,
    refund_below_cap,
    request_act,
)
from pulse.backoffice.approvals.requests import Approval, approval_path, expire_approvals, open_approvals
from pulse.backoffice.checks.audit_trail import verify_audit
from pulse.errors import Busy, InvalidRequest, NotAllowed, NotFound, Refusal, StripeUnavailable
from pulse.ports.store import Query
from pulse.prizes import PrizeStatus, Reason, apply_transfer, pause_payouts
from pulse.sales import RefundPayment, RefundReason
from tests.prizes import scene
from tests.sales import scene as sales_scene

ABOVE_CAP = 200_000
WORKERS = 4


@pytest.fixture
def held(world):
    """A prize above the cap, with everything else in order."""
    scene.funds(world, 10_000_000)
    scene.user(world, "user_456")
    scene.winner_account(world, "user_456")
    (record,) = scene.awarded(world, "user_456", pool=ABOVE_CAP)
    scene.pay(world, record)
    return scene.read(world, record.id)


@pytest.fixture
def reversed_prize(world):
    scene.funds(world, 10_000_000)
    scene.user(world, "user_456")
    scene.winner_account(world, "user_456")
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    return reverse(world, record)


def reverse(world, record):
    transfer_id = scene.read(world, record.id).stripe_transfer_id
    world.stripe.create_transfer_reversal(transfer_id, {}, idempotency_key=f"by-hand-{transfer_id}")
    apply_transfer(transfer_id, ports=world.ports)
    return scene.read(world, record.id)


def ask(world, act, subject_id, actor="ada", reason="checked by telephone", **terms):
    command = RequestAct(act=act, subject_id=subject_id, actor=actor, reason=reason, **terms)
    return request_act(command, ports=world.ports)


def agree(world, act, subject_id, actor="bob", reason="agreed"):
    command = ApproveAct(act=act, subject_id=subject_id, actor=actor, reason=reason)
    return approve_act(command, ports=world.ports)


def approval(world, act, subject) -> Approval:
    return Approval.of(world.store.get(approval_path(act, subject)))


def test_a_prize_above_the_cap_is_paid_after_a_second_administrator_agrees(world, held):
    assert held.reason is Reason.HELD_FOR_APPROVAL
    ask(world, Act.PAY_PRIZE, held.id)
    assert scene.pay(world, held).record.reason is Reason.HELD_FOR_APPROVAL

    agree(world, Act.PAY_PRIZE, held.id)

    paid = scene.pay(world, held).record
    assert (paid.status, paid.approved_by) == (PrizeStatus.PAID, "bob")
    assert len(scene.transfers(world, held)) == 1
    assert approval(world, Act.PAY_PRIZE, held.path).status is ApprovalStatus.USED


def test_whoever_asks_does_not_agree(world, held):
    ask(world, Act.PAY_PRIZE, held.id)
    with pytest.raises(NotAllowed) as refused:
        agree(world, Act.PAY_PRIZE, held.id, actor="ada")
    assert refused.value.code == "same_person"
    assert scene.read(world, held.id).approved_by is None


def test_the_winner_does_not_ask(world, held):
    with pytest.raises(NotAllowed) as refused:
        ask(world, Act.PAY_PRIZE, held.id, actor="user_456")
    assert refused.value.code == "party_to_it"


def test_the_winner_does_not_agree(world, held):
    ask(world, Act.PAY_PRIZE, held.id)
    with pytest.raises(NotAllowed) as refused:
        agree(world, Act.PAY_PRIZE, held.id, actor="user_456")
    assert refused.value.code == "party_to_it"


def test_nothing_is_approved_that_nobody_asked_for(world, held):
    with pytest.raises(NotFound):
        agree(world, Act.PAY_PRIZE, held.id)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_reason_is_required_on_both_sides(world, held, reason):
    with pytest.raises(InvalidRequest):
        ask(world, Act.PAY_PRIZE, held.id, reason=reason)
    ask(world, Act.PAY_PRIZE, held.id)
    with pytest.raises(InvalidRequest):
        agree(world, Act.PAY_PRIZE, held.id, reason=reason)


@pytest.mark.parametrize(("seconds", "allowed"), [(86_399, True), (86_400, False)])
def test_a_request_lives_a_day(world, held, seconds, allowed):
    ask(world, Act.PAY_PRIZE, held.id)
    world.clock.advance(seconds=seconds)
    if allowed:
        agree(world, Act.PAY_PRIZE, held.id)
        return
    with pytest.raises(Refusal) as refused:
        agree(world, Act.PAY_PRIZE, held.id)
    assert refused.value.code == "approval_expired"
    assert expire_approvals(ports=world.ports) == 1
    assert approval(world, Act.PAY_PRIZE, held.path).status is ApprovalStatus.EXPIRED


def test_an_expired_request_can_be_made_again_and_by_the_other(world, held):
    ask(world, Act.PAY_PRIZE, held.id)
    world.clock.advance(days=2)
    assert ask(world, Act.PAY_PRIZE, held.id, actor="bob").number == 2
    agree(world, Act.PAY_PRIZE, held.id, actor="ada")
    assert scene.read(world, held.id).approved_by == "ada"


def test_asking_twice_is_one_request(world, held):
    first = ask(world, Act.PAY_PRIZE, held.id)
    assert ask(world, Act.PAY_PRIZE, held.id, actor="cyd") == first
    assert open_approvals(ports=world.ports) == [first]


def test_an_approval_is_used_once(world, held):
    ask(world, Act.PAY_PRIZE, held.id)
    agree(world, Act.PAY_PRIZE, held.id)
    with pytest.raises(Refusal) as refused:
        agree(world, Act.PAY_PRIZE, held.id, actor="cyd")
    assert refused.value.code == "approval_used"


def test_a_reversed_prize_is_paid_again_once_per_approval(world, reversed_prize):
    ask(world, Act.REISSUE_PRIZE, reversed_prize.id)
    agree(world, Act.REISSUE_PRIZE, reversed_prize.id)
    world.clock.advance(hours=1)
    scene.pay(world, reversed_prize)
    again = reverse(world, reversed_prize)
    assert (again.status, again.reissues) == (PrizeStatus.REVERSED, 1)

    with pytest.raises(Refusal):
        agree(world, Act.REISSUE_PRIZE, reversed_prize.id)

    assert len(scene.transfers(world, reversed_prize)) == 2
    assert scene.read(world, reversed_prize.id).status is PrizeStatus.REVERSED


def test_only_a_reversed_prize_is_asked_to_be_issued_again(world, held):
    with pytest.raises(Refusal) as refused:
        ask(world, Act.REISSUE_PRIZE, held.id)
    assert refused.value.code == "not_reversed"


def test_an_act_that_is_refused_leaves_the_request_open(world, held):
    ask(world, Act.PAY_PRIZE, held.id)
    agree(world, Act.PAY_PRIZE, held.id)
    scene.pay(world, held)
    with pytest.raises(Refusal):
        ask(world, Act.PAY_PRIZE, held.id)
    assert approval(world, Act.PAY_PRIZE, held.path).number == 1


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


def test_one_pauses_payouts_and_two_resume_them(world):
    pause_payouts(paused=True, actor="ada", reason="incident", ports=world.ports)
    ask(world, Act.RESUME_PAYOUTS, "payouts", actor="ada")
    with pytest.raises(NotAllowed):
        agree(world, Act.RESUME_PAYOUTS, "payouts", actor="ada")
    assert world.store.get("control/payouts").fields["paused"] is True
    agree(world, Act.RESUME_PAYOUTS, "payouts")
    assert world.store.get("control/payouts").fields["paused"] is False
    with pytest.raises(Refusal):
        ask(world, Act.RESUME_PAYOUTS, "payouts")


def test_a_switch_that_was_pulled_again_is_not_let_go_by_an_older_request(world):
    pause_payouts(paused=True, actor="ada", reason="drill", ports=world.ports)
    ask(world, Act.RESUME_PAYOUTS, "payouts")
    pause_payouts(paused=True, actor="cleo", reason="a leaked key", ports=world.ports)
    with pytest.raises(Refusal) as refused:
        agree(world, Act.RESUME_PAYOUTS, "payouts")
    assert refused.value.code == "terms_changed"
    assert world.store.get("control/payouts").fields["paused"] is True
    asked = ask(world, Act.RESUME_PAYOUTS, "payouts", actor="cleo")
    assert (asked.number, asked.requested_by, asked.terms["pausedFor"]) == (2, "cleo", "a leaked key")
    agree(world, Act.RESUME_PAYOUTS, "payouts")
    assert world.store.get("control/payouts").fields["paused"] is False


def test_every_step_is_in_the_audit_trail_with_who_and_why(world, held):
    ask(world, Act.PAY_PRIZE, held.id)
    agree(world, Act.PAY_PRIZE, held.id)
    subject = approval_path(Act.PAY_PRIZE, held.path)
    rows = world.store.query(Query("auditLog", where=[("subject", "==", subject)]))
    told = {(row.fields["act"], row.fields["actor"], row.fields["reason"]) for row in rows}
    assert told == {
        ("approval.requested", "ada", "checked by telephone"),
        ("approval.used", "bob", "agreed"),
    }
    assert verify_audit(subject, store=world.store) is None
    assert verify_audit(held.path, store=world.store) is None
