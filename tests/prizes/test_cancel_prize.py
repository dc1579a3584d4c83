"""A prize is canceled once no transfer of it exists and none can appear any more."""

from __future__ import annotations

import pytest

from pulse.errors import StripeUnavailable
from pulse.prizes import AttemptMade, PrizeAct, PrizeStatus, Reason, cancel_prize, hold_prize, release_prize
from tests.backoffice.disturbed import without_stripe
from tests.prizes import scene


def canceled(world, record, ports=None):
    return cancel_prize(PrizeAct(record.id, "admin", "not to be paid"), ports=ports or world.ports)


def stays_canceled(world, record):
    assert scene.read(world, record.id).status is PrizeStatus.CANCELED
    world.clock.advance(days=2)
    scene.pay(world, record)
    assert scene.transfers(world, record) == []


@pytest.fixture(name="record")
def _record(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    return record


def unanswered(world, record, kind="timeout_before"):
    world.emulator.faults.add(kind, method="POST", path="/v1/transfers$", count=1)
    scene.pay(world, record)


def held(world, record):
    """Held, and looked up once: nothing more is sent, and the prize waits for two people."""
    hold_prize(PrizeAct(record.id, "admin", "odd"), ports=world.ports)
    assert scene.pay(world, record).record.reason is Reason.HELD_FOR_APPROVAL


@pytest.mark.parametrize("hold_first", [False, True])
def test_a_prize_whose_account_was_rejected_is_canceled_after_an_attempt_that_stripe_refused(
    world, hold_first
):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.complete_onboarding(account, "rejected")
    assert scene.pay(world, record).record.attempt.closed
    if hold_first:
        kept = hold_prize(PrizeAct(record.id, "admin", "odd"), ports=world.ports)
        assert kept.reason is Reason.HELD_FOR_APPROVAL  # at once: nothing of it is in flight

    assert canceled(world, record).status is PrizeStatus.CANCELED

    stays_canceled(world, record)


def test_after_a_send_without_an_answer_it_is_canceled_once_it_is_quiet_and_stripe_shows_none(world, record):
    unanswered(world, record)
    held(world, record)
    world.clock.advance(minutes=44)
    with pytest.raises(AttemptMade, match="may have been attempted"):
        canceled(world, record)
    world.clock.advance(minutes=2)

    assert canceled(world, record).status is PrizeStatus.CANCELED
    stays_canceled(world, record)


def test_a_transfer_that_the_look_up_finds_forbids_it(world, record):
    unanswered(world, record, "timeout_before")
    held(world, record)
    world.stripe.create_transfer(
        {
            "amount": record.winner_amount,
            "currency": "usd",
            "destination": scene.read(world, record.id).attempt.destination,
            "transfer_group": record.transfer_group,
        },
        idempotency_key="arrives late",
    )
    world.clock.advance(minutes=46)

    with pytest.raises(AttemptMade):
        canceled(world, record)

    assert len(scene.transfers(world, record)) == 1


def test_without_an_answer_to_the_look_up_nothing_is_canceled(world, record):
    unanswered(world, record)
    held(world, record)
    world.clock.advance(minutes=46)

    with pytest.raises(StripeUnavailable):
        canceled(world, record, without_stripe(world, "list_transfers"))

    assert scene.read(world, record.id).status is PrizeStatus.PENDING


def test_after_a_release_the_quiet_time_stands_before_it(world, record):
    world.emulator.faults.add("error", method="POST", path="/v1/transfers$", count=1, status=422)
    scene.pay(world, record)
    release_prize(PrizeAct(record.id, "admin", "looked at"), ports=world.ports)

    with pytest.raises(AttemptMade):
        canceled(world, record)
    world.clock.advance(minutes=46)

    assert canceled(world, record).status is PrizeStatus.CANCELED
