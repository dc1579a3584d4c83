"""The command line shows a pool to the cent, and writes nothing."""

from __future__ import annotations

from tests.doors.command_line.terminal import everything, run
from tests.pools import scene


def test_a_pool_is_shown_with_who_paid_and_what_waits_for_two_people(world):
    scene.challenge(world)
    scene.paid_in(world, 10_000)
    scene.paid_in(world, 4_000, scene.OTHER, "pm_card_riskLevelElevated")
    before, version = everything(world), world.store.version

    told = run(world, "pool", scene.CHALLENGE)

    assert told.code == 0
    for figure in ("funded │ 100.00 USD", "waits for two administrators │ 40.00 USD", "paid in │ 140.00 USD"):
        assert figure in told.text
    assert "risk_elevated" in told.text
    assert scene.OWNER in told.text
    assert (everything(world), world.store.version) == (before, version)


def test_a_challenge_that_does_not_exist_has_no_pool(world):
    told = run(world, "pool", "nothing")

    assert told.code != 0
    assert "there is no such challenge" in told.text
