"""Scores and prize money edited after the award are told of within a day, though nobody asks again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.backoffice import read_open_differences, reconcile
from pulse.backoffice.reconciliation.full_runs import read_last_full
from pulse.errors import StoreUnavailable
from tests.backoffice.disturbed import Away, posted, remove, shifted, tamper
from tests.prizes import scene


def edits_told(world):
    return [one.subject for one in world.alerts.raised if one.cause == "award.edited"]


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
    assert daily(world).problems == ()
    assert edits_told(world) == ["awards/ch3"]
    damaged = {alert.subject for alert in world.alerts.raised if alert.cause == "record.damaged"}
    assert damaged == {"awards/ch1", "awards/ch2"}


class Reads(Away):
    """The store, with something that happens at each reading of a challenge's participants."""

    def __init__(self, store, happens):
        super().__init__(store, AssertionError())
        self._happens = happens

    def query(self, query):
        if query.collection == "user-challenge":
            self._happens()
        return self._port.query(query)


def edited(world, count):
    """Awards, each a second younger than the one before, and each edited since; their paths."""
    for number in range(count):
        scene.awarded(world, "ada", challenge_id=f"ch{number}")
        scene.takes_part(world, "bob", 1_000, f"ch{number}")
        world.clock.advance(seconds=1)
    return [f"awards/ch{number}" for number in range(count)]


def test_awards_that_one_run_has_no_time_for_have_their_turn_in_the_next_ones(world):
    awards = edited(world, 25)
    slow = replace(world.ports, store=Reads(world.store, lambda: world.clock.advance(seconds=11)))
    told = []
    for full in (True, False, False):
        reconcile(ports=slow, full=full)
        told.append(edits_told(world))
    assert told == [awards[:10], awards[:20], awards]


class _Dies(BaseException):
    """The function's time is over."""


def dies():
    raise _Dies


def test_a_run_that_dies_at_it_has_stored_and_told_what_it_found_and_was_whole(world):
    scene.funds(world, 50_000)
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    paid = scene.pay(world, record).record
    shifted(world, posted(world, paid.stripe_transfer_id), 1)
    world.clock.advance(hours=1)
    with pytest.raises(_Dies):
        reconcile(ports=replace(world.ports, store=Reads(world.store, dies)), full=True)
    assert len(read_open_differences(ports=world.ports)) == 2
    assert world.alerts.causes() == ["difference.found", "record.edited"]
    assert read_last_full(ports=world.ports) == world.clock.now()


def test_with_the_store_away_for_it_the_run_says_so_and_is_whole(world):
    scene.awarded(world, "ada")

    def away():
        raise StoreUnavailable("no answer")

    report = reconcile(ports=replace(world.ports, store=Reads(world.store, away)), full=True)
    assert report.problems == ("edited: store_unavailable",)
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.facts) == (
        "reconciliation.interrupted",
        {"problems": ["edited: store_unavailable"]},
    )
    assert read_last_full(ports=world.ports) == world.clock.now()


@pytest.mark.parametrize("nothing", ["winnerCount", "pool"])
def test_an_award_that_pays_nothing_is_not_looked_at(world, nothing):
    scene.awarded(world, "ada")
    scene.takes_part(world, "bob", 1_000)
    tamper(world, "awards/ch", **{nothing: 0})
    daily(world)
    assert edits_told(world) == []


@pytest.mark.parametrize(("full", "names"), [(True, "balance awards projections edited"), (False, "edited")])
def test_progress_names_each_part_of_a_run_before_it_runs(world, full, names):
    told = []
    reconcile(ports=world.ports, full=full, progress=lambda *part: told.append(part))
    parts = ["platform", "accounts", "records", "refresh", *names.split()]
    assert told == [(name, number, len(parts)) for number, name in enumerate(parts)]
