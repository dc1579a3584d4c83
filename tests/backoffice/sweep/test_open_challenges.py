"""The sweep completes a challenge with prizes an hour after its end, and awards it (decision 0037)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.errors import Conflict
from tests.backoffice.disturbed import Away, tamper
from tests.backoffice.sweep.scene import swept
from tests.prizes import scene
from tests.world import START, TEST_SETTINGS, World

HOUR = timedelta(hours=1)


def open_challenge(world, challenge_id="ch", *, status="active", end=START - HOUR, **prize_money):
    scene.challenge(world, challenge_id, **prize_money)
    tamper(world, f"challenges/{challenge_id}", status=status, endDate=end)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10, challenge_id)
    tamper(world, f"user-challenge/{challenge_id}_ada", completedAt=START - timedelta(days=60))
    tamper(world, f"user-challenge/{challenge_id}_ada", joinDate=START - timedelta(days=60))


def status_of(world, challenge_id="ch"):
    return world.store.get(f"challenges/{challenge_id}").fields["status"]


def is_awarded(world, challenge_id="ch"):
    return world.store.get(f"awards/{challenge_id}") is not None


@pytest.mark.parametrize("status", ["published", "active"])
def test_an_open_challenge_is_completed_and_awarded_by_one_sweep(world, status):
    open_challenge(world, status=status)
    report = swept(world)
    assert (report.done("completions"), report.done("awards")) == (1, 1)
    assert status_of(world) == "completed"
    assert is_awarded(world)
    assert swept(world).done("completions") == 0


@pytest.mark.parametrize("status", ["draft", "cancelled", "completed", "over"])
def test_any_other_challenge_keeps_its_status(world, status):
    open_challenge(world, status=status)
    swept(world)
    assert status_of(world) == status


@pytest.mark.parametrize(
    ("before", "completed"),
    [
        (HOUR - timedelta(seconds=1), False),
        (HOUR, True),
        (timedelta(days=45), True),
        (timedelta(days=45, seconds=1), False),
        (-HOUR, False),
    ],
)
def test_the_owner_has_an_hour_and_the_sweep_looks_back_for_weeks(world, before, completed):
    open_challenge(world, end=START - before)
    swept(world)
    assert (status_of(world) == "completed") is completed


@pytest.mark.parametrize(
    "form",
    [
        lambda end: int(end.timestamp()),
        lambda end: int(end.timestamp() * 1000),
        lambda end: end.isoformat(),
        lambda end: {"seconds": int(end.timestamp()), "nanoseconds": 0},
        lambda end: {"_seconds": int(end.timestamp()), "_nanoseconds": 0},
    ],
)
@pytest.mark.parametrize(("before", "completed"), [(2 * HOUR, True), (HOUR / 2, False), (-HOUR, False)])
def test_the_end_may_have_any_form(world, form, before, completed):
    open_challenge(world, end=form(START - before))
    swept(world)
    assert (status_of(world) == "completed") is completed


def test_a_challenge_without_prizes_is_left_alone(world):
    open_challenge(world, isEnabled=False)
    swept(world)
    assert status_of(world) == "active"


def test_a_promise_that_cannot_be_read_is_told_by_the_award(world):
    open_challenge(world, totalAmount="a lot")
    swept(world)
    assert "award.stopped" in world.alerts.causes()
    assert not is_awarded(world)


@pytest.mark.parametrize(("seconds", "completed"), [(0, True), (1, False)])
def test_what_ended_before_the_first_day_was_paid_by_hand(seconds, completed):
    from_then = START - 2 * HOUR + timedelta(seconds=seconds)
    world = World(TEST_SETTINGS.model_copy(update={"awards_from": from_then}))
    open_challenge(world, end=START - 2 * HOUR)
    swept(world)
    assert (status_of(world) == "completed") is completed


class LiveStripe:
    livemode = True

    def __init__(self, stripe):
        self._stripe = stripe

    def __getattr__(self, name):
        return getattr(self._stripe, name)


@pytest.mark.parametrize("awards_from", [None, START - timedelta(days=1)])
def test_with_a_live_key_an_operator_says_from_when(awards_from):
    world = World(TEST_SETTINGS.model_copy(update={"awards_from": awards_from}))
    open_challenge(world)
    swept(world, replace(world.ports, stripe=LiveStripe(world.stripe)))
    assert (status_of(world) == "completed") is (awards_from is not None)


class ChangedMeanwhile(Away):
    def commit(self, writes):
        if any(write.path == "challenges/changed" for write in writes):
            raise self._error
        return self._port.commit(writes)


def test_one_that_its_owner_changes_just_now_keeps_no_other_waiting(world):
    open_challenge(world, "changed")
    open_challenge(world, "ch")
    report = swept(world, replace(world.ports, store=ChangedMeanwhile(world.store, Conflict("changed"))))
    assert report.done("completions") == 1
    assert (status_of(world, "changed"), status_of(world)) == ("active", "completed")
    swept(world)
    assert status_of(world, "changed") == "completed"


def test_a_challenge_until_a_day_lasts_through_it_and_is_completed_an_hour_later(world):
    open_challenge(world, end="2026-11-23")
    world.clock.advance(hours=12, minutes=30)
    swept(world)
    assert status_of(world) == "active"
    world.clock.advance(minutes=30)
    swept(world)
    assert (status_of(world), is_awarded(world)) == ("completed", True)
    assert world.store.get("awards/ch").fields["endedAt"] == (START + 12 * HOUR).timestamp()


def test_who_finishes_on_the_last_day_of_a_challenge_until_that_day_is_ranked(world):
    open_challenge(world, end="2026-11-23")
    tamper(world, "user-challenge/ch_ada", completedAt=START + 11 * HOUR)
    world.clock.advance(hours=13)
    swept(world)
    assert scene.records(world)[0]["userId"] == "ada"
