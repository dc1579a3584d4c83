"""Completed challenges whose trigger was lost are awarded by the sweep."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.backoffice.sweep.sweep import STEPS
from pulse.batches import BatchResult
from pulse.ports.store import Delete, Update
from pulse.prizes import AwardPrizes, award_path, award_prizes
from tests.backoffice.disturbed import Away, tamper
from tests.backoffice.sweep.scene import result_of, swept
from tests.prizes import scene
from tests.world import START


def test_a_completed_challenge_whose_trigger_was_lost_is_awarded(world):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    assert swept(world).done("awards") == 1
    assert scene.record_of(world, "ada").prize_amount == 10_000
    assert swept(world).done("awards") == 0


def test_an_award_that_was_decided_and_not_recorded_is_recorded(world):
    record = scene.awarded(world, "ada")[0]
    tamper(world, "awards/ch", status="frozen")
    assert swept(world).done("awards") == 1
    assert world.store.get("awards/ch").fields["status"] == "recorded"
    assert scene.record_of(world, "ada") == record


def test_a_challenge_that_goes_on_is_left_alone(world):
    scene.challenge(world)
    tamper(world, "challenges/ch", status="active", endDate=START + timedelta(hours=1))
    assert swept(world).done("awards") == 0
    assert world.store.get("awards/ch") is None


@pytest.mark.parametrize(("days", "awarded_at_once"), [(1, True), (3, False), (46, False)])
def test_each_sweep_looks_at_the_last_days_and_the_thorough_one_at_the_last_weeks(
    world, days, awarded_at_once
):
    swept(world)  # the thorough one
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    tamper(world, "challenges/ch", endDate=START - timedelta(days=days))
    assert (swept(world).done("awards") == 1) is awarded_at_once
    world.clock.advance(minutes=31)
    swept(world)
    assert (world.store.get("awards/ch") is not None) is (days < 45)


def test_a_challenge_that_cannot_be_awarded_is_told_and_keeps_no_other_waiting(world):
    scene.challenge(world, "bad", distributionType="by_mood")
    scene.challenge(world, "good")
    report = swept(world)
    assert result_of(report, "awards") == BatchResult(1, ("bad: distribution_unknown",))
    assert world.alerts.causes() == ["award.refused", "sweep.awards_failed"]
    assert not report.clean


class Asked:
    """A store that counts what it is asked, of which collection."""

    def __init__(self, store):
        self._store = store
        self.queries = Counter()

    def __getattr__(self, name):
        return getattr(self._store, name)

    def query(self, query):
        self.queries[query.collection] += 1
        return self._store.query(query)


def test_a_challenge_with_twenty_thousand_owners_is_named_and_delays_neither_prizes_nor_other_awards(world):
    """No client writes such a list; a script may. Its owners are not looked up one after another."""
    (due,) = scene.awarded(world, "ada", challenge_id="earlier")
    scene.funds(world, 1_000_000)
    scene.winner_account(world, "ada")
    for challenge_id in ("crowd", "usual"):
        scene.challenge(world, challenge_id)
        scene.takes_part(world, "ada", 10, challenge_id)
    tamper(world, "challenges/crowd", ownerId=["trainer", *(f"owner{number}" for number in range(20_000))])
    world.clock.advance(minutes=30)
    world.queue.tasks.clear()
    store = Asked(world.store)
    world.ports = replace(world.ports, store=store)

    report = swept(world)

    awards = result_of(report, "awards")
    assert awards.done == 1
    assert [problem.partition(":")[0] for problem in awards.problems] == ["crowd"]
    assert world.store.get(award_path("usual")) is not None
    assert world.store.get(award_path("crowd")) is None
    assert due.id in {task.payload.get("prizeRecordId") for task in world.queue.tasks}
    assert store.queries["payments"] + store.queries["paidCards"] < 20
    stopped = [one for one in world.alerts.raised if one.cause == "award.stopped"]
    assert [(one.subject, one.facts["field"]) for one in stopped] == [("challenges/crowd", "ownerId")]


class Choking(Away):
    """A store that chokes on one document, in no words of ours."""

    def commit(self, writes):
        if any(write.path == "awards/bad" for write in writes):
            raise self._error
        return self._port.commit(writes)


def test_a_challenge_that_breaks_our_own_code_stops_neither_the_next_one_nor_the_next_step(world):
    scene.challenge(world, "bad")
    scene.challenge(world, "good")
    broken = replace(world.ports, store=Choking(world.store, ValueError("too large")))
    report = swept(world, broken)
    assert result_of(report, "awards") == BatchResult(1, ("bad: ValueError",))
    assert [step.name for step in report.steps] == [step.name for step in STEPS]
    assert world.alerts.causes() == ["sweep.awards_failed"]


def test_an_award_of_the_trigger_is_not_made_again(world):
    scene.awarded(world, "ada")
    award = world.store.get("awards/ch").version
    assert swept(world).done("awards") == 0
    award_prizes(AwardPrizes("ch", "system:test"), ports=world.ports)
    assert world.store.get("awards/ch").version == award


def test_an_award_that_can_never_be_recorded_raises_an_alert(world):
    """Its record was lost in a partial restore, and the record's audit row was not."""
    (record,) = scene.awarded(world, "ada")
    world.store.commit([Delete(record.path), Update(award_path("ch"), {"status": "frozen"})])

    report = swept(world)

    assert not report.clean
    assert "sweep.awards_failed" in world.alerts.causes()
