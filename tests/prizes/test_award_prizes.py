"""A challenge ends: its result is frozen once, and every winner has exactly one record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.backoffice import sweep
from pulse.errors import Busy, NotFound, Refusal
from pulse.ports.store import Delete, Merge, Query
from pulse.prizes import (
    Award,
    AwardPrizes,
    PrizeStatus,
    award_path,
    award_prizes,
    fan_out_prizes,
    fetch_standings,
    fetch_winner_prize_info,
)
from tests.prizes import scene


def award(world, challenge_id="ch") -> Award:
    return award_prizes(AwardPrizes(challenge_id, "system:test"), ports=world.ports)


def records(world):
    return [document.fields for document in world.store.query(Query("prizeRecords"))]


def test_the_documented_record_is_made_with_its_documented_id(world):
    scene.challenge(world)
    scene.takes_part(world, "user_456", 10)

    award(world)

    (record,) = records(world)
    assert record["id"] == f"ch_user_456_{int(scene.ENDED.timestamp())}"
    assert (record["prizeAmount"], record["platformFee"], record["winnerAmount"]) == (10_000, 300, 9_700)
    assert (record["status"], record["reason"]) == ("pending", "retrying")


def test_awarding_twice_finds_the_first_result_and_makes_no_second_record(world):
    scene.challenge(world)
    scene.takes_part(world, "user_456", 10)
    first = award(world)
    world.clock.advance(days=3)

    second = award(world)

    assert (second.inputs_hash, second.ended_at) == (first.inputs_hash, first.ended_at)
    assert len(records(world)) == 1


def test_scores_edited_after_the_award_change_nothing_and_ask_for_review_once(world):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    scene.takes_part(world, "bob", 5)
    award(world)
    scene.takes_part(world, "bob", 50)

    award(world)
    again = award(world)

    assert again.needs_review
    assert [winner.user_id for winner in fetch_standings(again, ports=world.ports)] == ["ann", "bob"]
    assert [record["userId"] for record in records(world)] == ["ann"]
    assert world.alerts.causes() == ["award.edited_after"]


def test_who_joins_after_the_award_without_a_score_hides_no_later_edit(world):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    scene.takes_part(world, "bob", 5)
    award(world)
    scene.takes_part(world, "late", 0)

    assert not award(world).needs_review
    assert world.alerts.causes() == []

    scene.takes_part(world, "bob", 6)

    assert award(world).needs_review
    assert world.alerts.causes() == ["award.edited_after"]


@pytest.mark.parametrize("edit", [{"totalAmount": 10_001}, {"currency": "eur"}])
def test_prize_money_edited_after_the_award_asks_for_review(world, edit):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    award(world)
    scene.challenge(world, **edit)

    assert award(world).needs_review


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

    made = award(world)

    assert [record["userId"] for record in records(world)] == ["ann"]
    assert made.unassigned_amount == 6_666


@pytest.mark.parametrize("prize_money", [{"totalAmount": 0}, {"isEnabled": False}])
def test_a_pool_of_nothing_makes_an_award_without_records(world, prize_money):
    scene.challenge(world, **prize_money)
    scene.takes_part(world, "ann", 10)

    made = award(world)

    assert (made.pool, made.winner_count, made.status, records(world)) == (0, 0, "recorded", [])
    assert list(world.queue.tasks) == []


def test_nobody_taking_part_leaves_the_pool_unassigned(world):
    scene.challenge(world)

    made = award(world)

    assert (made.winner_count, made.unassigned_amount) == (0, 10_000)


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
    world.store.commit([Merge("challenges/ch", fields)])

    with pytest.raises(Refusal) as refusal:
        award(world)

    assert refusal.value.code == code
    assert world.store.get(award_path("ch")) is None


def test_an_active_challenge_past_its_end_can_be_calculated(world):
    scene.challenge(world)
    world.store.commit([Merge("challenges/ch", {"status": "active"})])
    scene.takes_part(world, "ann", 1)

    assert award(world).winner_count == 1


def test_an_unknown_challenge_is_not_found(world):
    with pytest.raises(NotFound):
        award(world, "nothing")


def test_records_that_a_dead_process_left_out_are_made_by_the_next_call(world):
    scene.challenge(world, distributionType="top_three_equal")
    for place, user_id in enumerate(["ann", "bob", "cyn"]):
        scene.takes_part(world, user_id, 10 - place)
    award(world)
    record_id = scene.record_of(world, "bob").id
    world.store.commit([Merge("awards/ch", {"status": "frozen"})])

    world.store.commit([Delete(f"prizeRecords/{record_id}"), Delete(f"auditLog/prizeRecords_{record_id}_1")])

    award(world)

    assert [record["userId"] for record in records(world)] == ["ann", "bob", "cyn"]


def test_ten_thousand_winners_are_frozen_recorded_and_fanned_out_page_by_page(world):
    scene.challenge(world, pool=1_000_000, distributionType="custom", customDistribution=[0.01] * 10_000)
    world.store.commit(
        [
            Merge(
                f"user-challenge/ch_u{n}",
                {"challengeId": "ch", "userId": f"u{n}", "pulsePoints": {"totalPoints": 20_000 - n}},
            )
            for n in range(10_000)
        ]
    )

    made = award(world)

    assert (made.winner_count, made.unassigned_amount, made.page_count) == (10_000, 0, 25)
    assert world.store.totals(Query("prizeRecords"), sums=["prizeAmount"]).sums == {"prizeAmount": 1_000_000}
    _drain_fan_out(world)
    ids = [task.payload["prizeRecordId"] for task in world.queue.tasks]
    assert len(ids) == len(set(ids)) == 10_000


def test_fanning_out_twice_queues_each_prize_once(world):
    scene.awarded(world, "ann", "bob")
    _drain_fan_out(world)

    fan_out_prizes("ch", None, ports=world.ports)

    assert len(world.queue.tasks) == 2


def test_what_a_place_is_worth_is_told_before_the_award(world):
    scene.challenge(world, distributionType="top_three_weighted")

    told = fetch_winner_prize_info("ch", 2, ports=world.ports)

    assert (told.prize_amount, told.total_prize_pool, told.placement) == (3_000, 10_000, 2)
    assert (told.title, told.winner_count, told.distribution_type) == (
        "Morning Mobility",
        3,
        "top_three_weighted",
    )


def test_a_draft_is_not_shown(world):
    scene.challenge(world, distributionType="top_three_weighted")
    world.store.commit([Merge("challenges/ch", {"status": "draft"})])

    with pytest.raises(NotFound) as refused:
        fetch_winner_prize_info("ch", 1, ports=world.ports)

    assert refused.value.code == "challenge_not_found"


@pytest.mark.parametrize("placement", [0, 4, -1])
def test_a_place_that_wins_nothing_is_not_found(world, placement):
    scene.challenge(world, distributionType="top_three_weighted")

    with pytest.raises(NotFound):
        fetch_winner_prize_info("ch", placement, ports=world.ports)


def test_a_first_award_leaves_only_pending_records(world):
    scene.awarded(world, "ann", "bob", "cyn")

    assert {record["status"] for record in records(world)} == {PrizeStatus.PENDING.value}


def _drain_fan_out(world):
    while world.queue.tasks and world.queue.tasks[0].queue == "fanoutprizes":
        payload = world.queue.tasks.popleft().payload
        fan_out_prizes(payload["challengeId"], payload["after"], ports=world.ports)
        fanned = [task for task in world.queue.tasks if task.queue == "fanoutprizes"]
        others = [task for task in world.queue.tasks if task.queue != "fanoutprizes"]
        world.queue.tasks.clear()
        world.queue.tasks.extend(fanned + others)


def test_long_names_and_titles_do_not_make_documents_too_large_for_firestore(world):
    scene.challenge(world)
    scene.takes_part(world, "ann", 10)
    world.store.commit([Merge("challenges/ch", {"title": "t" * 900_000})])
    world.store.commit([Merge("user-challenge/ch_ann", {"username": "n" * 900_000})])

    result = award(world)

    (record,) = records(world)
    (place,) = fetch_standings(result, ports=world.ports)
    assert (len(result.challenge_title), len(record["challengeTitle"]), len(place.username)) == (200,) * 3
    assert len(fetch_winner_prize_info("ch", 1, ports=world.ports).title) == 200


class SlowStore:
    """Every commit takes half a minute."""

    def __init__(self, world):
        self._world = world

    def __getattr__(self, name):
        return getattr(self._world.store, name)

    def commit(self, writes):
        self._world.clock.advance(seconds=30)
        return self._world.store.commit(writes)


def test_an_award_of_too_many_for_one_call_is_recorded_by_the_next_ones(world):
    scene.challenge(world, distributionType="custom", customDistribution=[20] * 5)
    for number in range(5):
        scene.takes_part(world, f"u{number}", 10 + number)
    settings = world.ports.settings.model_copy(update={"award_batch_size": 1})
    ports = replace(world.ports, store=SlowStore(world), settings=settings)

    with pytest.raises(Busy) as error:
        award_prizes(AwardPrizes("ch", "system:test"), ports=ports)
    made = len(records(world))
    assert (error.value.code, 0 < made < 5) == ("award_goes_on", True)
    assert {one.name: one.clean for one in sweep(ports=ports).steps}["awards"]

    assert [record["prizeAmount"] for record in records(world)] == [2_000] * 5
    assert award(world).status == "recorded"
