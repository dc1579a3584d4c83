"""What takes two administrators: never one alone, never the one who gets the money, in time, and once."""

from __future__ import annotations

import pytest

from pulse.backoffice.approvals import (
    Act,
    ApprovalStatus,
    expire_approvals,
    read_open_approvals,
)
from pulse.backoffice.approvals.records import approval_path
from pulse.backoffice.checks.audit_trail import verify_audit
from pulse.errors import InvalidRequest, NotAllowed, NotFound, Refusal
from pulse.ports.store import Query
from pulse.prizes import PrizeStatus, Reason, pause_payouts
from tests.backoffice.approvals.scene import ABOVE_CAP, agree, approval, ask, reverse
from tests.prizes import scene


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
    assert expire_approvals(ports=world.ports).done == 1
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
    assert read_open_approvals(ports=world.ports) == [first]


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
