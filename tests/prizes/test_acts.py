"""What administrators do with a prize: cancel, release, approve, issue again, pause."""

from __future__ import annotations

import pytest

from pulse.errors import Refusal
from pulse.prizes import (
    PrizeAct,
    PrizeStatus,
    Reason,
    apply_transfer,
    approve_prize,
    cancel_prize,
    pause_payouts,
    reissue_prize,
    release_prize,
)
from tests.prizes import scene


def test_a_prize_that_is_canceled_before_any_attempt_is_never_paid(world):
    (record,) = scene.awarded(world, "user_456")
    cancel_prize(PrizeAct(record.id, "admin", "disqualified"), ports=world.ports)
    scene.winner_account(world, "user_456")
    scene.funds(world, 100_000)

    scene.pay(world, record)

    assert scene.read(world, record.id).status == PrizeStatus.CANCELED
    assert scene.transfers(world, record) == []


def test_canceling_after_an_attempt_is_refused(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)

    with pytest.raises(Refusal, match="may have been attempted"):
        cancel_prize(PrizeAct(record.id, "admin", "too late"), ports=world.ports)
    assert scene.pay(world, record).record.status is PrizeStatus.PAID


def test_a_released_prize_waits_for_quiet_and_goes_out_under_a_new_key(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("error", method="POST", path="/v1/transfers", status=422, count=1)
    scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.FAILED

    release_prize(PrizeAct(record.id, "admin", "looked at"), ports=world.ports)
    scene.pay(world, record)
    early = scene.transfers(world, record)
    world.clock.advance(minutes=46)
    scene.pay(world, record)

    paid = scene.read(world, record.id)
    assert (early, paid.status, paid.attempt.generation) == ([], PrizeStatus.PAID, 2)


@pytest.mark.parametrize(("pool", "held"), [(103_092, False), (103_094, True)])
def test_a_prize_above_the_cap_is_held_until_somebody_approves(world, pool, held):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456", pool=pool)

    scene.pay(world, record)

    after = scene.read(world, record.id)
    assert (after.reason == Reason.HELD_FOR_APPROVAL) == held
    if held:
        approve_prize(PrizeAct(record.id, "second_admin", "checked"), ports=world.ports)
        scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_an_approved_reissue_pays_once_more_with_a_new_key(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    scene.take_back(world, record)
    apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)
    world.clock.advance(hours=1)

    reissue_prize(PrizeAct(record.id, "second_admin", "bank was wrong"), ports=world.ports)
    scene.pay(world, record)
    scene.pay(world, record)

    again = scene.read(world, record.id)
    assert (again.status, again.attempt.generation, again.reissues) == (PrizeStatus.PAID, 2, 1)
    assert again.attempt.key == f"prize:{record.id}:g2"
    assert len(scene.transfers(world, record)) == 2
    assert scene.booked(world, "winner:user_456") == 9_700
    assert (scene.booked(world, "platform:fees"), scene.booked(world, "platform:own")) == (300, -10_000)


def test_the_kill_switch_stops_every_transfer_and_says_so(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    pause_payouts(paused=True, actor="admin", reason="incident", ports=world.ports)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.PAYOUTS_PAUSED)
    assert scene.transfers(world, record) == []
    pause_payouts(paused=False, actor="admin", reason="over", ports=world.ports)
    scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_what_was_sent_is_looked_up_also_while_payouts_are_paused(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    pause_payouts(paused=True, actor="admin", reason="incident", ports=world.ports)

    scene.pay(world, record)

    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_a_paused_prize_that_was_not_paid_is_not_sent_again(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    pause_payouts(paused=True, actor="admin", reason="incident", ports=world.ports)

    scene.pay(world, record)

    assert scene.read(world, record.id).reason == Reason.PAYOUTS_PAUSED
    assert scene.transfers(world, record) == []
