"""A challenge with prizes that was cancelled after its end is completed instead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.documents import Challenge
from pulse.ports.store import Update
from pulse.prizes import undo_cancellation
from tests.prizes import scene
from tests.world import START, TEST_SETTINGS, World

SECOND = timedelta(seconds=1)


def cancelled(world, *, was="active", now="cancelled", end=START, at=START, **prize_money):
    """Whether the cancellation was undone."""
    scene.challenge(world, **prize_money)
    world.store.commit([Update("challenges/ch", {"status": was, "endDate": end})])
    former = Challenge.of(world.store.get("challenges/ch"))
    world.store.commit([Update("challenges/ch", {"status": now})])
    return undo_cancellation(former, at, ports=world.ports)


def status_of(world):
    return world.store.get("challenges/ch").fields["status"]


@pytest.mark.parametrize("was", ["published", "active"])
def test_it_is_completed_and_told(world, was):
    assert cancelled(world, was=was)
    assert status_of(world) == "completed"
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.subject) == ("cancellation.undone", "challenges/ch")


def test_what_counts_is_when_it_was_cancelled_not_when_that_is_told(world):
    world.clock.advance(hours=5)
    assert not cancelled(world, end=START, at=START - SECOND)
    assert status_of(world) == "cancelled"
    assert not world.alerts.raised


@pytest.mark.parametrize(
    "about",
    [
        {"was": "draft"},
        {"isEnabled": False},
        {"now": "active"},
        {"end": START + SECOND},
        {"end": "some day"},
    ],
)
def test_any_other_change_stands(world, about):
    assert not cancelled(world, **about)
    assert status_of(world) == about.get("now", "cancelled")
    assert not world.alerts.raised


def test_what_ended_before_the_first_day_was_settled_by_hand():
    world = World(TEST_SETTINGS.model_copy(update={"awards_from": START + SECOND}))
    assert not cancelled(world)
    assert status_of(world) == "cancelled"
