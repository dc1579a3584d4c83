"""A challenge that is cancelled after its award: what is not paid is held, and operators are told once."""

from __future__ import annotations

import pytest

from pulse.ports.store import Merge
from pulse.prizes import PayPrize, PrizeStatus, hold_prizes_of_cancelled, pay_prize
from tests.prizes import scene


@pytest.fixture
def awarded(world):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    scene.winner_account(world, "ann")
    scene.award(world)
    world.alerts.raised.clear()
    return world


def cancelled(world):
    world.store.commit([Merge("challenges/ch", {"status": "cancelled"})])
    return hold_prizes_of_cancelled("ch", actor="system:test", ports=world.ports)


def test_a_prize_that_is_not_paid_is_held_and_told(awarded):
    assert cancelled(awarded).done == 1

    (record,) = scene.records(awarded)
    assert (record["status"], record["reason"]) == ("pending", "held_for_approval")
    (alert,) = awarded.alerts.raised
    assert (alert.cause, alert.subject) == ("challenge.cancelled", "challenges/ch")


def test_a_held_prize_is_not_sent(awarded):
    cancelled(awarded)
    (record,) = scene.records(awarded)

    pay_prize(PayPrize(record["id"], "system:test"), ports=awarded.ports)

    (record,) = scene.records(awarded)
    assert record["status"] == PrizeStatus.PENDING
    assert awarded.stripe.list_transfers({}) == []


def test_a_second_event_tells_nothing_again(awarded):
    cancelled(awarded)

    assert cancelled(awarded).done == 0
    assert len(awarded.alerts.raised) == 1


def test_an_old_event_of_a_challenge_that_is_not_cancelled_any_more_holds_nothing(awarded):
    held = hold_prizes_of_cancelled("ch", actor="system:test", ports=awarded.ports)

    assert held.done == 0
    assert awarded.alerts.raised == []
