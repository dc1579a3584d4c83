"""From an award to one task per prize."""

from __future__ import annotations

from pulse.ports.store import Merge, Query
from pulse.prizes import fan_out_prizes
from tests.prizes import scene


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

    made = scene.award(world)

    assert (made.winner_count, made.unassigned_amount, made.page_count) == (10_000, 0, 25)
    assert world.store.totals(Query("prizeRecords"), sums=["prizeAmount"]).sums == {"prizeAmount": 1_000_000}
    drain_fan_out(world)
    ids = [task.payload["prizeRecordId"] for task in world.queue.tasks]
    assert len(ids) == len(set(ids)) == 10_000


def test_fanning_out_twice_queues_each_prize_once(world):
    records = scene.awarded(world, "ann", "bob")
    drain_fan_out(world)

    fan_out_prizes("ch", None, ports=world.ports)

    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [record.id for record in records]


def test_a_later_occasion_queues_again_what_was_queued_in_the_same_version(world, monkeypatch):
    """A task's name is taken for days: an upheld award would wait for the next look at each of its prizes."""
    monkeypatch.setattr("pulse.prizes.fan_out.PAGE", 1)
    records = scene.awarded(world, "ann", "bob")
    drain_fan_out(world)
    world.queue.tasks.clear()

    fan_out_prizes("ch", None, "/upheld/contest_1", ports=world.ports)
    drain_fan_out(world)

    assert [task.payload["prizeRecordId"] for task in world.queue.tasks] == [record.id for record in records]


def drain_fan_out(world):
    while fanned := [task for task in world.queue.tasks if task.queue == "fanoutprizes"]:
        world.queue.tasks.remove(fanned[0])
        payload = fanned[0].payload
        fan_out_prizes(payload["challengeId"], payload["after"], payload["occasion"], ports=world.ports)
