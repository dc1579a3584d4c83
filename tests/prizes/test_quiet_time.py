"""When a prize gets a new key: the orders of events of decision 0033, on a Stripe that forgets refusals."""

from __future__ import annotations

import pytest

from pulse.attempts import PRIZE
from pulse.prizes import (
    PrizeAct,
    PrizeStatus,
    Reason,
    apply_transfer,
    reissue_prize,
    release_prize,
    wake_funds,
)
from pulse.prizes.rules import REFUSALS_THAT_CLOSE
from tests.prizes import scene


def test_each_refusal_that_closes_an_attempt_says_what_the_prize_waits_for():
    assert set(REFUSALS_THAT_CLOSE) == PRIZE.closed_by


def a_send_that_arrives_in_ten_minutes(world):
    """No answer comes, the request is executed later, and Stripe does not hold its key until then."""
    world.emulator.faults.add(
        "late", method="POST", path="/v1/transfers$", count=1, delay=600, keeps_key=False
    )


def paid_once(world, record):
    """An hour later the record is paid by the one transfer that exists."""
    world.clock.advance(minutes=46)
    scene.pay(world, record)
    paid = scene.read(world, record.id)
    assert paid.status is PrizeStatus.PAID
    assert [one.id for one in scene.transfers(world, record)] == [paid.stripe_transfer_id]
    return paid


def test_an_answer_that_was_lost_a_second_send_that_is_refused_and_funds_that_return_pay_once(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    a_send_that_arrives_in_ten_minutes(world)
    scene.pay(world, record)
    scene.funds(world, 0)
    world.emulator.faults.add("refusal_not_kept", method="POST", path="/v1/transfers$", count=1)
    assert scene.pay(world, record).record.reason is Reason.AWAITING_FUNDS
    scene.funds(world, 2 * record.winner_amount)

    assert wake_funds(ports=world.ports) == 0
    waiting = scene.pay(world, record).record

    assert (waiting.attempt.generation, waiting.attempt.sends) == (1, 2)
    assert waiting.reason is Reason.RETRYING  # not for funds: they are there
    assert scene.transfers(world, record) == []
    assert paid_once(world, record).attempt.generation == 1


def test_a_release_after_an_answer_that_was_lost_pays_once(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    a_send_that_arrives_in_ten_minutes(world)
    scene.pay(world, record)
    world.emulator.faults.add(
        "error", method="POST", path="/v1/transfers$", count=1, status=422, keeps_key=False
    )
    assert scene.pay(world, record).record.status is PrizeStatus.FAILED
    release_prize(PrizeAct(record.id, "admin", "looked at"), ports=world.ports)

    waiting = scene.pay(world, record).record

    assert (waiting.reason, waiting.attempt.closed_reason) == (Reason.RETRYING, "released")
    assert scene.transfers(world, record) == []
    assert paid_once(world, record).attempt.generation == 1


def test_a_release_of_what_was_sent_once_and_refused_waits_all_the_same(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("error", method="POST", path="/v1/transfers$", count=1, status=422)
    scene.pay(world, record)
    release_prize(PrizeAct(record.id, "admin", "looked at"), ports=world.ports)

    scene.pay(world, record)

    assert scene.transfers(world, record) == []
    assert paid_once(world, record).attempt.generation == 2


def test_a_reissue_waits_for_quiet_after_the_last_send(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    scene.take_back(world, record)
    from_stripe(world, record)
    reissue_prize(PrizeAct(record.id, "admin2", "bank was wrong"), ports=world.ports)

    scene.pay(world, record)
    early = len(scene.transfers(world, record))
    world.clock.advance(minutes=46)
    scene.pay(world, record)

    assert (early, len(scene.transfers(world, record))) == (1, 2)


def from_stripe(world, record):
    apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)


@pytest.mark.parametrize("restored", [True, False])
def test_an_account_that_was_refused_once_is_paid_as_soon_as_it_is_ready(world, restored):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.complete_onboarding(account, "restricted")
    assert scene.pay(world, record).record.reason is Reason.ACCOUNT_RESTRICTED
    if restored:
        scene.winner_account(world, "user_456")

    after = scene.pay(world, record).record

    assert after.status is (PrizeStatus.PAID if restored else PrizeStatus.PENDING)
    assert len(scene.transfers(world, record)) == int(restored)
