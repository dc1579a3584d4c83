"""The command line shows a pool to the cent, and writes nothing."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

from pulse.pools import apply_funding
from pulse.ports.store import Update
from pulse.prizes import ContestAward, contest_award
from tests.backoffice.disturbed import shifted
from tests.doors.command_line.terminal import everything, run
from tests.pools import scene
from tests.prizes import scene as prizes


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


def test_contests_of_its_award_are_listed_without_their_texts(world):
    for name in ("ann", "bob"):
        prizes.user(world, name)
    prizes.awarded(world, "ann", "bob")
    later = {"reviewUntil": world.clock.now() + timedelta(hours=1)}
    world.store.commit([Update("prizePools/ch", later)])
    command = ContestAward(challenge_id="ch", user_id="bob", placement=1, reason="ann ran with two watches")
    contest_award(command, ports=world.ports)

    told = run(world, "pool", "ch")

    assert "ch_bob_1 │ bob │ 1 │ ann │ 1 │ open" in told.text
    assert "watches" not in told.text


def test_a_challenge_that_does_not_exist_has_no_pool(world):
    told = run(world, "pool", "nothing")

    assert told.code != 0
    assert "there is no such challenge" in told.text


def test_a_statement_shows_every_line_and_that_it_adds_up(world):
    scene.challenge(world)
    payment = scene.paid_in(world, 10_000)
    scene.dashboard_refund(world, payment, 3_000)
    apply_funding(payment, ports=world.ports, thorough=True)
    before, version = everything(world), world.store.version

    told = run(world, "pool-statement", scene.CHALLENGE)

    assert told.code == 0
    for figure in ("paid in │ 100.00 USD", "refunded │ -30.00 USD", "held │ 70.00 USD", scene.OWNER):
        assert figure in told.text
    assert (everything(world), world.store.version) == (before, version)


def test_a_statement_as_csv_and_as_json(world):
    scene.challenge(world)
    scene.paid_in(world, 10_000)

    rows = list(csv.DictReader(io.StringIO(run(world, "pool-statement", scene.CHALLENGE, "--csv").output)))
    fields = json.loads(run(world, "pool-statement", scene.CHALLENGE, "--json").text)

    assert [(row["what"], row["amount"], row["held after"]) for row in rows] == [
        ("paid_in", "100.00", "100.00"),
        ("total", "100.00", "100.00"),
    ]
    assert (fields["held"], fields["addsUp"], fields["lines"][0]["what"]) == (10_000, True, "paid_in")


def test_a_statement_that_does_not_add_up_is_shown_and_fails(world):
    scene.challenge(world)
    scene.paid_in(world, 10_000)
    entry = next(path for path in everything(world) if path.endswith("_pool_funding"))
    shifted(world, entry, 1, f"prizes:{scene.CHALLENGE}")

    told = run(world, "pool-statement", scene.CHALLENGE)

    assert told.code == 1
    assert "IT DOES NOT ADD UP" in told.text
