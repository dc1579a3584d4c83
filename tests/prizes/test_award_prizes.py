"""Awarding a challenge: the documented record, once per winner, however often it is called."""

from __future__ import annotations

import pytest

from pulse.errors import NotFound
from pulse.ports.store import Merge
from pulse.prizes import PrizeStatus
from tests.prizes import scene


def test_the_documented_record_is_made_with_its_documented_id(world):
    scene.challenge(world)
    scene.takes_part(world, "user_456", 10)

    scene.award(world)

    (record,) = scene.records(world)
    assert record["id"] == f"ch_user_456_{int(scene.ENDED.timestamp())}"
    assert (record["prizeAmount"], record["platformFee"], record["winnerAmount"]) == (10_000, 300, 9_700)
    assert (record["status"], record["reason"]) == ("pending", "in_review")


def test_awarding_twice_finds_the_first_result_and_makes_no_second_record(world):
    scene.challenge(world)
    scene.takes_part(world, "user_456", 10)
    first = scene.award(world)
    world.clock.advance(days=3)

    second = scene.award(world)

    assert (second.inputs_hash, second.ended_at) == (first.inputs_hash, first.ended_at)
    assert len(scene.records(world)) == 1


def test_a_participant_who_joined_twice_gets_one_record(world):
    scene.challenge(world, distributionType="top_three_equal")
    scene.takes_part(world, "ann", 10)
    world.store.commit(
        [
            Merge(
                "user-challenge/other",
                {"challengeId": "ch", "userId": "ann", "pulsePoints": {"totalPoints": 3}},
            )
        ]
    )

    made = scene.award(world)

    assert [record["userId"] for record in scene.records(world)] == ["ann"]
    assert made.unassigned_amount == 6_666


@pytest.mark.parametrize("prize_money", [{"totalAmount": 0}, {"isEnabled": False}])
def test_a_pool_of_nothing_makes_an_award_without_records(world, prize_money):
    scene.challenge(world, **prize_money)
    scene.takes_part(world, "ann", 10)

    made = scene.award(world)

    assert (made.pool, made.winner_count, made.status, scene.records(world)) == (0, 0, "recorded", [])
    assert list(world.queue.tasks) == []


def test_nobody_taking_part_leaves_the_pool_unassigned(world):
    scene.challenge(world)

    made = scene.award(world)

    assert (made.winner_count, made.unassigned_amount) == (0, 10_000)


def test_an_unknown_challenge_is_not_found(world):
    with pytest.raises(NotFound):
        scene.award(world, "nothing")


def test_a_first_award_leaves_only_pending_records(world):
    scene.awarded(world, "ann", "bob", "cyn")

    assert {record["status"] for record in scene.records(world)} == {PrizeStatus.PENDING.value}
