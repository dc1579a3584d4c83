"""A prize is held if its winner signed up just before the award, is staff, or is known to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.ports import SignIn, StaffRole
from pulse.prizes import PrizeStatus, Reason
from tests.prizes import scene
from tests.world import START, TEST_SETTINGS, World

CHECKED = {"winner_sign_up_seconds_min": 7 * 86_400, "staff_prizes": "hold"}
WEEK = timedelta(days=7)


def world_with(**settings):
    world = World(TEST_SETTINGS.model_copy(update={**CHECKED, **settings}))
    scene.ready_winner(world)
    return world


def held_for(world, sign_in):
    if sign_in is not None:
        world.sign_ins.known["user_456"] = sign_in
    (record,) = scene.awarded(world, "user_456")
    found = world.store.get(f"holds/{record.id}")
    assert record.held is (found is not None)
    return list(found.fields["patterns"]) if found else []


@pytest.mark.parametrize(
    ("age", "patterns"),
    [
        (timedelta(0), ["sign_up_recent"]),
        (WEEK - timedelta(seconds=1), ["sign_up_recent"]),
        (WEEK, []),
        (WEEK + timedelta(seconds=1), []),
    ],
)
def test_a_winner_is_a_week_old_or_waits(age, patterns):
    assert held_for(world_with(), SignIn(START - age)) == patterns


def test_staff_wait_however_long_they_have_been_here():
    world = world_with()

    assert held_for(world, SignIn(START - 10 * WEEK, roles=frozenset({StaffRole.ADMIN}))) == [
        "winner_is_staff"
    ]

    record = scene.record_of(world, "user_456")
    assert scene.pay(world, record).record.reason is Reason.HELD_FOR_APPROVAL
    assert scene.transfers(world, record) == []


def test_somebody_whom_firebase_does_not_know_waits():
    assert held_for(world_with(), None) == ["sign_in_unknown"]


def test_everybody_waits_while_firebase_is_silent():
    world = world_with()
    world.sign_ins.silent = True

    assert held_for(world, SignIn(START - WEEK)) == ["sign_in_unknown"]


@pytest.mark.parametrize(
    ("off", "patterns"),
    [
        ({"winner_sign_up_seconds_min": 0}, ["winner_is_staff"]),
        ({"staff_prizes": "pay"}, ["sign_up_recent"]),
        ({"winner_sign_up_seconds_min": 0, "staff_prizes": "pay"}, []),
    ],
)
def test_each_check_can_be_turned_off(off, patterns):
    assert held_for(world_with(**off), SignIn(START, roles=frozenset({StaffRole.ADMIN}))) == patterns


def test_with_both_off_firebase_is_not_needed():
    world = world_with(winner_sign_up_seconds_min=0, staff_prizes="pay")
    world.sign_ins.silent = True

    assert held_for(world, None) == []
    assert scene.pay(world, scene.record_of(world, "user_456")).record.status is PrizeStatus.PAID
