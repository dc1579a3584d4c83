"""Scores and prize money edited after the award are told of within a day, though nobody asks again."""

from __future__ import annotations

import pytest

from pulse.backoffice import reconcile
from tests.backoffice.disturbed import remove, tamper
from tests.prizes import scene


def edits_told(world):
    return [one.subject for one in world.alerts.raised if one.cause == "award.edited_after"]


def daily(world):
    return reconcile(ports=world.ports, full=True)


def test_a_score_that_was_edited_is_told_of_once_and_changes_no_prize(world):
    record = scene.awarded(world, "ada", "bob")[0]
    scene.takes_part(world, "bob", 1_000)
    assert daily(world).clean
    daily(world)
    assert edits_told(world) == ["awards/ch"]
    assert world.store.get("awards/ch").fields["needsReview"] is True
    assert scene.record_of(world, "ada") == record


@pytest.mark.parametrize(
    "prize_money", [{"totalAmount": 20_000}, {"totalAmount": "a lot"}, {"isEnabled": False}]
)
def test_prize_money_that_was_edited_is_told_of(world, prize_money):
    scene.awarded(world, "ada")
    scene.challenge(world, **prize_money)
    assert daily(world).clean
    assert edits_told(world) == ["awards/ch"]


def test_a_challenge_that_was_taken_away_is_told_of(world):
    scene.awarded(world, "ada")
    remove(world, "challenges/ch")
    assert daily(world).clean
    assert edits_told(world) == ["awards/ch"]


def test_an_award_that_nobody_edited_stays_as_it_is_and_queues_nothing(world):
    scene.awarded(world, "ada")
    world.queue.tasks.clear()
    version = world.store.get("awards/ch").version
    assert daily(world).clean
    assert (edits_told(world), list(world.queue.tasks)) == ([], [])
    assert world.store.get("awards/ch").version == version


def test_the_hourly_run_does_not_look(world):
    scene.awarded(world, "ada")
    scene.takes_part(world, "bob", 1_000)
    reconcile(ports=world.ports, full=False)
    assert edits_told(world) == []


@pytest.mark.parametrize(("days", "told"), [(45, ["awards/ch"]), (46, [])])
def test_awards_are_watched_for_some_weeks(world, days, told):
    scene.awarded(world, "ada")
    scene.takes_part(world, "bob", 1_000)
    world.clock.advance(days=days)
    daily(world)
    assert edits_told(world) == told


def test_malformed_documents_keep_no_other_edit_from_being_told(world):
    for challenge_id in ("ch1", "ch2", "ch3"):
        scene.awarded(world, "ada", challenge_id=challenge_id)
        scene.takes_part(world, "bob", 1_000, challenge_id)
    tamper(world, "awards/ch1", pool="a lot")
    tamper(world, "awards/ch2", challengeId="of/nobody")
    assert daily(world).problems == ("awards/of/nobody: invalid_request",)
    assert edits_told(world) == ["awards/ch3"]
    assert "record.unreadable" in world.alerts.causes()


@pytest.mark.parametrize(("full", "names"), [(True, "balance awards projections edited"), (False, "")])
def test_progress_names_each_part_of_a_run_before_it_runs(world, full, names):
    told = []
    reconcile(ports=world.ports, full=full, progress=lambda *part: told.append(part))
    parts = ["platform", "accounts", "refresh", *names.split()]
    assert told == [(name, number, len(parts)) for number, name in enumerate(parts)]
