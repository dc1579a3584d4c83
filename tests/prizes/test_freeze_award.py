"""A result is frozen only once the challenge has ended, and fits into the documents that hold it."""

from __future__ import annotations

import pytest

from pulse.errors import Refusal
from pulse.ports.store import Merge
from pulse.prizes import award_path, fetch_standings, fetch_winner_prize_info
from tests.prizes import scene


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "cancelled"}, "challenge_cancelled"),
        ({"status": "published"}, "challenge_not_ended"),
        ({"status": "draft"}, "challenge_not_ended"),
        ({"status": "active", "endDate": None}, "challenge_not_ended"),
    ],
)
def test_a_challenge_that_has_not_ended_awards_nothing(world, fields, code):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    world.store.commit([Merge("challenges/ch", fields)])

    with pytest.raises(Refusal) as refusal:
        scene.award(world)

    assert refusal.value.code == code
    assert world.store.get(award_path("ch")) is None
    assert scene.records(world) == []
    assert list(world.queue.tasks) == []


def test_an_active_challenge_past_its_end_can_be_calculated(world):
    scene.challenge(world)
    world.store.commit([Merge("challenges/ch", {"status": "active"})])
    scene.takes_part(world, "ann", 1)

    assert scene.award(world).winner_count == 1


def test_long_names_and_titles_do_not_make_documents_too_large_for_firestore(world):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    world.store.commit([Merge("challenges/ch", {"title": "t" * 900_000})])
    world.store.commit([Merge("user-challenge/ch_ann", {"username": "n" * 900_000})])

    result = scene.award(world)

    (record,) = scene.records(world)
    (place,) = fetch_standings(result, ports=world.ports)
    assert (len(result.challenge_title), len(record["challengeTitle"]), len(place.username)) == (200,) * 3
    assert len(fetch_winner_prize_info("ch", 1, ports=world.ports).title) == 200
