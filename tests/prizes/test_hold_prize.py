"""A prize that an administrator holds: nothing more is sent, what was sent is found, two let it go."""

from __future__ import annotations

import pytest

from pulse.backoffice import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.errors import Refusal
from pulse.prizes import PrizeAct, PrizeStatus, Reason, hold_prize
from tests.prizes import scene


@pytest.fixture(name="record")
def _record(world):
    scene.user(world, "user_456")
    scene.winner_account(world, "user_456")
    scene.funds(world, 100_000)
    (record,) = scene.awarded(world, "user_456")
    return record


def held(world, record, reason="two accounts, one phone"):
    return hold_prize(PrizeAct(record.id, "admin", reason), ports=world.ports)


def two_agree(world, record):
    looked_at = {"act": Act.PAY_PRIZE, "subject_id": record.id, "reason": "looked at"}
    request_act(RequestAct(actor="admin", **looked_at), ports=world.ports)
    approve_act(ApproveAct(actor="admin2", **looked_at), ports=world.ports)


def waits_for_two(world, record):
    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.HELD_FOR_APPROVAL)
    assert scene.transfers(world, record) == []


def test_a_held_prize_is_not_paid_until_two_administrators_agree(world, record):
    held(world, record)
    scene.pay(world, record)

    waits_for_two(world, record)

    two_agree(world, record)
    scene.pay(world, record)

    assert scene.read(world, record.id).status == PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_why_it_is_held_stands_where_staff_alone_reads_it(world, record):
    held(world, record, "two accounts, one phone")

    hold = world.store.get(f"holds/{record.id}").fields
    assert (hold["patterns"], hold["sentences"]) == (["held_by_hand"], ["two accounts, one phone"])
    assert "phone" not in str(world.store.get(f"prizeRecords/{record.id}").fields)


def test_what_was_sent_before_the_hold_is_found_and_recorded(world, record):
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    held(world, record)
    scene.pay(world, record)

    paid = scene.read(world, record.id)
    assert (paid.status, paid.reason) == (PrizeStatus.PAID, None)
    assert len(scene.transfers(world, record)) == 1


def test_what_was_not_sent_before_the_hold_is_not_sent_again_until_two_agree(world, record):
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    held(world, record)
    scene.pay(world, record)

    waits_for_two(world, record)

    two_agree(world, record)
    scene.pay(world, record)

    assert [transfer.amount for transfer in scene.transfers(world, record)] == [record.winner_amount]


def test_an_agreement_from_before_the_hold_is_used_up(world, record):
    held(world, record)
    two_agree(world, record)
    again = held(world, record, "another thing")
    scene.pay(world, record)

    assert again.approved_by is None
    waits_for_two(world, record)


def test_a_prize_that_is_paid_cannot_be_held(world, record):
    scene.pay(world, record)

    with pytest.raises(Refusal, match="not settled"):
        held(world, record)
    assert scene.read(world, record.id).held is False
