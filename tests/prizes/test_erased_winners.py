"""Who was erased before the award wins nothing, and the next in line is paid."""

from __future__ import annotations

import pytest

from pulse.ports.store import Create
from pulse.prizes import award_path, fetch_standings
from tests.prizes import scene


def erased(world, *people):
    world.store.commit([Create(f"erasures/{one}", {"userId": one, "status": "done"}) for one in people])


@pytest.fixture
def contest(world):
    scene.challenge(world)
    for score, person in enumerate(("last", "third", "second", "first"), start=1):
        scene.takes_part(world, person, score)
    return world


@pytest.mark.parametrize(
    ("gone", "winner", "left_out"),
    [
        ((), "first", []),
        (("first",), "second", ["first"]),
        (("first", "second"), "third", ["first", "second"]),
        (("last",), "first", []),
    ],
)
def test_the_best_of_those_who_are_still_here_wins(contest, gone, winner, left_out):
    erased(contest, *gone)

    result = scene.award(contest)

    (record,) = scene.records(contest)
    assert (record["userId"], record["placement"]) == (winner, 1)
    assert record["userId"] not in gone
    assert contest.store.get(award_path("ch")).fields["leftOut"] == left_out
    assert not {place.user_id for place in fetch_standings(result, ports=contest.ports)} & set(left_out)


def test_when_everyone_is_erased_the_pool_stays(contest):
    erased(contest, "first", "second", "third", "last")

    result = scene.award(contest)

    assert (result.winner_count, result.unassigned_amount) == (0, result.pool)
    assert scene.records(contest) == []


def test_an_award_without_the_erased_is_not_taken_for_an_edited_one(contest):
    erased(contest, "first")
    scene.award(contest)

    again = scene.award(contest)

    assert not again.needs_review
    assert "award.edited" not in contest.alerts.causes()


def test_who_is_erased_after_the_award_changes_nothing(contest):
    scene.award(contest)
    erased(contest, "second")

    again = scene.award(contest)

    assert not again.needs_review
    assert [record["userId"] for record in scene.records(contest)] == ["first"]
