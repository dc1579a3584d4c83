"""A prize that was taken back is alerted once and says what may be done; the books stay as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.backoffice import check
from pulse.ports import Severity
from pulse.prizes import PrizeAct, PrizeStatus, Reason, apply_transfer, project_winner, reissue_prize
from tests.prizes import scene


@pytest.fixture
def paid(world):
    scene.funds(world, 100_000)
    (record,) = scene.awarded(world, "ada")
    scene.winner_account(world, "ada")
    return scene.pay(world, record).record


def taken_back(world, record, amount):
    """At Stripe, and then told three times."""
    world.sdk.v1.transfers.reversals.create(record.stripe_transfer_id, {"amount": amount})
    for _ in range(3):
        apply_transfer(record.stripe_transfer_id, ports=world.ports)
    return scene.read(world, record.id)


def told(world):
    return [
        (one.cause, one.severity, one.amount_cents, one.currency, one.user_id, one.subject)
        for one in world.alerts.raised
    ]


def test_a_prize_taken_back_in_full_is_told_of_once_and_says_what_may_be_done(world, paid):
    record = taken_back(world, paid, 9_700)
    assert (record.status, record.reason) == (PrizeStatus.REVERSED, Reason.NEEDS_REVIEW)
    assert "not paid again automatically" in record.next_action
    assert told(world) == [("prize.reversed", Severity.ERROR, 9_700, "usd", "ada", record.path)]
    project_winner("ada", ports=world.ports)
    assert check(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=False) == []


def test_of_a_worker_that_dies_as_it_records_it_somebody_was_told(world, paid):
    world.sdk.v1.transfers.reversals.create(paid.stripe_transfer_id, {"amount": 9_700})

    class Dying:
        def __getattr__(self, name):
            return getattr(world.store, name)

        def commit(self, writes):
            world.store.commit(writes)
            raise SystemExit

    with pytest.raises(SystemExit):
        apply_transfer(paid.stripe_transfer_id, ports=replace(world.ports, store=Dying()))
    apply_transfer(paid.stripe_transfer_id, ports=world.ports)
    assert scene.read(world, paid.id).status == PrizeStatus.REVERSED
    assert world.alerts.causes() == ["prize.reversed"]


def test_a_prize_taken_back_before_its_answer_was_recorded_is_told_of_too(world, paid):
    scene.awarded(world, "ada", challenge_id="ch2")
    second = scene.record_of(world, "ada", "ch2")
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, second)
    (transfer,) = scene.transfers(world, second)
    world.sdk.v1.transfers.reversals.create(transfer.id, {"amount": 9_700})
    world.clock.advance(minutes=1)
    assert scene.pay(world, second).record.status == PrizeStatus.REVERSED
    assert world.alerts.causes() == ["prize.reversed"]


def test_a_part_that_was_taken_back_has_a_cause_of_its_own(world, paid):
    record = taken_back(world, paid, 700)
    assert (record.status, record.reason) == (PrizeStatus.PAID, Reason.NEEDS_REVIEW)
    assert told(world) == [("prize.partly_reversed", Severity.ERROR, 700, "usd", "ada", record.path)]


def test_a_rest_that_is_taken_back_too_can_be_issued_again_in_full(world, paid):
    taken_back(world, paid, 700)
    record = taken_back(world, paid, 9_000)
    assert world.alerts.causes() == ["prize.partly_reversed", "prize.reversed"]
    reissue_prize(PrizeAct(record.id, "second_admin", "owed"), ports=world.ports)
    world.clock.advance(hours=1)
    again = scene.pay(world, record).record
    assert (again.status, again.reason, again.next_action) == (PrizeStatus.PAID, None, None)
    standing = [one.amount for one in scene.transfers(world, record) if not one.amount_reversed]
    assert standing == [9_700]
