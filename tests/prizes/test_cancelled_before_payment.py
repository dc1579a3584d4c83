"""A challenge that is cancelled between award and transfer: the worker sees it, also without the event."""

from __future__ import annotations

import pytest

from pulse.backoffice.approvals import Act
from pulse.backoffice.approvals.refusals import TermsChanged
from pulse.ledger import note_taken_back
from pulse.ports.store import Merge
from pulse.prizes import (
    PrizeAct,
    PrizeStatus,
    Reason,
    approve_prize,
    hold_prize,
    hold_prizes_of_cancelled,
)
from pulse.prizes.refusals import ChangedMeanwhile
from tests.backoffice.approvals.scene import agree, ask
from tests.prizes import scene


@pytest.fixture
def record(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.alerts.raised.clear()
    return record


def cancelled(world):
    world.store.commit([Merge("challenges/ch", {"status": "cancelled"})])


def two_agree(world, record):
    ask(world, Act.PAY_PRIZE, record.id, "ada")
    agree(world, Act.PAY_PRIZE, record.id, "bob")


def test_it_is_held_and_told_although_no_event_came(world, record):
    cancelled(world)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.HELD_FOR_APPROVAL)
    assert waiting.held
    assert scene.transfers(world, record) == []
    assert world.store.get(f"holds/{record.id}").fields["patterns"] == ["challenge_cancelled"]
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.facts["patterns"]) == ("prize.suspected", ["challenge_cancelled"])


def test_two_who_know_of_the_cancellation_pay_it(world, record):
    cancelled(world)
    scene.pay(world, record)
    two_agree(world, record)

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_what_two_agreed_to_before_the_cancellation_is_not_enough(world, record):
    two_agree(world, record)
    cancelled(world)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.held, waiting.approved_by) == (True, None)
    assert scene.transfers(world, record) == []


def test_what_was_sent_before_is_found_and_recorded(world, record):
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    cancelled(world)
    world.clock.advance(minutes=5)

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_what_never_arrived_is_not_sent_again(world, record):
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    cancelled(world)
    world.clock.advance(hours=2)

    scene.pay(world, record)

    assert scene.read(world, record.id).reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []


@pytest.mark.parametrize("status", ["completed", "active", "no status of ours", None])
def test_any_other_status_stops_no_prize(world, record, status):
    world.store.commit([Merge("challenges/ch", {"status": status})])

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID


def known(world, record):
    return world.store.get(f"holds/{record.id}").fields["patterns"]


def took_back(world):
    world.store.commit([note_taken_back("ch", "user_456", "pi_1", back=True)])


def by_hand(world, record):
    return hold_prize(PrizeAct(record.id, "eve", "an odd story"), ports=world.ports)


def test_what_two_agreed_to_for_another_reason_does_not_cover_the_cancellation(world, record):
    by_hand(world, record)
    two_agree(world, record)
    cancelled(world)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.held, waiting.approved_by) == (True, None)
    assert known(world, record) == ["held_by_hand", "challenge_cancelled"]
    assert scene.transfers(world, record) == []
    two_agree(world, record)
    scene.pay(world, record)
    assert scene.read(world, record.id).status is PrizeStatus.PAID


@pytest.mark.parametrize("first", ["cancelled", "took_back"])
def test_each_reason_takes_an_agreement_if_it_came_up_after_the_last(world, record, first):
    come_up = {"cancelled": cancelled, "took_back": took_back}
    come_up.pop(first)(world)
    scene.pay(world, record)
    two_agree(world, record)
    next(iter(come_up.values()))(world)

    scene.pay(world, record)

    assert scene.read(world, record.id).approved_by is None
    assert scene.transfers(world, record) == []
    two_agree(world, record)
    scene.pay(world, record)
    assert len(scene.transfers(world, record)) == 1


def test_both_at_once_take_one_agreement(world, record):
    cancelled(world)
    took_back(world)
    scene.pay(world, record)
    assert known(world, record) == ["challenge_cancelled", "purchase_taken_back"]

    two_agree(world, record)
    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID


def test_the_event_of_the_cancellation_asks_for_no_second_agreement(world, record):
    cancelled(world)
    hold_prizes_of_cancelled("ch", actor="system:test", ports=world.ports)
    hold_prizes_of_cancelled("ch", actor="system:test", ports=world.ports)
    assert known(world, record) == ["challenge_cancelled"]

    two_agree(world, record)
    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID


def test_the_event_undoes_an_agreement_to_a_prize_that_was_held_before(world, record):
    by_hand(world, record)
    two_agree(world, record)
    cancelled(world)

    hold_prizes_of_cancelled("ch", actor="system:test", ports=world.ports)

    assert scene.read(world, record.id).approved_by is None
    assert known(world, record) == ["held_by_hand", "challenge_cancelled"]


def test_a_request_from_before_a_reason_cannot_be_approved_any_more(world, record):
    by_hand(world, record)
    shown = ask(world, Act.PAY_PRIZE, record.id, "ada")
    assert shown.terms["heldFor"] == ["an odd story"]
    cancelled(world)
    scene.pay(world, record)

    with pytest.raises(TermsChanged):
        agree(world, Act.PAY_PRIZE, record.id, "bob")

    again = ask(world, Act.PAY_PRIZE, record.id, "ada")
    assert again.terms["heldFor"] == ["an odd story", "The challenge was cancelled after its award."]
    agree(world, Act.PAY_PRIZE, record.id, "bob")


def test_an_agreement_counts_for_the_record_it_was_compared_with_and_no_later_one(world, record):
    changed = by_hand(world, record)

    with pytest.raises(ChangedMeanwhile):
        approve_prize(PrizeAct(record.id, "bob", "agreed", version=record.version), ports=world.ports)

    assert changed.version != record.version
    assert scene.read(world, record.id).approved_by is None


def test_a_hold_that_cannot_be_read_names_nothing(world, record):
    cancelled(world)
    scene.pay(world, record)
    two_agree(world, record)
    world.store.commit([Merge(f"holds/{record.id}", {"patterns": 7})])

    scene.pay(world, record)

    assert scene.read(world, record.id).approved_by is None
    assert known(world, record) == ["challenge_cancelled"]
